package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the extension adds our pages to both consoles, whatever theme they use, and changes nothing else in the
 * theme.
 */
class ConsoleThemeIT {

    private static final Pattern OURS = Pattern.compile("assets/org-api-keys-[0-9a-f]{12}/");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void theAdminConsoleHasOurScript() {
        Console console = admin();
        assertThat(console.scriptTag("/admin.js")).containsPattern(OURS).contains("type=\"module\"");
        Answer script = console.load(console.scriptTag("/admin.js")).expect(200);
        assertThat(script.header("Content-Type")).startsWith("text/javascript");
        // the console loads this script on every visit, so it must be small
        assertThat(script.body().length()).isLessThan(10_000);
    }

    @Test
    void theAccountConsoleHasAScriptThatRunsBeforeItsModules() {
        Console console = account();
        assertThat(console.scriptTag("/fresh.js")).containsPattern(OURS).doesNotContain("type=\"module\"");
        assertThat(console.load(console.scriptTag("/fresh.js")).expect(200).body())
                .contains("content.json");
    }

    @Test
    void theMenuHasOurPageAfterOrganizationsAndAHiddenEntryFirst() {
        Console console = account();
        JsonNode menu = console.menu();
        JsonNode hidden = menu.get(0);
        assertThat(hidden.get("path").asText()).isEqualTo("content/undefined");
        assertThat(hidden.get("isVisible").asText()).isEqualTo("orgApiKeysNever");
        int ours = paths(menu).indexOf("content/org-api-keys");
        assertThat(ours).isEqualTo(paths(menu).indexOf("organizations") + 1);
        assertThat(menu.get(ours).get("isVisible").asText()).isEqualTo("isViewOrganizationsEnabled");
        String module = menu.get(ours).get("modulePath").asText();
        assertThat(module).isEqualTo(hidden.get("modulePath").asText()).containsPattern(OURS);
        assertThat(console.resource(module.substring(1)).expect(200).header("Content-Type"))
                .startsWith("text/javascript");
    }

    @Test
    void browsersCacheTheVersionedFiles() {
        Console console = admin();
        assertThat(console.load(console.scriptTag("/admin.js")).header("Cache-Control"))
                .contains("max-age=2592000");
    }

    @Test
    void servesNoOtherFileOfTheJar() {
        Console console = admin();
        String directory = directory(console);
        for (String path : List.of(
                "manifest.json",
                "messages/messages_en.properties",
                directory + "../../manifest.json",
                directory + "..%2f..%2fmanifest.json",
                directory + "missing.js",
                "assets/org-api-keys-000000000000/admin.js")) {
            // Keycloak answers 404, or 400 if the path is not normalized
            assertThat(console.resource(path).status()).as(path).isIn(400, 404);
        }
    }

    @Test
    void theConsolesHaveOurMessages() {
        for (String console : List.of("admin", "account")) {
            assertThat(message(console, "en", "orgApiKeysMenu")).isEqualTo("API keys");
            assertThat(message(console, "de", "orgApiKeysMenu")).isEqualTo("API-Schlüssel");
            assertThat(message(console, "pt-BR", "orgApiKeysMenu")).isEqualTo("Chaves de API");
            // a language without a translation falls back to English
            assertThat(message(console, "sv", "orgApiKeysMenu")).isEqualTo("API keys");
        }
    }

    @Test
    void aCustomThemeKeepsItsOwnFiles() {
        String name = "own-" + realm.name;
        for (String type : List.of("admin", "account")) {
            CustomTheme.of(name, type)
                    .with(
                            "theme.properties",
                            "parent=" + (type.equals("admin") ? "keycloak.v2" : "keycloak.v3")
                                    + "\nscripts=js/own.js\n")
                    .with("resources/js/own.js", "console.log('own');")
                    .with("messages/messages_en.properties", "ownEntry=Our own entry\n");
        }
        CustomTheme.of(name, "account").with("resources/content.json", """
                        [{"label":"personalInfo","path":""},
                         {"label":"ownEntry","path":"own","modulePath":"/own.js","isVisible":"isOid4VciEnabled"}]""");
        realm.change(Map.of("adminTheme", name, "accountTheme", name));
        try {
            assertThat(admin().scriptTag("/js/own.js")).isNotEmpty();
            assertThat(admin().scriptTag("/admin.js")).containsPattern(OURS);
            assertThat(account().scriptTag("/js/own.js")).isNotEmpty();
            assertThat(account().scriptTag("/fresh.js")).containsPattern(OURS);
            Console account = account();
            assertThat(account.load(account.scriptTag("/js/own.js")).expect(200).body())
                    .isEqualTo("console.log('own');");
            JsonNode menu = account.menu();
            assertThat(paths(menu)).containsExactly("content/undefined", "", "own", "content/org-api-keys");
            assertThat(menu.get(2))
                    .isEqualTo(
                            Answer.parse(
                                    "{\"label\":\"ownEntry\",\"path\":\"own\",\"modulePath\":\"/own.js\",\"isVisible\":\"isOid4VciEnabled\"}"));
            for (String console : List.of("admin", "account")) {
                assertThat(message(console, "en", "ownEntry")).isEqualTo("Our own entry");
                assertThat(message(console, "en", "orgApiKeysMenu")).isEqualTo("API keys");
            }
        } finally {
            realm.change(Map.of("adminTheme", "", "accountTheme", ""));
        }
    }

    @Test
    void theListOfThemesDoesNotChange() {
        JsonNode themes = Http.get(TestServer.url("/admin/serverinfo"))
                .bearer(TestServer.adminToken())
                .expect(200)
                .json()
                .get("themes");
        for (String type : List.of("admin", "account")) {
            assertThat(themes.get(type).findValuesAsText("name"))
                    .doesNotHaveDuplicates()
                    .noneMatch(name -> name.startsWith("org-api-keys"));
        }
    }

    private static Console admin() {
        return Console.at(TestServer.url("/admin/" + realm.name + "/console/"));
    }

    private static Console account() {
        return Console.at(realm.url("/account/"));
    }

    private static String directory(Console console) {
        var matcher = OURS.matcher(console.scriptTag("/admin.js"));
        assertThat(matcher.find()).isTrue();
        return matcher.group();
    }

    private static List<String> paths(JsonNode menu) {
        List<String> paths = new ArrayList<>();
        menu.forEach(entry -> paths.add(entry.path("path").asText("–")));
        return paths;
    }

    private static String message(String console, String locale, String key) {
        for (JsonNode message : Http.get(TestServer.url("/resources/" + realm.name + "/" + console + "/" + locale))
                .expect(200)
                .json()) {
            if (message.get("key").asText().equals(key)) {
                return message.get("value").asText();
            }
        }
        return "";
    }
}
