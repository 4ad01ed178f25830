package io.orgkeys.keycloak.jpa;

import java.io.Serializable;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/**
 * A row of {@code ORG_API_KEY_REFUSAL}: how often one node refused one key within one hour for one reason. {@link
 * ApiKeyUsageEntity#refused} is the sum. Only this node changes the row, with plain SQL.
 */
@Entity
@Table(name = "ORG_API_KEY_REFUSAL")
@Access(AccessType.FIELD)
@IdClass(ApiKeyRefusalEntity.Place.class)
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeyRefusalEntity {

    @Id
    @Column(name = "KEY_ID", length = 36)
    String keyId;

    /** The start of the hour, in milliseconds since 1970. */
    @Id
    @Column(name = "HOUR_START")
    long hour;

    @Id
    @Column(name = "NODE_ID", length = 36)
    String nodeId;

    /** The code of the refusal. */
    @Id
    @Column(name = "REASON", length = 32)
    String reason;

    @Column(name = "REFUSED", nullable = false)
    long refused;

    /** The primary key. */
    record Place(String keyId, long hour, String nodeId, String reason) implements Serializable {}
}
