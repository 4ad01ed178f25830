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
 * A row of {@code ORG_API_KEY_USAGE}: the counts of one key by one node within one hour. Only this node changes the
 * row.
 */
@Entity
@Table(name = "ORG_API_KEY_USAGE")
@Access(AccessType.FIELD)
@IdClass(ApiKeyUsageEntity.Place.class)
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeyUsageEntity {

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

    @Column(name = "ALLOWED", nullable = false)
    long allowed;

    @Column(name = "REFUSED", nullable = false)
    long refused;

    /** The primary key. */
    record Place(String keyId, long hour, String nodeId) implements Serializable {}
}
