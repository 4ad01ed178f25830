package io.orgkeys.keycloak.jpa;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;

/** Deletes keys, and keeps tombstones of all of their secrets unless the realm is deleted. */
final class DeletedKeys {

    /** The maximum number of keys that one statement locks. */
    private static final int BATCH = 500;

    private final EntityManager em;
    private final LockedRows locked;
    private final Tombstones tombstones;
    private final NewKeys newKeys;

    DeletedKeys(EntityManager em, LockedRows locked, Tombstones tombstones, NewKeys newKeys) {
        this.em = em;
        this.locked = locked;
        this.tombstones = tombstones;
        this.newKeys = newKeys;
    }

    int one(String realmId, String id) {
        return where("k.id = ?2", realmId, id);
    }

    int ofMember(String realmId, String organizationId, String userId) {
        return where("k.type = 'user' and k.organizationId = ?2 and k.ownerId = ?3", realmId, organizationId, userId);
    }

    int ofUser(String realmId, String userId) {
        new MembershipRows(em).lockAllOf(userId);
        return where("k.type = 'user' and k.ownerId = ?2", realmId, userId);
    }

    int ofOrganization(String realmId, String organizationId) {
        em.flush();
        locked.organization(organizationId);
        return where("k.organizationId = ?2", realmId, organizationId);
    }

    int ofRealm(String realmId) {
        int deleted = where(ids -> {}, "1 = 1", realmId);
        tombstones.deleteOfRealm(realmId);
        return deleted;
    }

    private int where(String condition, String... parameters) {
        return where(tombstones::addOfKeys, condition, parameters);
    }

    /**
     * Locks keys in the order of their ids, and deletes them with their secrets; Hibernate deletes their permissions
     * and attributes. Deletes the keys in batches, by their ids, because MariaDB would also lock the rows of other keys
     * if the delete statement had a subquery.
     *
     * @param before called with the ids of each batch before it is deleted
     */
    private int where(Consumer<List<String>> before, String condition, String... parameters) {
        em.flush();
        newKeys.clearSlots();
        String query = "select k.id from ApiKeyEntity k where k.realmId = ?1 and " + condition + " and k.id > ?"
                + (parameters.length + 1) + " order by k.id";
        int deleted = 0;
        // in the sort order, this text comes before all ids. An empty text would not work, because it is null on Oracle
        String last = " ";
        while (true) {
            List<String> ids = with(em.createQuery(query, String.class), parameters)
                    .setParameter(parameters.length + 1, last)
                    .setMaxResults(BATCH)
                    .getResultList();
            if (ids.isEmpty()) {
                ids = committedMeanwhile(condition, parameters);
                if (ids.isEmpty()) {
                    return deleted;
                }
            } else {
                last = ids.get(ids.size() - 1);
            }
            locked.keys(ids).forEach(em::detach);
            before.accept(ids);
            em.createQuery("delete from ApiKeySecretEntity s where s.key.id in ?1")
                    .setParameter(1, ids)
                    .executeUpdate();
            deleted += em.createQuery("delete from ApiKeyEntity k where k.id in ?1")
                    .setParameter(1, ids)
                    .executeUpdate();
        }
    }

    /**
     * Finds and locks keys that other transactions committed after the first read of this transaction. With REPEATABLE
     * READ, the default of MariaDB and MySQL, only a locking read returns such keys.
     */
    private List<String> committedMeanwhile(String condition, String... parameters) {
        List<ApiKeyEntity> rows = with(
                        em.createQuery(
                                "select k from ApiKeyEntity k where k.realmId = ?1 and " + condition,
                                ApiKeyEntity.class),
                        parameters)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        rows.forEach(em::detach);
        return rows.stream().map(row -> row.id).toList();
    }

    private static <Q extends Query> Q with(Q query, String... parameters) {
        IntStream.range(0, parameters.length).forEach(i -> query.setParameter(i + 1, parameters[i]));
        return query;
    }
}
