package io.orgkeys.keycloak.catalog;

import java.util.Optional;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.secret.SecretTraces;

/** The forms in which secrets come to a realm: our own, and those of keys that were imported into it. */
public final class SecretForms {

    private SecretForms() {}

    /** The secret, or empty when it cannot be one: then nobody needs to look for it. */
    public static Optional<ApiKeySecret> parse(RealmModel realm, String text) {
        Optional<ApiKeySecret> own = ApiKeyFormat.parse(text);
        return own.isPresent() ? own : imported(realm, text);
    }

    /** Whether the text has the shape of a secret, a checksum unchecked: good for telling it from a JWT. */
    public static boolean looksLikeSecret(RealmModel realm, String text) {
        return ApiKeyFormat.looksLikeSecret(text) || imported(realm, text).isPresent();
    }

    /** Whether something in a text has the form of a secret: then the text is not recorded. */
    public static boolean areIn(RealmModel realm, String text) {
        return SecretTraces.areIn(text, ApiKeySettings.of(realm).importedPrefixes());
    }

    private static Optional<ApiKeySecret> imported(RealmModel realm, String text) {
        return ApiKeySettings.of(realm).importedPrefixes().parse(text);
    }
}
