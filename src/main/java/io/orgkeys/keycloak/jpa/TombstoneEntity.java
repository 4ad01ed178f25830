package io.orgkeys.keycloak.jpa;

import java.time.Instant;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.orgkeys.keycloak.model.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code ORG_API_KEY_TOMBSTONE}: the digest of a secret that was deleted or leaked. Times are milliseconds
 * since 1970. A digest can have several rows. One of these rows can be for the leak of the secret.
 */
@Entity
@Table(name = "ORG_API_KEY_TOMBSTONE")
@Access(AccessType.FIELD)
@SuppressWarnings("NullAway.Init") // filled by JPA
class TombstoneEntity {

    /** The id that the secret had in {@code ORG_API_KEY_SECRET}. Random if the tombstone was created by a leak report. */
    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    String realmId;

    /** The digest as it was stored, under the pepper of that time. */
    @Column(name = "DIGEST", nullable = false, updatable = false, length = 64)
    String digest;

    @Column(name = "KEY_ID", nullable = false, updatable = false, length = 36)
    String keyId;

    @Column(name = "ORGANIZATION_ID", nullable = false, updatable = false)
    String organizationId;

    @Column(name = "KEY_CREATED_AT", nullable = false, updatable = false)
    long keyCreatedAt;

    /** The id of the user or the key that created the key of this secret. */
    @Column(name = "CREATED_BY_ID", nullable = false, updatable = false)
    String createdById;

    @Column(name = "ISSUED_AT", nullable = false, updatable = false)
    long issuedAt;

    @Column(name = "ENDED_AT", nullable = false, updatable = false)
    long endedAt;

    /** The time at which a report of the secret was handled; null if a report would still disable the key. */
    @Nullable
    @Column(name = "LEAKED_AT")
    Long leakedAt;

    Tombstone toTombstone() {
        return new Tombstone(
                keyId,
                organizationId,
                Instant.ofEpochMilli(keyCreatedAt),
                createdById,
                Instant.ofEpochMilli(issuedAt),
                Instant.ofEpochMilli(endedAt),
                leakedAt == null ? null : Instant.ofEpochMilli(leakedAt));
    }
}
