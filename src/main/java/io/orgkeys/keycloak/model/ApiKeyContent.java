package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What of a key may be changed after its creation.
 *
 * @param name 1 to {@link ApiKey#NAME_LENGTH} characters
 * @param description at most {@link ApiKey#DESCRIPTION_LENGTH} characters
 * @param networks from where it may be used
 * @param expiresAt null for a key that does not expire
 */
public record ApiKeyContent(
        String name,
        @Nullable String description,
        Permissions granted,
        Networks networks,
        boolean enabled,
        @Nullable Instant expiresAt) {

    public ApiKeyContent withExpiresAt(@Nullable Instant newExpiresAt) {
        return new ApiKeyContent(name, description, granted, networks, enabled, newExpiresAt);
    }
}
