package io.orgkeys.keycloak.rest.leak;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.SecretText;

/**
 * One match of a scanner. Ignores unknown fields, because GitHub defines the format of reports and extends it. The
 * publisher of the secret controls all fields except the token. So the other fields are limited to characters that are
 * harmless in logs and mails, and a field that could contain a secret is dropped.
 *
 * @param token the secret; never displayed
 * @param type the scanner's name for tokens of this kind
 * @param source the kind of location that the scanner found the token in
 * @param url where the scanner found the token, or empty
 */
record ReportedSecret(String token, String type, String source, String url) {

    private static final String UNKNOWN = "unknown";
    private static final int MAX_TOKEN_LENGTH = 1_024;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9 ._-]{1,100}");

    /** The URL characters of RFC 3986 §2, except the apostrophe, which ends a string in some formats. */
    private static final Pattern URL = Pattern.compile("https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%\\[\\]-]{1,500}");

    /** The fields of a match that are used. An invalid field counts as missing. */
    private record Match(
            Optional<SecretText> token, Optional<String> type, Optional<String> source, Optional<String> url) {}

    static List<ReportedSecret> of(RealmModel realm, List<JsonBody> matches) {
        List<ReportedSecret> all = new ArrayList<>();
        for (JsonBody json : matches) {
            Match match = json.bind(Match.class).value();
            String token = match.token.map(SecretText::text).orElse("");
            // the other fields may contain the secret without the whitespace around it
            String secret = SecretParser.strip(token);
            if (!secret.isEmpty() && token.length() <= MAX_TOKEN_LENGTH) {
                all.add(new ReportedSecret(
                        token,
                        word(realm, match.type, secret),
                        word(realm, match.source, secret).toLowerCase(Locale.ROOT),
                        url(realm, match.url, secret)));
            }
        }
        return all;
    }

    private static String word(RealmModel realm, Optional<String> word, String token) {
        return word.filter(text -> WORD.matcher(text).matches() && !text.contains(token))
                .filter(text -> !SecretParser.containsSecret(realm, text))
                .orElse(UNKNOWN);
    }

    private static String url(RealmModel realm, Optional<String> url, String token) {
        return url.filter(text -> URL.matcher(text).matches())
                .filter(text -> !text.contains(token)
                        && decoded(text).filter(plain -> !plain.contains(token)).isPresent())
                .filter(text -> !SecretParser.containsSecret(realm, text))
                .orElse("");
    }

    /** Percent-decodes the text repeatedly until it no longer changes. Returns empty if the encoding is invalid. */
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
