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
        @Nullable Instant lastAllowedAt) {

    /** Both together, for the same key and hour. */
    public HourOfUsage plus(HourOfUsage other) {
        if (!keyId.equals(other.keyId) || !hour.equals(other.hour)) {
            throw new IllegalArgumentException("Only counts of the same key and hour can be added");
        }
        return new HourOfUsage(
                keyId,
                hour,
                allowed + other.allowed,
                refused + other.refused,
                later(lastAllowedAt, other.lastAllowedAt));
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null) {
            return other;
        }
        return other == null || one.isAfter(other) ? one : other;
    }
}
