package io.orgkeys.keycloak.jpa;

import java.util.List;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;

import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.jpa.entity.FederatedUserGroupMembershipEntity;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/**
 * Locks Keycloak's rows for the members of organizations. A transaction locks the row of a membership before it creates
 * a user key of the member. Keycloak locks the same row before it deletes the membership. So either the transaction
 * that creates the key sees that the member has left, or the transaction that deletes the membership sees the new key
 * and deletes it, too.
 */
final class MembershipRows {

    private final EntityManager em;

    MembershipRows(EntityManager em) {
        this.em = em;
    }

    /**
     * Locks a membership, so that the member cannot leave until the transaction ends. The lock is exclusive, because
     * with shared locks on PostgreSQL, a member who keeps creating keys would block their own removal.
     *
     * @param wait false for a transaction that has already locked an organization. All transactions lock memberships
     *     before organizations, so waiting now could cause a deadlock
     * @return false if the user is not a member
     * @throws RefusedException with CONFLICT when another transaction has locked the membership, and {@code wait} is
     *     false
     */
    boolean hold(String organizationId, String userId, boolean wait) {
        List<String> groups = em.createQuery(
                        "select o.groupId from OrganizationEntity o where o.id = :id", String.class)
                .setParameter("id", organizationId)
                .getResultList();
        if (groups.isEmpty()) {
            return false;
        }
        if (wait) {
            return !lock(membership(userId, groups.get(0)).setLockMode(LockModeType.PESSIMISTIC_WRITE))
                    .isEmpty();
        }
        boolean held = !lock(membership(userId, groups.get(0))
                        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                        .setHint(LockedRows.LOCK_TIMEOUT, LockedRows.SKIP_LOCKED))
                .isEmpty();
        if (!held && !lock(membership(userId, groups.get(0))).isEmpty()) {
            throw RequestRefusal.CONFLICT.exception(
                    "Another request is changing the membership of the owner. Try again.");
        }
        return held;
    }

    /**
     * Locks all memberships of the user. Call this method before the user's keys are deleted, because all transactions
     * lock memberships before keys: see {@link LockedRows}.
     */
    void lockAllOf(String userId) {
        lock(memberships(userId, "order by m.groupId").setLockMode(LockModeType.PESSIMISTIC_WRITE));
    }

    private TypedQuery<?> membership(String userId, String groupId) {
        return memberships(userId, "and m.groupId = :groupId").setParameter("groupId", groupId);
    }

    private TypedQuery<?> memberships(String userId, String rest) {
        return StorageId.isLocalStorage(userId)
                ? em.createQuery(
                                "select m from UserGroupMembershipEntity m where m.user.id = :userId " + rest,
                                UserGroupMembershipEntity.class)
                        .setParameter("userId", userId)
                : em.createQuery(
                                "select m from FederatedUserGroupMembershipEntity m where m.userId = :userId " + rest,
                                FederatedUserGroupMembershipEntity.class)
                        .setParameter("userId", userId);
    }

    /**
     * Runs a query and detaches its rows, because Keycloak deletes such rows with statements that bypass the
     * persistence context.
     */
    private List<?> lock(TypedQuery<?> query) {
        List<?> rows = query.getResultList();
        rows.forEach(em::detach);
        return rows;
    }
}
