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

import io.orgkeys.keycloak.model.ConflictException;
import io.orgkeys.keycloak.model.StaleVersionException;
import org.hibernate.Hibernate;

/**
 * The locks under which rows are changed. All transactions take them in the same order, so they cannot deadlock: memberships
 * ({@link MembershipRows}), the organization, keys in the order of their ids, secrets and permissions of a locked key. Only when a
 * member leaves, or an organization is deleted, Keycloak has the keys of members deleted before it locks the organization: so
 * nobody who has locked the organization waits for the user key of a member whose membership they have not locked.
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
            requireCurrentSnapshot(row);
            // statements of their own, because the first one may have begun before the wait
            em.createQuery(
                            "select k from ApiKeyEntity k left join fetch k.secrets left join fetch k.permissions"
                                    + " where k.id = :id",
                            ApiKeyEntity.class)
                    .setParameter("id", id)
                    .getResultList();
        }
        return Optional.of(row);
    }

    /**
     * Keeps a key from being changed until the transaction ends, without waiting for others who change it.
     *
     * @return false when there is no such key, or it is disabled
     * @throws ConflictException when that cannot be told without waiting
     */
    boolean holdEnabled(String realmId, String id) {
        TypedQuery<ApiKeyEntity> query = em.createQuery(
                        "select k from ApiKeyEntity k where k.id = :id and k.realmId = :realmId", ApiKeyEntity.class)
                .setParameter("id", id)
                .setParameter("realmId", realmId);
        List<ApiKeyEntity> held = query.setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(LOCK_TIMEOUT, SKIP_LOCKED)
                .getResultList();
        if (!held.isEmpty()) {
            return held.get(0).enabled;
        }
        if (exists(id)) {
            throw new ConflictException("Another request changes the API key that you use. Try again.");
        }
        return false;
    }

    private boolean exists(String id) {
        return !em.createQuery("select k.id from ApiKeyEntity k where k.id = :id", String.class)
                .setParameter("id", id)
                .getResultList()
                .isEmpty();
    }

    /**
     * With the isolation level READ COMMITTED, statements after the lock see the rows as they are now. With REPEATABLE READ,
     * MariaDB's default, they see them as they were when the transaction first read something.
     */
    private void requireCurrentSnapshot(ApiKeyEntity row) {
        List<Integer> seen = em.createQuery("select k.version from ApiKeyEntity k where k.id = :id", Integer.class)
                .setParameter("id", row.id)
                .getResultList();
        if (!seen.equals(List.of(row.version))) {
            throw new StaleVersionException();
        }
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

    /** All keys of the owner in the organization. */
    List<ApiKeyEntity> keysOf(String organizationId, String ownerId) {
        return em.createQuery(
                        "select k from ApiKeyEntity k where k.organizationId = :organizationId and k.ownerId = :ownerId"
                                + " order by k.id",
                        ApiKeyEntity.class)
                .setParameter("organizationId", organizationId)
                .setParameter("ownerId", ownerId)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
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
