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
import org.hibernate.Locking;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/**
 * Locks the rows that a transaction changes. All transactions lock in the same order, so they cannot deadlock. The
 * order is: memberships ({@link MembershipRows}), the organization, keys in the order of their ids, the secrets,
 * permissions and attributes of a locked key.
 *
 * <p>There is one exception. When an organization is deleted, the user keys of its members are deleted before Keycloak
 * locks the organization. So a transaction that has locked the organization must not wait for a user key, unless it has
 * also locked the membership of the key's owner. {@link KillSwitchRows} waits nevertheless, because otherwise it would
 * miss keys. If somebody deletes the organization at the same time, the database can roll back one of the two requests.
 *
 * <p>A row that is read without a lock is detached at once. So a locked row always has the state that was read under
 * the lock, and never an older state from the persistence context.
 */
final class LockedRows {

    static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";

    /** The value of {@link #LOCK_TIMEOUT} that skips rows that other transactions have locked. */
    static final int SKIP_LOCKED = -2;

    private final EntityManager em;

    LockedRows(EntityManager em) {
        this.em = em;
    }

    /** Locks and returns the key's row, with its permissions, attributes and secrets; empty if there is none. */
    Optional<ApiKeyEntity> key(String realmId, String id) {
        ApiKeyEntity row = em.find(ApiKeyEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (row == null || !row.realmId.equals(realmId)) {
            return Optional.empty();
        }
        if (!Hibernate.isInitialized(row.secrets)
                || !Hibernate.isInitialized(row.permissions)
                || !Hibernate.isInitialized(row.attributes)) {
            // separate statements, because the locking statement may have read the secrets and permissions before it
            // waited for the lock
            LockModeType lock = isSnapshotCurrent(row) ? LockModeType.NONE : LockModeType.PESSIMISTIC_WRITE;
            fetch("left join fetch k.secrets left join fetch k.permissions", id, lock);
            // not in the same statement, because it would return each attribute once for each permission
            fetch("left join fetch k.attributes", id, lock);
        }
        return Optional.of(row);
    }

    private void fetch(String joins, String id, LockModeType lock) {
        em.createQuery("select k from ApiKeyEntity k " + joins + " where k.id = :id", ApiKeyEntity.class)
                .setParameter("id", id)
                .setLockMode(lock)
                .unwrap(SelectionQuery.class)
                // otherwise, MySQL would lock only the key, and would read older rows of the other tables
                .setLockScope(Locking.Scope.INCLUDE_FETCHES)
                .getResultList();
    }

    /**
     * Whether reads without a lock return the current rows. With the isolation level READ COMMITTED, a statement after
     * the lock returns the current rows. With REPEATABLE READ, MariaDB's default, the statement returns the rows as
     * they were at the first read of the transaction, unless the statement locks the rows as well.
     */
    private boolean isSnapshotCurrent(ApiKeyEntity row) {
        return em.createQuery("select k.version from ApiKeyEntity k where k.id = :id", Integer.class)
                .setParameter("id", row.id)
                .getResultList()
                .equals(List.of(row.version));
    }

    /** Locks and returns the existing keys with these ids, in the order of their ids. */
    List<ApiKeyEntity> keys(List<String> ids) {
        return em.createQuery("select k from ApiKeyEntity k where k.id in :ids order by k.id", ApiKeyEntity.class)
                .setParameter("ids", ids)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /**
     * Locks the keys that no other transaction has locked, skips the other keys, and returns the ids of the keys that
     * it has locked. Use this method for background work that can change the skipped keys later. This method never
     * waits, so it cannot be part of a deadlock.
     */
    Set<String> lockFreeKeys(Collection<String> ids) {
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
     * Locks and returns all keys of the owner in the organization, and one additional key, in the order of their ids.
     *
     * @param another the id of the additional key, or null for none
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

    /**
     * Locks the organization, so that until the end of this transaction, no other transaction creates keys in the
     * organization or deletes the organization.
     *
     * @return false if the organization does not exist
     */
    boolean organization(String id) {
        // a query, because em.find fails if the row is in the persistence context and was deleted meanwhile
        return !em.createQuery("select o from OrganizationEntity o where o.id = :id", OrganizationEntity.class)
                .setParameter("id", id)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList()
                .isEmpty();
    }
}
