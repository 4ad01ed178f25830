package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ChangeListener;
import io.orgkeys.keycloak.model.KillSwitchState;
import io.orgkeys.keycloak.model.KillSwitchStore;
import io.orgkeys.keycloak.model.KillSwitchTarget;

/**
 * The kill switch in the database. Locks the owner, so that no key of the owner is created meanwhile, and then the keys
 * in batches, in the order of their ids: see {@link LockedRows}. Hibernate sends the updates of a batch together.
 */
final class KillSwitchRows implements KillSwitchStore {

    /** The maximum number of keys that one statement locks. */
    private static final int BATCH = 500;

    private static final String ENABLED = "k.enabled = true";
    private static final String RESTORABLE = "k.enabled = false and k.killedAt is not null and k.leakedAt is null";
    private static final String IN_LOCK_ORDER = " order by k.id";

    private final EntityManager em;
    private final ChangeListener changed;
    private final KeyQueries queries;
    private final LockedRows locked;

    /** @param changed see {@link io.orgkeys.keycloak.model.ApiKeyStore#onChange} */
    KillSwitchRows(EntityManager em, ChangeListener changed, KeyQueries queries) {
        this.em = em;
        this.changed = changed;
        this.queries = queries;
        this.locked = new LockedRows(em);
    }

    @Override
    public Set<String> findOrganizationIds(String realmId, String userId) {
        return queries.isId(userId)
                ? Set.copyOf(em.createQuery(
                                "select distinct k.organizationId from ApiKeyEntity k"
                                        + " where k.realmId = :realmId and k.type = 'user' and k.ownerId = :userId",
                                String.class)
                        .setParameter("realmId", realmId)
                        .setParameter("userId", userId)
                        .getResultList())
                : Set.of();
    }

    @Override
    public KillSwitchState state(KillSwitchTarget target) {
        return target.organizationIds().isEmpty()
                ? new KillSwitchState(0, 0)
                : new KillSwitchState(count(target, ENABLED), count(target, RESTORABLE));
    }

    private long count(KillSwitchTarget target, String condition) {
        return query("count(k)", Long.class, target, condition).getSingleResult();
    }

    @Override
    public Map<String, List<String>> disable(KillSwitchTarget target, Instant now) {
        Consumer<ApiKeyEntity> kill = row -> row.kill(now);
        Map<String, List<String>> disabled = new TreeMap<>();
        if (!target.organizationIds().isEmpty()) {
            lockOwner(target);
            changeAll(target, ENABLED, row -> row.enabled, kill, disabled);
            List<ApiKeyEntity> missed = lockMissed(target);
            while (!missed.isEmpty()) {
                change(missed, kill, disabled);
                missed.forEach(em::detach);
                missed = lockMissed(target);
            }
        }
        return notified(target, disabled);
    }

    /**
     * Locks what transactions that create keys of the owner lock first. Such a transaction then locks all keys of the
     * owner, on some databases in the order of an index. So without the lock of the owner, it could cause a deadlock.
     */
    private void lockOwner(KillSwitchTarget target) {
        if (target.userId() == null) {
            target.organizationIds().stream().sorted().forEach(locked::organization);
        } else {
            new MembershipRows(em).lockAllOf(target.userId());
        }
    }

    /**
     * Locks the enabled keys that other transactions committed after the first read of this transaction. This read must
     * lock the rows, because with REPEATABLE READ, the default of MariaDB and MySQL, only a locking read returns such
     * keys. It skips keys that other transactions have locked. This transaction has locked keys with larger ids, so it
     * could cause a deadlock if it waited.
     */
    private List<ApiKeyEntity> lockMissed(KillSwitchTarget target) {
        return query("k", ApiKeyEntity.class, target, ENABLED)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .setHint(LockedRows.LOCK_TIMEOUT, LockedRows.SKIP_LOCKED)
                .getResultList();
    }

    @Override
    public Map<String, List<String>> restore(KillSwitchTarget target, Instant now) {
        Map<String, List<String>> restored = new TreeMap<>();
        if (!target.organizationIds().isEmpty()) {
            lockOwner(target);
            changeAll(target, RESTORABLE, ApiKeyEntity::isRestorable, row -> row.restore(now), restored);
        }
        return notified(target, restored);
    }

    /**
     * Changes the keys that meet the condition.
     *
     * @param required the same condition for a locked row, because another transaction may have changed the row since
     *     its id was read
     * @param ids gets the ids of the changed keys, by organization
     */
    private void changeAll(
            KillSwitchTarget target,
            String condition,
            Predicate<ApiKeyEntity> required,
            Consumer<ApiKeyEntity> change,
            Map<String, List<String>> ids) {
        em.flush();
        List<String> found =
                query("k.id", String.class, target, condition + IN_LOCK_ORDER).getResultList();
        for (int i = 0; i < found.size(); i += BATCH) {
            List<ApiKeyEntity> rows = locked.keys(found.subList(i, Math.min(i + BATCH, found.size())));
            change(rows.stream().filter(required).toList(), change, ids);
            rows.forEach(em::detach);
        }
    }

    private void change(List<ApiKeyEntity> rows, Consumer<ApiKeyEntity> change, Map<String, List<String>> ids) {
        for (ApiKeyEntity row : rows) {
            change.accept(row);
            ids.computeIfAbsent(row.organizationId, organization -> new ArrayList<>())
                    .add(row.id);
        }
        em.flush();
    }

    /** Notifies the listener of the owner and not of each key, because the number of keys has no limit. */
    private Map<String, List<String>> notified(KillSwitchTarget target, Map<String, List<String>> ids) {
        if (target.userId() == null) {
            ids.keySet().forEach(organization -> changed.changed(target.realmId(), organization));
        } else if (!ids.isEmpty()) {
            changed.changed(target.realmId(), target.userId());
        }
        return ids;
    }

    private <T> TypedQuery<T> query(String selected, Class<T> type, KillSwitchTarget target, String condition) {
        String ofUser = target.userId() == null ? "" : " and k.type = 'user' and k.ownerId = :userId";
        TypedQuery<T> query = em.createQuery(
                        "select " + selected + " from ApiKeyEntity k where k.realmId = :realmId"
                                + " and k.organizationId in :organizationIds" + ofUser + " and " + condition,
                        type)
                .setParameter("realmId", target.realmId())
                .setParameter("organizationIds", target.organizationIds());
        return target.userId() == null ? query : query.setParameter("userId", target.userId());
    }

    @Override
    public void release(ApiKey key) {
        locked.key(key.realmId(), key.id()).ifPresent(row -> row.killedAt = null);
    }
}
