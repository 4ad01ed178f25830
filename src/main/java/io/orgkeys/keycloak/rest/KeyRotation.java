package io.orgkeys.keycloak.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.orgkeys.keycloak.service.RequestedRotation;

/**
 * How a key is rotated.
 *
 * @param gracePeriod how many seconds the former secret lives on
 */
public record KeyRotation(Optional<Long> gracePeriod, Sent<Instant> expiresAt, Optional<Long> version) {

    RequestedRotation requested() {
        // a century is out of range as well, and fits into a Duration
        Duration grace = gracePeriod
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)))
                .orElse(null);
        return new RequestedRotation(grace, expiresAt.given(), expiresAt.value());
    }
}
