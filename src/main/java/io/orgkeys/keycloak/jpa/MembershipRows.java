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
 * Keycloak's rows of who is a member of an organization. Keycloak locks such a row before it deletes it. So a transaction that
 * has locked it and then creates a key either sees that the member has left, or is seen by the transaction in which the member
 * leaves and which deletes the member's keys.
 */
final class MembershipRows {

    private final EntityManager em;

    MembershipRows(EntityManager em) {
        this.em = em;
    }

    /**
     * Keeps the member from leaving until the transaction ends. The lock is exclusive: with shared locks, a member who keeps
     * creating keys would block their own removal on PostgreSQL.
     *
     * @param wait false for a transaction that has locked an organization already: with what is locked after it, waiting could be
     *     a deadlock
     * @return false when the user is no member
     * @throws RefusedException with CONFLICT when that cannot be told without waiting
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
            throw RequestRefusal.CONFLICT.exception("Another request changes the membership of the owner. Try again.");
        }
        return held;
    }

    /** Before the user's keys are deleted: the transaction locks the memberships first, as one in which a member leaves does. */
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

    /** Keycloak deletes such rows past the persistence context, so they must not stay in it. */
    private List<?> lock(TypedQuery<?> query) {
        List<?> rows = query.getResultList();
        rows.forEach(em::detach);
        return rows;
    }
}
