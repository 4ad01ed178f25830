package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The secret with which a key rotates itself, read while the key is locked.
 *
 * @param retiresAt when the secret becomes invalid; null for the current secret of the key
 * @param canRepeatRotation whether the key can repeat the rotation that it made with this secret. True only if this is
 *     a former secret, that rotation issued the current secret, and no use of the current secret is recorded
 * @param bucketFullAt when the token bucket for the key's self-rotations will be full; null if the bucket is full now
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
