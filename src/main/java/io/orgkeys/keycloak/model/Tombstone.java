package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a secret that ended or leaked: leak reports, imports and lookups use it, verifications do not.
 *
 * @param keyId of the key that had the secret; the key may be deleted by now
 * @param createdById of the user or the API key that created the key
 * @param issuedAt when the secret was handed out
 * @param endedAt when it stopped working, or was reported
 * @param leakedAt when a report of its leak was dealt with; null while a report still ends the key
 */
public record Tombstone(
        String keyId,
        String organizationId,
        Instant keyCreatedAt,
        String createdById,
        Instant issuedAt,
        Instant endedAt,
        @Nullable Instant leakedAt) {

    /** The tombstone of a key's secret whose leak is dealt with at this time. */
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

    /** The same tombstone with its leak dealt with at this time. */
    public Tombstone leaked(Instant at) {
        return new Tombstone(keyId, organizationId, keyCreatedAt, createdById, issuedAt, endedAt, at);
    }
}
