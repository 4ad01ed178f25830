package io.orgkeys.keycloak.rest.leak;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.SecretText;

/**
 * One match of a scanner, as far as it is of use. Fields that are not known are left alone, because the form of reports is
 * not ours and grows. All but the token is the word of whoever published it, so it is cut down to what can do no harm where
 * people read it, and dropped where it could repeat a secret, this one or any other.
 *
 * @param token what was found; never to be shown
 * @param type what the scanner calls tokens of this kind
 * @param source what kind of place it was found in
 * @param url where it was found, or empty
 */
record ReportedSecret(String token, String type, String source, String url) {

    private static final String UNKNOWN = "unknown";
    private static final int LONGEST_TOKEN = 1_024;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9 ._-]{1,100}");

    /** RFC 3986 §2 without what ends a text in some format or other. */
    private static final Pattern ADDRESS = Pattern.compile("https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%\\[\\]-]{1,500}");

    /** The fields of a match that are read. A field that is wrong counts as missing. */
    private record Match(
            Optional<SecretText> token, Optional<String> type, Optional<String> source, Optional<String> url) {}

    static List<ReportedSecret> of(RealmModel realm, List<JsonBody> matches) {
        List<ReportedSecret> all = new ArrayList<>();
        for (JsonBody json : matches) {
            Match match = json.bind(Match.class).value();
            String token = match.token.map(SecretText::text).orElse("");
            // the texts beside it could repeat the secret without the blanks around it
            String secret = SecretForms.strip(token);
            if (!secret.isEmpty() && token.length() <= LONGEST_TOKEN) {
                all.add(new ReportedSecret(
                        token,
                        word(realm, match.type, secret),
                        word(realm, match.source, secret).toLowerCase(Locale.ROOT),
                        address(realm, match.url, secret)));
            }
        }
        return all;
    }

    private static String word(RealmModel realm, Optional<String> word, String token) {
        return word.filter(text -> WORD.matcher(text).matches() && !text.contains(token))
                .filter(text -> !SecretForms.areIn(realm, text))
                .orElse(UNKNOWN);
    }

    private static String address(RealmModel realm, Optional<String> url, String token) {
        return url.filter(text -> ADDRESS.matcher(text).matches())
                .filter(text -> !text.contains(token)
                        && decoded(text).filter(plain -> !plain.contains(token)).isPresent())
                .filter(text -> !SecretForms.areIn(realm, text))
                .orElse("");
    }

    /** Without percent-encoding, however often that was applied; empty when it is none. */
    private static Optional<String> decoded(String text) {
        try {
            String before = text;
            String after = URLDecoder.decode(before, StandardCharsets.UTF_8);
            while (!after.equals(before)) {
                before = after;
                after = URLDecoder.decode(before, StandardCharsets.UTF_8);
            }
            return Optional.of(after);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "ReportedSecret[redacted]";
    }
}
