package io.orgkeys.keycloak.secret;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.SecretDigest;

/** A well-formed secret. Carries the only copy of it through the code, and never shows it by accident. */
public final class ApiKeySecret {

    private final String value;
    private final ApiKeyType type;

    ApiKeySecret(String value, ApiKeyType type) {
        this.value = value;
        this.type = type;
    }

    /** The secret itself: for the one response that hands it out. */
    public String reveal() {
        return value;
    }

    public ApiKeyType type() {
        return type;
    }

    public SecretDigest digest() {
        return new SecretDigest(ApiKeyDigest.sha256(value), value.substring(value.length() - 4));
    }

    @Override
    public String toString() {
        return "ApiKeySecret[redacted]";
    }
}
