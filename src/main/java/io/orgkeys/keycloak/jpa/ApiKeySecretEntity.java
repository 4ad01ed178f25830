package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import io.orgkeys.keycloak.model.IssuedSecret;
import org.jspecify.annotations.Nullable;

/** A row of {@code ORG_API_KEY_SECRET}: the digest of a secret. Times are milliseconds since 1970. */
@Entity
@Table(name = "ORG_API_KEY_SECRET")
@Access(AccessType.FIELD)
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeySecretEntity {

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "KEY_ID", nullable = false, updatable = false)
    ApiKeyEntity key;

    /** The realm of the key. It is repeated here, because the unique index over the digests needs it. */
    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    String realmId;

    /**
     * The digest in lowercase hexadecimal, unique within the realm. Only {@link PepperUpgrades} changes it, with plain
     * SQL.
     */
    @Column(name = "DIGEST", nullable = false, updatable = false, length = 64)
    String digest;

    /** The id of the pepper of the digest; null if the digest is the SHA-256 of the secret, without a pepper. */
    @Nullable
    @Column(name = "PEPPER", updatable = false, length = 16)
    String pepper;

    /** Binds the digest to the key and its owner; null without a pepper. See {@link Pepper#seal}. */
    @Nullable
    @Column(name = "SEAL", updatable = false, length = 64)
    String seal;

    @Column(name = "LAST_FOUR", nullable = false, length = 4)
    String lastFour;

    @Column(name = "ISSUED_AT", nullable = false, updatable = false)
    long issuedAt;

    /** The time at which this former secret becomes invalid; null for the current secret. */
    @Nullable
    @Column(name = "RETIRES_AT")
    Long retiresAt;

    /**
     * The id of the former secret with which the key rotated itself to get this secret. Null if the former secret
     * became invalid at once, or if another caller rotated the key.
     */
    @Nullable
    @Column(name = "ROTATED_WITH", length = 36)
    String rotatedWith;

    /**
     * The time at which the first use was recorded; null until then. Set only for a secret with {@link #rotatedWith}.
     */
    @Nullable
    @Column(name = "FIRST_USED_AT")
    Long firstUsedAt;

    /** @param digest the digest of the secret, computed with the pepper */
    static ApiKeySecretEntity of(ApiKeyEntity key, Pepper pepper, String digest, String lastFour, long issuedAt) {
        ApiKeySecretEntity entity = new ApiKeySecretEntity();
        entity.id = UUID.randomUUID().toString();
        entity.key = key;
        entity.realmId = key.realmId;
        entity.digest = digest;
        entity.pepper = pepper.column();
        entity.seal = pepper.seal(key, digest);
        entity.lastFour = lastFour;
        entity.issuedAt = issuedAt;
        return entity;
    }

    /**
     * Sets the time at which the secret becomes invalid, unless an earlier time is already set. Null removes the time.
     */
    void retireAt(@Nullable Long time) {
        retiresAt = retiresAt == null || time == null ? time : Long.valueOf(Math.min(retiresAt, time));
    }

    /**
     * Whether no use of this secret is recorded yet, so that the secret {@link #rotatedWith} can repeat the rotation.
     */
    boolean isFirstUseAwaited() {
        return retiresAt == null && rotatedWith != null && firstUsedAt == null;
    }

    Optional<IssuedSecret> toIssuedSecret() {
        return key.toKey()
                .map(found -> new IssuedSecret(
                        found, Instant.ofEpochMilli(issuedAt), Millis.toInstant(retiresAt), isFirstUseAwaited()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKeySecretEntity entity && id.equals(entity.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
