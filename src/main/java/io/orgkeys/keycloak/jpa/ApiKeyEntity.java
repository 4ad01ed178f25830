package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.persistence.Access;
import jakarta.persistence.AccessType;
import jakarta.persistence.CascadeType;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ExpiryNotice;
import io.orgkeys.keycloak.model.KeyTexts;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Nationalized;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code ORG_API_KEY}. Times are milliseconds since 1970.
 *
 * <p>Each column that is {@code NVARCHAR} on SQL Server and Oracle must be {@code @Nationalized}. Otherwise, the values
 * of the column are sent in the database's code page, which lacks the characters of most languages.
 */
@Entity
@Table(name = "ORG_API_KEY")
@Access(AccessType.FIELD)
@DynamicUpdate // so a change does not overwrite the notice and the idle time, which the upkeep updates concurrently
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeyEntity {

    /**
     * The number of keys whose permissions, attributes or secrets Hibernate reads with one statement. Do not use a
     * subselect instead. Hibernate would repeat the query of the list in the subselect, but without the limits of the
     * page. So it would read the permissions, attributes and secrets of all keys of the realm.
     */
    private static final int BATCH = 100;

    @Id
    @Column(name = "ID", length = 36)
    String id;

    @Column(name = "REALM_ID", nullable = false, updatable = false, length = 36)
    String realmId;

    @Column(name = "ORGANIZATION_ID", nullable = false, updatable = false)
    String organizationId;

    @Column(name = "KEY_TYPE", nullable = false, updatable = false, length = 8)
    String type;

    /**
     * The id of the member for a user key, or of the organization for a bot key. Never null, because the unique index
     * needs a value.
     */
    @Column(name = "OWNER_ID", nullable = false, updatable = false)
    String ownerId;

    /**
     * The slot of the key: a number that is unique among the keys of the owner in the organization, from 0 to one less
     * than the maximum number of keys. A unique index over the slots enforces this maximum.
     */
    @Column(name = "SLOT", nullable = false, updatable = false)
    int slot;

    @Nationalized
    @Column(name = "NAME", nullable = false)
    String name;

    /** The name in lower case, so that sorting and searching use an index on every database. */
    @Nationalized
    @Column(name = "SEARCH_NAME", nullable = false)
    String searchName;

    @Nullable
    @Nationalized
    @Column(name = "DESCRIPTION")
    String description;

    /** The networks, separated by spaces; null if the key can be used from anywhere. */
    @Nullable
    @Column(name = "ALLOWED_NETWORKS", length = 1000)
    String allowedNetworks;

    @Column(name = "ENABLED", nullable = false)
    boolean enabled;

    @Column(name = "CREATED_AT", nullable = false, updatable = false)
    long createdAt;

    @Column(name = "CREATED_BY_TYPE", nullable = false, updatable = false, length = 8)
    String createdByType;

    @Column(name = "CREATED_BY_ID", nullable = false, updatable = false)
    String createdById;

    @Nationalized
    @Column(name = "CREATED_BY_NAME", nullable = false, updatable = false)
    String createdByName;

    /** The id of the administrator who impersonated the creator of the key; null without impersonation. */
    @Nullable
    @Column(name = "IMPERSONATOR_ID", updatable = false)
    String impersonatorId;

    @Nullable
    @Nationalized
    @Column(name = "IMPERSONATOR_NAME", updatable = false)
    String impersonatorName;

    @Column(name = "UPDATED_AT", nullable = false)
    long updatedAt;

    @Nullable
    @Column(name = "EXPIRES_AT")
    Long expiresAt;

    /** The time of the report that the current secret is public; null without such a report. */
    @Nullable
    @Column(name = "LEAKED_AT")
    Long leakedAt;

    /** The time at which the kill switch disabled the key; null if the kill switch cannot restore the key. */
    @Nullable
    @Column(name = "KILLED_AT")
    Long killedAt;

    /**
     * The time at which the next notice of the expiry is due; null for none. Only the transaction that succeeds in
     * changing this time sends the notice.
     */
    @Nullable
    @Column(name = "NOTICE_DUE_AT")
    Long noticeDueAt;

    /**
     * A lower bound: the key was last created, rotated, enabled or used at this time or later. The exact time of the
     * last use is in another table, because otherwise, recording usage would wait for transactions that change keys.
     */
    @Column(name = "IDLE_SINCE", nullable = false)
    long idleSince;

    /**
     * The time at which the token bucket of the self-rotations (rotations of the key with the key itself) is full: see
     * {@code limit.FailureLimits}.
     */
    @Nullable
    @Column(name = "SELF_ROTATIONS_PAID_UNTIL")
    Long selfRotationBucketFullAt;

    @Version
    @Column(name = "VERSION", nullable = false)
    int version;

    @ElementCollection
    @CollectionTable(name = "ORG_API_KEY_PERMISSION", joinColumns = @JoinColumn(name = "KEY_ID"))
    @BatchSize(size = BATCH)
    Set<PermissionColumns> permissions = new HashSet<>();

    @ElementCollection
    @CollectionTable(name = "ORG_API_KEY_ATTRIBUTE", joinColumns = @JoinColumn(name = "KEY_ID"))
    @BatchSize(size = BATCH)
    Set<AttributeColumns> attributes = new HashSet<>();

    @OneToMany(mappedBy = "key", cascade = CascadeType.ALL, orphanRemoval = true)
    @BatchSize(size = BATCH)
    Set<ApiKeySecretEntity> secrets = new HashSet<>();

    /**
     * Returns the current secret. Every key has one. Returns empty only if another transaction deletes the key between
     * the statements that read the key and its secrets.
     */
    Optional<ApiKeySecretEntity> currentSecret() {
        return secrets.stream().filter(secret -> secret.retiresAt == null).findFirst();
    }

    /** Creates the row of a new key, still without a secret. */
    static ApiKeyEntity of(ApiKey key, int slot) {
        ApiKeyEntity row = new ApiKeyEntity();
        row.id = key.id();
        row.realmId = key.realmId();
        row.organizationId = key.organizationId();
        row.type = key.type().text();
        row.ownerId = key.ownerId();
        row.slot = slot;
        row.createdAt = key.audit().createdAt().toEpochMilli();
        Actor creator = key.audit().createdBy();
        row.createdByType = creator.type().text();
        row.createdById = creator.id();
        row.createdByName = creator.name();
        Actor.Impersonator impersonator = creator.impersonator();
        if (impersonator != null) {
            row.impersonatorId = impersonator.id();
            row.impersonatorName = impersonator.username();
        }
        row.idleSince = key.audit().updatedAt().toEpochMilli();
        row.fill(key);
        return row;
    }

    /** Sets the columns that an update of the key can change. */
    void fill(ApiKey key) {
        long now = key.audit().updatedAt().toEpochMilli();
        ApiKeyContent content = key.content();
        boolean reenabled = content.enabled() && !enabled;
        if (reenabled) {
            idleSince = now;
        }
        if (reenabled || !Objects.equals(expiresAt, Millis.of(content.expiresAt()))) {
            scheduleNotice(content.expiresAt(), key.audit().updatedAt());
        }
        if (content.enabled() || key.hasLeaked()) {
            killedAt = null;
        }
        updatedAt = now;
        leakedAt = Millis.of(key.secret().leakedAt());
        fill(content);
    }

    private void fill(ApiKeyContent content) {
        name = content.name();
        searchName = SearchPattern.searchable(name);
        description = content.texts().description();
        allowedNetworks =
                content.networks().isAnywhere() ? null : content.networks().toString();
        enabled = content.enabled();
        expiresAt = Millis.of(content.expiresAt());
        permissions.removeIf(columns -> !content.granted().covers(columns.toPermission()));
        content.granted().stream().map(PermissionColumns::of).forEach(permissions::add);
        List<AttributeColumns> wanted = AttributeColumns.of(realmId, content.attributes());
        attributes.retainAll(Set.copyOf(wanted));
        attributes.addAll(wanted);
    }

    private void scheduleNotice(@Nullable Instant expiry, Instant now) {
        noticeDueAt = Millis.of(ExpiryNotice.dueAt(expiry, now));
    }

    /** Disables the key, and marks it as disabled by the kill switch. */
    void kill(Instant now) {
        enabled = false;
        killedAt = now.toEpochMilli();
        updatedAt = now.toEpochMilli();
    }

    boolean isRestorable() {
        return !enabled && killedAt != null && leakedAt == null;
    }

    /** Enables a key that the kill switch disabled. */
    void restore(Instant now) {
        enabled = true;
        killedAt = null;
        updatedAt = now.toEpochMilli();
        idleSince = now.toEpochMilli();
        scheduleNotice(Millis.toInstant(expiresAt), now);
    }

    /** Returns the key of a row that was read without a lock; empty if another transaction is deleting it. */
    Optional<ApiKey> toKey() {
        return currentSecret()
                .map(secret -> new ApiKey(
                        new ApiKey.Identity(
                                id, realmId, organizationId, ApiKeyType.of(type).orElseThrow(), ownerId),
                        content(),
                        new ApiKey.CurrentSecret(
                                Instant.ofEpochMilli(secret.issuedAt),
                                secret.lastFour,
                                Millis.toInstant(leakedAt),
                                formerRetiresAt()),
                        new ApiKey.Audit(
                                Instant.ofEpochMilli(createdAt),
                                creator(),
                                Instant.ofEpochMilli(updatedAt),
                                null,
                                version)));
    }

    /** Returns the latest time at which a former secret becomes invalid; null if there is no former secret. */
    private @Nullable Instant formerRetiresAt() {
        return secrets.stream()
                .flatMap(secret -> Stream.ofNullable(Millis.toInstant(secret.retiresAt)))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Returns the key of a row that is locked or new. */
    ApiKey toLockedKey() {
        return toKey().orElseThrow();
    }

    private ApiKeyContent content() {
        return new ApiKeyContent(
                new KeyTexts(name, description),
                Permissions.of(permissions.stream().map(PermissionColumns::toPermission)),
                allowedNetworks == null ? Networks.ANYWHERE : Networks.ofText(allowedNetworks),
                AttributeColumns.toAttributes(attributes),
                enabled,
                Millis.toInstant(expiresAt));
    }

    private Actor creator() {
        return new Actor(
                Actor.Type.of(createdByType).orElseThrow(),
                createdById,
                createdByName,
                impersonatorId == null || impersonatorName == null
                        ? null
                        : new Actor.Impersonator(impersonatorId, impersonatorName));
    }
}
