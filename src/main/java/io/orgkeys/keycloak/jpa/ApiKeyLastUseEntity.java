package io.orgkeys.keycloak.jpa;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A row of {@code ORG_API_KEY_LAST_USE}: the time of the last successful verification of a key. It is not a column of
 * the key, because usage is written for many keys in one transaction. If the time was a column of the key, this
 * transaction would wait for transactions that change or create keys, and vice versa.
 */
@Entity
@Table(name = "ORG_API_KEY_LAST_USE")
@Access(AccessType.FIELD)
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeyLastUseEntity {

    @Id
    @Column(name = "KEY_ID", length = 36)
    String keyId;

    @Column(name = "LAST_USED_AT", nullable = false)
    long lastUsedAt;
}
