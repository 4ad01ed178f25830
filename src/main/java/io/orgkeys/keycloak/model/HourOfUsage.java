package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The verifications of a key within one hour.
 *
 * @param hour the start of the hour, in UTC
 * @param allowed the number of successful verifications
 * @param refused the number of refused verifications, for any reason
 * @param refusedBy the refused verifications by reason; the sum can be less than {@code refused} in counts that were
 *     read from the store, but not greater
 * @param lastAllowedAt the time of the last successful verification; null if there was none, and in counts that were
 *     read from the store
 */
public record HourOfUsage(
        String keyId,
        Instant hour,
        long allowed,
        long refused,
        RefusalCounts refusedBy,
        @Nullable Instant lastAllowedAt) {}
