package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Creates a key for unit tests, so that only this class needs a change when the constructor of {@link ApiKey} changes.
 */
public final class SampleKey {

    private SampleKey() {}

    public static ApiKey of(ApiKey.Identity identity, Permissions granted, @Nullable Instant expiresAt) {
        return new ApiKey(
                identity,
                new ApiKeyContent("Name", null, granted, Networks.ANYWHERE, true, expiresAt),
                new ApiKey.CurrentSecret(Instant.EPOCH, "9f3K", null, null),
                new ApiKey.Audit(
                        Instant.EPOCH, new Actor(Actor.Type.USER, "creator", "alice"), Instant.EPOCH, null, 3));
    }
}
