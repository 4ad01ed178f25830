package io.orgkeys.keycloak.jpa;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;

import org.keycloak.models.jpa.entities.OrganizationEntity;

import org.hibernate.Hibernate;
import org.jspecify.annotations.Nullable;

/**
 * The locks under which rows are changed. All transactions take them in the same order, so they cannot deadlock: memberships
 * ({@link MembershipRows}), the organization, keys in the order of their ids, secrets and permissions of a locked key.
 *
 * <p>There is one exception: when an organization is deleted, the user keys of its members are deleted before Keycloak locks the
 * organization. So a transaction that holds the organization must not wait for a user key, unless it also holds the membership of the
 * key's owner.
 *
 * <p>A row that is read without a lock leaves the persistence context at once. So a locked row is always the row as it is under
 * the lock, never a copy from before the wait.
 */
final class LockedRows {

    static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";

    /** The value of {@link #LOCK_TIMEOUT} for leaving out the rows that others have locked. */
    static final int SKIP_LOCKED = -2;

    private final EntityManager em;

    LockedRows(EntityManager em) {
        this.em = em;
    }

    /** The key's row, with its permissions and secrets; empty when there is none. */
    Optional<ApiKeyEntity> key(String realmId, String id) {
        ApiKeyEntity row = em.find(ApiKeyEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (row == null || !row.realmId.equals(realmId)) {
            return Optional.empty();
        }
        if (!Hibernate.isInitialized(row.secrets) || !Hibernate.isInitialized(row.permissions)) {
            // a statement of its own, because the first one may have begun before the wait
            em.createQuery(
                            "select k from ApiKeyEntity k left join fetch k.secrets left join fetch k.permissions"
                                    + " where k.id = :id",
                            ApiKeyEntity.class)
                    .setParameter("id", id)
                    .setLockMode(isSnapshotCurrent(row) ? LockModeType.NONE : LockModeType.PESSIMISTIC_WRITE)
                    .getResultList();
        }
        return Optional.of(row);
    }

    /**
     * With the isolation level READ COMMITTED, statements after the lock see the rows as they are now. With REPEATABLE READ,
     * MariaDB's default, they see them as they were when the transaction first read something, unless they lock as well.
     */
    private boolean isSnapshotCurrent(ApiKeyEntity row) {
        return em.createQuery("select k.version from ApiKeyEntity k where k.id = :id", Integer.class)
                .setParameter("id", row.id)
                .getResultList()
                .equals(List.of(row.version));
    }

    /** Those keys of the ids that there are, in the order of their ids. */
    List<ApiKeyEntity> keys(List<String> ids) {
        return em.createQuery("select k from ApiKeyEntity k where k.id in :ids order by k.id", ApiKeyEntity.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /**
     * The ids of those keys that nobody else has locked. For work in the background that changes many keys and can be done later:
     * it never waits, so it cannot be part of a deadlock.
     */
    Set<String> keysThatAreFree(Collection<String> ids) {
        return em
                .createQuery("select k from ApiKeyEntity k where k.id in :ids", ApiKeyEntity.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(LOCK_TIMEOUT, SKIP_LOCKED)
                .getResultList()
                .stream()
                .map(row -> row.id)
                .collect(Collectors.toSet());
    }

    /**
     * All keys of the owner in the organization, and one more, in the order of their ids.
     *
     * @param another id of a key, or null for none
     */
    List<ApiKeyEntity> keysOf(String organizationId, String ownerId, @Nullable String another) {
        TypedQuery<ApiKeyEntity> query = em.createQuery(
                        "select k from ApiKeyEntity k where k.organizationId = :organizationId and k.ownerId = :ownerId"
                                + (another == null ? "" : " or k.id = :another") + " order by k.id",
                        ApiKeyEntity.class)
                .setParameter("organizationId", organizationId)
                .setParameter("ownerId", ownerId);
        if (another != null) {
            query.setParameter("another", another);
        }
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE).getResultList();
    }

    /** Whether the organization exists; if so, no other transaction creates or deletes its keys until this one ends. */
    boolean organization(String id) {
        // a query: Hibernate fails where it is to lock a row that it knows, and that is gone
        return !em.createQuery("select o from OrganizationEntity o where o.id = :id", OrganizationEntity.class)
                .setParameter("id", id)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .isEmpty();
    }
}
