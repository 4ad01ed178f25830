package io.orgkeys.keycloak.rest;

import io.orgkeys.keycloak.authorization.Caller;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.SecretDigest;
import org.jspecify.annotations.Nullable;

/**
 * The key in the path of a request, which the caller may see.
 *
 * @param presented the digest of the secret with which the key calls itself; null for any other caller
 */
public record RequestedKey(
        Caller caller, ApiKey key, @Nullable SecretDigest presented) {}
