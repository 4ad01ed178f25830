package io.orgkeys.keycloak.jpa;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

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

import org.hibernate.annotations.BatchSize;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A row of {@code ORG_API_KEY}. Times are milliseconds since 1970. */
@Entity
@Table(name = "ORG_API_KEY")
@Access(AccessType.FIELD)
@DynamicUpdate // what others move on meanwhile, the notices and the idle time, is not put back
@SuppressWarnings("NullAway.Init") // filled by JPA
class ApiKeyEntity {

    /**
     * For how many keys of a list permissions and secrets are read at once. Not as a subselect: Hibernate repeats the list's
     * query in it without the page, and so would read those of all keys of the realm.
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

    /** The member of a user key, the organization of a bot key: never null, for the sake of the unique index. */
    @Column(name = "OWNER_ID", nullable = false, updatable = false)
    String ownerId;

    /** Which of the owner's places the key takes: 0 up to the limit. The unique index over it is what holds the limit. */
    @Column(name = "SLOT", nullable = false, updatable = false)
    int slot;

    @Column(name = "NAME", nullable = false)
    String name;

    /** The name in lower case, so that sorting and searching use an index on every database. */
    @Column(name = "SEARCH_NAME", nullable = false)
    String searchName;

    @Nullable
    @Column(name = "DESCRIPTION")
    String description;

    /** With spaces between them; null means from anywhere. */
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

    @Column(name = "CREATED_BY_NAME", nullable = false, updatable = false)
    String createdByName;

    /** The administrator who acted as the user who created the key; null when nobody did. */
    @Nullable
    @Column(name = "IMPERSONATOR_ID", updatable = false)
    String impersonatorId;

    @Nullable
    @Column(name = "IMPERSONATOR_NAME", updatable = false)
    String impersonatorName;

    @Column(name = "UPDATED_AT", nullable = false)
    long updatedAt;

    @Nullable
    @Column(name = "EXPIRES_AT")
    Long expiresAt;

    /** When somebody reported that the current secret is public. */
    @Nullable
    @Column(name = "LEAKED_AT")
    Long leakedAt;

    /** When the next notice of the expiry is due; null for none. Whoever moves it on is the one who gives the notice. */
    @Nullable
    @Column(name = "NOTICE_DUE_AT")
    Long noticeDueAt;

    /**
     * The key was not idle before: it was created, rotated, enabled or used then, or later. The last use itself is not here,
     * because those who count would wait for whoever changes keys.
     */
    @Column(name = "IDLE_SINCE", nullable = false)
    long idleSince;

    /** Until when the key's rotations of itself are paid for: see {@code limit.SelfRotationLimit}. */
    @Nullable
    @Column(name = "SELF_ROTATIONS_PAID_UNTIL")
    Long selfRotationsPaidUntil;

    @Version
    @Column(name = "VERSION", nullable = false)
    int version;

    @ElementCollection
    @CollectionTable(name = "ORG_API_KEY_PERMISSION", joinColumns = @JoinColumn(name = "KEY_ID"))
    @BatchSize(size = BATCH)
    Set<PermissionColumns> permissions = new HashSet<>();

    @OneToMany(mappedBy = "key", cascade = CascadeType.ALL, orphanRemoval = true)
    @BatchSize(size = BATCH)
    Set<ApiKeySecretEntity> secrets = new HashSet<>();

    /**
     * The secret that was not rotated away. A key always has one; it is empty only where another transaction deletes the key
     * between the statements that read the key and its secrets.
     */
    Optional<ApiKeySecretEntity> currentSecret() {
        return secrets.stream().filter(secret -> secret.retiresAt == null).findFirst();
    }
}
