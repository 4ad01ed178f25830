package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A secret of a key, found by its digest. A key that was rotated can have two secrets for a while.
 *
 * @param issuedAt when this secret was issued
 * @param retiresAt the first instant at which this secret is invalid because the key was rotated; null for the current
 *     secret
 * @param firstUseAwaited whether the key got this secret by rotating itself, and no use of this secret is recorded.
 *     Until a use is recorded, the former secret can repeat the rotation
 */
public record IssuedSecret(
        ApiKey key, Instant issuedAt, @Nullable Instant retiresAt, boolean firstUseAwaited) {

    public boolean isRetiredAt(Instant now) {
        return retiresAt != null && !now.isBefore(retiresAt);
    }

    /**
     * Returns when this secret becomes invalid if nothing else changes: the earlier of {@code retiresAt} and the expiry
     * of the key; null for never.
     */
    public @Nullable Instant validUntil() {
        Instant expiresAt = key.content().expiresAt();
        if (retiresAt == null || expiresAt == null) {
            return retiresAt == null ? expiresAt : retiresAt;
        }
        return retiresAt.isBefore(expiresAt) ? retiresAt : expiresAt;
    }
}
