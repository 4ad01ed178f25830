package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The secret with which a key rotates itself, as it is stored while the key is locked.
 *
 * @param retiresAt when it stops working, or null for the key's current secret
 * @param mayRepeat for a former secret: whether the current one was issued to it, and no use of the current one is recorded
 * @param paidUntil until when the key's self-rotations are paid for: the state of its token bucket, null for a full one
 */
public record RotatingSecret(
        Instant issuedAt,
        @Nullable Instant retiresAt,
        boolean mayRepeat,
        @Nullable Instant paidUntil) {

    public boolean isRetiredAt(Instant now) {
        return retiresAt != null && !now.isBefore(retiresAt);
    }
}
