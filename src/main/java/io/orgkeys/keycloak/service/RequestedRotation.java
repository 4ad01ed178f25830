package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The request to rotate a key.
 *
 * @param gracePeriod of the former secret; null for the default
 * @param setsExpiry whether the key gets this expiry, or keeps its own
 * @param expiresAt null for none
 */
public record RequestedRotation(
        @Nullable Duration gracePeriod,
        boolean setsExpiry,
        @Nullable Instant expiresAt) {}
