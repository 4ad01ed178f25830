package io.orgkeys.keycloak.rest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.orgkeys.keycloak.service.RequestedRotation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that rotates a key. */
@Schema(name = "Rotation")
public record KeyRotation(
        @Schema(
                minimum = "0",
                description = "The time for which the former secret stays valid, in seconds. Default: 86400, or the"
                        + " realm's maximum if that is shorter")
        Optional<Long> gracePeriod,

        @Schema(
                nullable = true,
                description = "The new expiry of the key, or null for no expiry. Required if the key has expired. By"
                        + " default, the key keeps its expiry, shortened to the realm's maximum lifetime if"
                        + " necessary")
        PatchField<Instant> expiresAt,

        @Schema(hidden = true) Optional<Long> version) {

    RequestedRotation requested() {
        // Clamp to the int range, so that later arithmetic cannot overflow. A value beyond this range exceeds the
        // realm's maximum anyway and is refused.
        Duration grace = gracePeriod
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)))
                .orElse(null);
        return new RequestedRotation(grace, expiresAt.given(), expiresAt.value());
    }
}
