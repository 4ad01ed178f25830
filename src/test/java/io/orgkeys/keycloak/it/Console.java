package io.orgkeys.keycloak.it;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The page of a console, as a browser loads it before login.
 *
 * @param address the URL of the page
 * @param html the page
 */
public record Console(String address, String html) {

    private static final Pattern ENVIRONMENT =
            Pattern.compile("<script id=\"environment\"[^>]*>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern SCRIPT = Pattern.compile("<script\\s[^>]*src=\"([^\"]+)\"[^>]*>");

    public static Console at(String address) {
        return new Console(address, Http.get(address).expect(200).body());
    }

    /** Returns the tag of the script whose URL has this ending, or "" if there is none. */
    public String scriptTag(String end) {
        Matcher script = SCRIPT.matcher(html);
        while (script.find()) {
            if (script.group(1).endsWith(end)) {
                return script.group();
            }
        }
        return "";
    }

    public Answer load(String scriptTag) {
        Matcher script = SCRIPT.matcher(scriptTag);
        if (!script.find()) {
            throw new AssertionError("No script: " + scriptTag);
        }
        return get(script.group(1));
    }

    /** Loads a file of the console's theme. */
    public Answer resource(String path) {
        Matcher environment = ENVIRONMENT.matcher(html);
        if (!environment.find()) {
            throw new AssertionError("No console: " + html);
        }
        return get(Answer.parse(environment.group(1)).get("resourceUrl").asText() + "/" + path);
    }

    /** Loads the menu of the account console. */
    public JsonNode menu() {
        return resource("content.json").expect(200).json();
    }

    private Answer get(String path) {
        return Http.get(URI.create(address).resolve(path).toString()).send();
    }
}
