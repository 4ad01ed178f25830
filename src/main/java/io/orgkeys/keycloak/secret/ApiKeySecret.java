package io.orgkeys.keycloak.secret;

import io.orgkeys.keycloak.model.SecretDigest;

/** A well-formed secret. Only {@link #reveal()} returns its text; {@link #toString()} does not contain it. */
public final class ApiKeySecret {

    private final String value;

    ApiKeySecret(String value) {
        this.value = value;
    }

    /** Returns the text of the secret, for the only response that contains it. */
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
