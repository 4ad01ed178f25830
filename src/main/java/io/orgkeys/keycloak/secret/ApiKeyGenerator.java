package io.orgkeys.keycloak.secret;

import java.security.SecureRandom;

import io.orgkeys.keycloak.model.ApiKeyType;

/** Generates secrets from a cryptographically strong random source. */
public final class ApiKeyGenerator {

    private final SecureRandom random;

    public ApiKeyGenerator(SecureRandom random) {
        this.random = random;
    }

    public ApiKeySecret generate(String prefix, ApiKeyType type) {
        StringBuilder text = new StringBuilder(ApiKeyFormat.RANDOM_LENGTH);
        for (int i = 0; i < ApiKeyFormat.RANDOM_LENGTH; i++) {
            // nextInt(bound) has no modulo bias
            text.append(ApiKeyFormat.ALPHABET.charAt(random.nextInt(ApiKeyFormat.ALPHABET.length())));
        }
        return ApiKeyFormat.assemble(prefix, type, text.toString());
    }
}
