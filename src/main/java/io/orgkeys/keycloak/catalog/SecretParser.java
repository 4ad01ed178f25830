package io.orgkeys.keycloak.catalog;

import java.util.Optional;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.secret.SecretDetector;

/**
 * Recognizes secrets of a realm, both secrets in our own form and secrets of imported keys. All endpoints use this
 * class to parse secrets, so that they all accept the same texts.
 */
public final class SecretParser {

    private SecretParser() {}

    /**
     * Removes spaces, tabs and line breaks around a secret. Such characters often surround a secret that was pasted or
     * read from a file. In a header, an HTTP server removes them before this method is called (RFC 9110 §5.5). Does not
     * remove any other character.
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

    /**
     * Returns the secret without surrounding whitespace, or empty if the text cannot be a secret and therefore needs no
     * lookup.
     */
    public static Optional<ApiKeySecret> parse(RealmModel realm, String text) {
        String secret = strip(text);
        Optional<ApiKeySecret> own = ApiKeyFormat.parse(secret);
        return own.isPresent() ? own : imported(realm, secret);
    }

    /** Whether the text has the form of a secret. A JWT does not have this form. Does not verify the checksum. */
    public static boolean looksLikeSecret(RealmModel realm, String text) {
        String secret = strip(text);
        return ApiKeyFormat.looksLikeSecret(secret) || imported(realm, secret).isPresent();
    }

    /** Whether any part of the text has the form of a secret. Such a text must not be recorded. */
    public static boolean containsSecret(RealmModel realm, String text) {
        return SecretDetector.containsSecret(text, ApiKeySettings.of(realm).importedPrefixes());
    }

    private static Optional<ApiKeySecret> imported(RealmModel realm, String text) {
        return ApiKeySettings.of(realm).importedPrefixes().parse(text);
    }
}
