package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How often a key was presented within an hour.
 *
 * @param hour when the hour begins, in UTC
 * @param allowed how many verifications it passed
 * @param refused how many it failed, for whatever reason
 * @param lastAllowedAt when it passed one last; null when it did not, and in what was read from the store
 */
public record HourOfUsage(
        String keyId,
        Instant hour,
        long allowed,
        long refused,
        @Nullable Instant lastAllowedAt) {}
