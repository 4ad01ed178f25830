package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One secret of a key, found by its digest. While a key is being rotated it has two of them.
 *
 * @param issuedAt when this secret was handed out
 * @param retiresAt first instant at which this secret is no longer good because it was rotated away, or null
 * @param firstUseAwaited whether the key got this secret by rotating itself, and no use of it is recorded: until then the former
 *     secret may repeat the rotation
 */
public record IssuedSecret(
        ApiKey key, Instant issuedAt, @Nullable Instant retiresAt, boolean firstUseAwaited) {

    public boolean isRetiredAt(Instant now) {
        return retiresAt != null && !now.isBefore(retiresAt);
    }

    /** When this secret stops working if nothing else happens: the earlier of its retirement and the key's expiry. */
    public @Nullable Instant goodUntil() {
        Instant expiresAt = key.content().expiresAt();
        if (retiresAt == null || expiresAt == null) {
            return retiresAt == null ? expiresAt : retiresAt;
        }
        return retiresAt.isBefore(expiresAt) ? retiresAt : expiresAt;
    }
}
