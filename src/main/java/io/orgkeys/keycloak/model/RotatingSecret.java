package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The secret with which a key rotates itself, read while the key is locked.
 *
 * @param retiresAt when it becomes invalid; null for the current secret of the key
 * @param canRepeatRotation for a former secret: whether the rotation with it issued the current secret, and no use of the
 *     current secret is recorded. It can then repeat the rotation
 * @param bucketFullAt the state of the token bucket of the key's self-rotations: the time at which it is full; null for a
 *     full one
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
