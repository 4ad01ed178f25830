package io.orgkeys.keycloak.secret;

import io.orgkeys.keycloak.model.SecretDigest;

/** A well-formed secret. Carries the only copy of it through the code, and never shows it by accident. */
public final class ApiKeySecret {

    private final String value;

    ApiKeySecret(String value) {
        this.value = value;
    }

    /** The secret itself: for the one response that hands it out. */
    public String reveal() {
        return value;
    }

    public SecretDigest digest() {
        return new SecretDigest(ApiKeyDigest.sha256(value), value.substring(value.length() - 4));
    }

    @Override
    public String toString() {
        return "ApiKeySecret[redacted]";
    }
}
