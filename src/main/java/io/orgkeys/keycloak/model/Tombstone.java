package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The record of a secret that ended or leaked. Leak reports, imports and searches for a key by its secret use it;
 * verifications do not.
 *
 * @param keyId of the key that had the secret; the key may be deleted by now
 * @param createdById of the user or the API key that created the key
 * @param issuedAt when the secret was issued
 * @param endedAt when it became invalid, or its leak was reported
 * @param leakedAt when a report of its leak was handled; null if such a report would still disable the key
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

    /** Returns the tombstone, with its leak handled at this time. */
    public Tombstone leaked(Instant at) {
        return new Tombstone(keyId, organizationId, keyCreatedAt, createdById, issuedAt, endedAt, at);
    }
}
