package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for when a key is rotated.
 *
 * @param gracePeriod how long the former secret goes on working; null for the default
 * @param setsExpiry whether the key gets another expiry
 * @param expiresAt that expiry; null for none
 */
public record RequestedRotation(
        @Nullable Duration gracePeriod,
        boolean setsExpiry,
        @Nullable Instant expiresAt) {}
