package io.orgkeys.keycloak.jpa;

import java.time.Instant;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code ORG_API_KEY_LAST_USE}: the time of the last successful verification of a key. Each key has a row from
 * its creation on, so that a list can be sorted by the last use with an index. The time is not a column of the key,
 * because usage is written for many keys in one transaction. If the time was a column of the key, this transaction would
 * wait for transactions that change or create keys, and vice versa.
 */
@Entity
@Table(name = "ORG_API_KEY_LAST_USE")
@Access(AccessType.FIELD)
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeyLastUseEntity {

    /** The value for a key that was never used. It is not null, because databases sort null differently. */
    static final long NEVER = 0;

    @Id
    @Column(name = "KEY_ID", length = 36)
    String keyId;

    /** The realm of the key. A copy of the column of the key, for the index. */
    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    String realmId;

    /** {@link #NEVER} until the key is used. */
    @Column(name = "LAST_USED_AT", nullable = false)
    long lastUsedAt;

    static ApiKeyLastUseEntity of(String keyId, String realmId, long lastUsedAt) {
        ApiKeyLastUseEntity row = new ApiKeyLastUseEntity();
        row.keyId = keyId;
        row.realmId = realmId;
        row.lastUsedAt = lastUsedAt;
        return row;
    }

    /** Returns the time of the last use; null if the key was never used. */
    static @Nullable Instant time(long lastUsedAt) {
        return lastUsedAt == NEVER ? null : Instant.ofEpochMilli(lastUsedAt);
    }

    /** Returns the value of the column for a time of the last use; null stands for a key that was never used. */
    static long column(@Nullable Instant lastUsedAt) {
        return lastUsedAt == null ? NEVER : lastUsedAt.toEpochMilli();
    }
}
