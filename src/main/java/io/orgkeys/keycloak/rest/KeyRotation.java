package io.orgkeys.keycloak.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.orgkeys.keycloak.service.RequestedRotation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How a key is rotated. */
@Schema(name = "Rotation")
public record KeyRotation(
        @Schema(
                minimum = "0",
                description = "Seconds for which the former secret goes on working; without it 86400, or the realm's"
                        + " maximum if that is shorter")
        Optional<Long> gracePeriod,

        @Schema(
                nullable = true,
                description = "The key's new expiry, which an expired key needs; null for none. Without it the expiry"
                        + " stays, or is cut to the realm's maximum lifetime")
        Sent<Instant> expiresAt,

        @Schema(hidden = true) Optional<Long> version) {

    RequestedRotation requested() {
        // a century is out of range as well, and fits into a Duration
        Duration grace = gracePeriod
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)))
                .orElse(null);
        return new RequestedRotation(grace, expiresAt.given(), expiresAt.value());
    }
}
