package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The record of a secret that was deleted or leaked. Leak reports, imports and searches for a key by its secret use
 * tombstones. Verifications do not use them.
 *
 * @param keyId the id of the key that had the secret; the key may have been deleted
 * @param createdById the id of the user or the API key that created the key
 * @param issuedAt when the secret was issued
 * @param endedAt when the secret became invalid; if the leak was reported while the key still had the secret, when the
 *     report was handled
 * @param leakedAt when a report of the leak was handled; null if a report would still disable the key
 */
public record Tombstone(
        String keyId,
        String organizationId,
        Instant keyCreatedAt,
        String createdById,
        Instant issuedAt,
        Instant endedAt,
        @Nullable Instant leakedAt) {

    /** Creates the tombstone of a secret whose leak was handled at this time. */
    public static Tombstone ofLeak(ApiKey key, Instant issuedAt, Instant leakedAt) {
        return new Tombstone(
                key.id(),
                key.organizationId(),
                key.audit().createdAt(),
                key.audit().createdBy().id(),
                issuedAt,
                leakedAt,
                leakedAt);
    }

    /** Returns the same tombstone with a leak that was handled at this time. */
    public Tombstone leaked(Instant at) {
        return new Tombstone(keyId, organizationId, keyCreatedAt, createdById, issuedAt, endedAt, at);
    }
}
