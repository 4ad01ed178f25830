package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The secret with which a key rotates itself, read while the key is locked.
 *
 * @param retiresAt when the secret becomes invalid; null for the current secret of the key
 * @param canRepeatRotation whether this is a former secret that can repeat its rotation. This requires that the
 *     rotation with this secret issued the current secret, and that no use of the current secret is recorded
 * @param bucketFullAt the state of the token bucket of the key's self-rotations: the time at which the bucket is full;
 *     null for a full bucket
 */
public record RotatingSecret(
        Instant issuedAt,
        @Nullable Instant retiresAt,
        boolean canRepeatRotation,
        @Nullable Instant bucketFullAt) {

    public boolean isRetiredAt(Instant now) {
        return retiresAt != null && !now.isBefore(retiresAt);
    }
}
