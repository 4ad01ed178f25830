package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A request to rotate a key.
 *
 * @param gracePeriod the grace period of the former secret; null for the default
 * @param setsExpiry whether the key gets {@code expiresAt}; otherwise, it keeps its expiry
 * @param expiresAt the new expiry; null for none
 */
public record RequestedRotation(
        @Nullable Duration gracePeriod,
        boolean setsExpiry,
        @Nullable Instant expiresAt) {}
