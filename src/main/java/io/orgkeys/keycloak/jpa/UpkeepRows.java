package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import jakarta.persistence.EntityManager;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.UpkeepStore;
import org.jspecify.annotations.Nullable;

/**
 * The database access of the upkeep, the periodic work in the background. The updates of this class do not change the
 * version of a key, which Hibernate uses as the optimistic lock. So they do not cause a failure of a request that
 * changes the key at the same time.
 */
final class UpkeepRows implements UpkeepStore {

    private final EntityManager em;
    private final KeyQueries queries;
    private final Tombstones tombstones;

    UpkeepRows(EntityManager em, KeyQueries queries, Tombstones tombstones) {
        this.em = em;
        this.queries = queries;
        this.tombstones = tombstones;
    }

    @Override
    public List<DueNotice> findDueNotices(String realmId, Instant now, int max) {
        List<ApiKeyEntity> rows = em.createQuery(
                        "select k from ApiKeyEntity k where k.realmId = :realmId and k.noticeDueAt <= :now"
                                + " order by k.noticeDueAt",
                        ApiKeyEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("now", now.toEpochMilli())
                .setMaxResults(max)
                .getResultList();
        List<DueNotice> notices = rows.stream()
                .flatMap(row -> row.toKey().stream()
                        .map(key -> new DueNotice(key, Instant.ofEpochMilli(Objects.requireNonNull(row.noticeDueAt)))))
                .toList();
        rows.forEach(em::detach);
        return notices;
    }

    @Override
    public boolean claim(DueNotice notice, @Nullable Instant next) {
        return em.createQuery(
                                "update ApiKeyEntity k set k.noticeDueAt = :next where k.id = :id and k.noticeDueAt = :dueAt")
                        .setParameter("next", Millis.of(next))
                        .setParameter("id", notice.key().id())
                        .setParameter("dueAt", notice.dueAt().toEpochMilli())
                        .executeUpdate()
                > 0;
    }

    @Override
    public List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int max) {
        return queries.read(em.createQuery(
                        "select k from ApiKeyEntity k where k.realmId = :realmId and k.type = :type and k.enabled = true"
                                + " and k.idleSince < :before order by k.idleSince",
                        ApiKeyEntity.class)
                .setParameter("realmId", realmId)
                .setParameter("type", type.text())
                .setParameter("before", before.toEpochMilli())
                .setMaxResults(max)
                .getResultList());
    }

    @Override
    public void recordActive(ApiKey key, Instant since) {
        em.createQuery("update ApiKeyEntity k set k.idleSince = :since where k.id = :id and k.idleSince < :since")
                .setParameter("since", since.toEpochMilli())
                .setParameter("id", key.id())
                .executeUpdate();
    }

    @Override
    public void pruneTombstones(String realmId, Instant before, int max) {
        tombstones.prune(realmId, before, max);
    }
}
