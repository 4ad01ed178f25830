package io.orgkeys.client;

import org.jspecify.annotations.Nullable;

/** Verifies API keys and access tokens. {@link ApiKeys} asks Keycloak, {@link FakeKeys} is for tests. */
@FunctionalInterface
public interface KeyVerifier {

    /**
     * Verifies a key or an access token. Never throws an exception because of the secret or of Keycloak.
     *
     * @param secret the key or the token, as the caller sent it
     * @param clientAddress the IP address from which the service received the key, or null. Without it, keys that are
     *     restricted to networks are invalid.
     */
    Decision verify(String secret, @Nullable String clientAddress, Requirement requirement);

    /** Verifies a key without an address. */
    default Decision verify(String secret, Requirement requirement) {
        return verify(secret, null, requirement);
    }
}
