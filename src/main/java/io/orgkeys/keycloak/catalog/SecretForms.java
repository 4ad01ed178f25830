package io.orgkeys.keycloak.catalog;

import java.util.Optional;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.secret.SecretTraces;

/**
 * The forms in which secrets come to a realm: our own, and those of keys that were imported into it. Every endpoint that
 * takes a secret parses it here, so the same text is a secret everywhere or nowhere.
 */
public final class SecretForms {

    private SecretForms() {}

    /**
     * Removes the spaces, tabs and line ends around a secret, which pasting and reading a file add. An HTTP server removes
     * them from a header anyway (RFC 9110 §5.5). No other character is removed.
     */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /** The secret without the blanks around it, or empty when it cannot be one: then nobody needs to look for it. */
    public static Optional<ApiKeySecret> parse(RealmModel realm, String text) {
        String secret = strip(text);
        Optional<ApiKeySecret> own = ApiKeyFormat.parse(secret);
        return own.isPresent() ? own : imported(realm, secret);
    }

    /** Whether the text has the shape of a secret, a checksum unchecked: good for telling it from a JWT. */
    public static boolean looksLikeSecret(RealmModel realm, String text) {
        String secret = strip(text);
        return ApiKeyFormat.looksLikeSecret(secret) || imported(realm, secret).isPresent();
    }

    /** Whether something in a text has the form of a secret: then the text is not recorded. */
    public static boolean areIn(RealmModel realm, String text) {
        return SecretTraces.areIn(text, ApiKeySettings.of(realm).importedPrefixes());
    }

    private static Optional<ApiKeySecret> imported(RealmModel realm, String text) {
        return ApiKeySettings.of(realm).importedPrefixes().parse(text);
    }
}
