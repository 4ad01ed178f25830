package io.orgkeys.keycloak.jpa;

import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManager;

import org.keycloak.connections.jpa.util.JpaUtils;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.RefusalCounts;
import io.orgkeys.keycloak.model.UsageStore;
import org.hibernate.Session;

/** Stores the usage counts of keys as rows. */
final class UsageRows implements UsageStore {

    private static final int BATCH = 1_000;

    private final EntityManager em;
    private final RefusalRows refusals;

    UsageRows(EntityManager em) {
        this.em = em;
        this.refusals = new RefusalRows(em);
    }

    @Override
    public void add(String nodeId, Collection<HourOfUsage> usage) {
        Set<String> existing = new HashSet<>(em.createQuery(
                        "select k.id from ApiKeyEntity k where k.id in :ids", String.class)
                .setParameter("ids", usage.stream().map(HourOfUsage::keyId).collect(Collectors.toSet()))
                .getResultList());
        List<HourOfUsage> ofExistingKeys =
                usage.stream().filter(hour -> existing.contains(hour.keyId())).toList();
        addCounts(nodeId, ofExistingKeys);
        refusals.add(nodeId, ofExistingKeys);
        updateLastUses(ofExistingKeys);
    }

    private void addCounts(String nodeId, List<HourOfUsage> usage) {
        Map<ApiKeyUsageEntity.Place, ApiKeyUsageEntity> rows = rows(nodeId, usage);
        for (HourOfUsage hour : usage) {
            ApiKeyUsageEntity.Place place =
                    new ApiKeyUsageEntity.Place(hour.keyId(), hour.hour().toEpochMilli(), nodeId);
            ApiKeyUsageEntity row = rows.get(place);
            if (row == null) {
                row = new ApiKeyUsageEntity();
                row.keyId = place.keyId();
                row.hour = place.hour();
                row.nodeId = nodeId;
                em.persist(row);
            }
            row.allowed += hour.allowed();
            row.refused += hour.refused();
        }
        em.flush();
    }

    private Map<ApiKeyUsageEntity.Place, ApiKeyUsageEntity> rows(String nodeId, List<HourOfUsage> usage) {
        Map<ApiKeyUsageEntity.Place, ApiKeyUsageEntity> rows = new HashMap<>();
        em.createQuery(
                        "select u from ApiKeyUsageEntity u where u.nodeId = :nodeId and u.keyId in :ids and u.hour in :hours",
                        ApiKeyUsageEntity.class)
                .setParameter("nodeId", nodeId)
                .setParameter("ids", usage.stream().map(HourOfUsage::keyId).collect(Collectors.toSet()))
                .setParameter(
                        "hours",
                        usage.stream().map(hour -> hour.hour().toEpochMilli()).collect(Collectors.toSet()))
                .getResultStream()
                .forEach(row -> rows.put(new ApiKeyUsageEntity.Place(row.keyId, row.hour, row.nodeId), row));
        return rows;
    }

    /**
     * Updates the last uses in the order of the key ids, so that two nodes that write at the same time lock the rows in
     * the same order.
     */
    private void updateLastUses(List<HourOfUsage> usage) {
        SortedMap<String, Long> lastUses = new TreeMap<>();
        usage.forEach(hour -> {
            Instant last = hour.lastAllowedAt();
            if (last != null) {
                lastUses.merge(hour.keyId(), last.toEpochMilli(), Math::max);
            }
        });
        Set<String> known = lastUses(lastUses.keySet()).keySet();
        lastUses.forEach((keyId, time) -> {
            if (!known.contains(keyId)) {
                ApiKeyLastUseEntity row = new ApiKeyLastUseEntity();
                row.keyId = keyId;
                row.lastUsedAt = time;
                em.persist(row);
            }
        });
        em.flush();
        lastUses.keySet().retainAll(known);
        advance(lastUses);
    }

    /** Uses plain SQL, because Hibernate would send a separate statement for each row. */
    private void advance(SortedMap<String, Long> lastUses) {
        String sql = "update " + JpaUtils.getTableNameForNativeQuery("ORG_API_KEY_LAST_USE", em)
                + " set LAST_USED_AT = ? where KEY_ID = ? and LAST_USED_AT < ?";
        em.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (Map.Entry<String, Long> lastUse : lastUses.entrySet()) {
                    update.setLong(1, lastUse.getValue());
                    update.setString(2, lastUse.getKey());
                    update.setLong(3, lastUse.getValue());
                    update.addBatch();
                }
                update.executeBatch();
            }
        });
    }

    private Map<String, Instant> lastUses(Collection<String> keyIds) {
        if (keyIds.isEmpty()) {
            return Map.of();
        }
        return em.createQuery(
                        "select u.keyId, u.lastUsedAt from ApiKeyLastUseEntity u where u.keyId in :ids", Object[].class)
                .setParameter("ids", keyIds)
                .getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> Instant.ofEpochMilli((Long) row[1])));
    }

    /** Returns the keys, each with its last use. */
    List<ApiKey> withLastUse(List<ApiKey> keys) {
        Map<String, Instant> lastUses = lastUses(keys.stream().map(ApiKey::id).toList());
        return keys.stream()
                .map(key -> key.withLastUsedAt(lastUses.get(key.id())))
                .toList();
    }

    @Override
    public List<HourOfUsage> find(String keyId, Instant from, Instant to) {
        // first, so that if a node writes counts between the two queries, the counts by reason are too low and not too
        // high
        Map<Instant, RefusalCounts> refusedBy = refusals.find(keyId, from, to);
        return em.createQuery(
                        "select u.hour, sum(u.allowed), sum(u.refused) from ApiKeyUsageEntity u where u.keyId = :keyId"
                                + " and u.hour >= :from and u.hour < :to group by u.hour order by u.hour",
                        Object[].class)
                .setParameter("keyId", keyId)
                .setParameter("from", from.toEpochMilli())
                .setParameter("to", to.toEpochMilli())
                .getResultStream()
                .map(row -> {
                    Instant hour = Instant.ofEpochMilli((Long) row[0]);
                    return new HourOfUsage(
                            keyId,
                            hour,
                            (Long) row[1],
                            (Long) row[2],
                            refusedBy.getOrDefault(hour, RefusalCounts.NONE),
                            null);
                })
                .toList();
    }

    /**
     * Also deletes the rows of deleted keys, because the deletion of a key does not delete them: see {@link
     * ApiKeyLastUseEntity}.
     */
    @Override
    public int prune(Instant before) {
        deleteOrphans("ApiKeyLastUseEntity");
        deleteOrphans("ApiKeyRefusalEntity");
        refusals.prune(before);
        return deleteOrphans("ApiKeyUsageEntity")
                + em.createQuery("delete from ApiKeyUsageEntity u where u.hour < :before")
                        .setParameter("before", before.toEpochMilli())
                        .executeUpdate();
    }

    /**
     * Queries first and then deletes by id, because at MariaDB's default isolation level, a delete statement with a
     * condition on keys would lock the keys.
     */
    private int deleteOrphans(String entity) {
        int deleted = 0;
        while (true) {
            List<String> orphans = em.createQuery(
                            "select distinct u.keyId from " + entity
                                    + " u where not exists (select k.id from ApiKeyEntity k where k.id = u.keyId)",
                            String.class)
                    .setMaxResults(BATCH)
                    .getResultList();
            if (orphans.isEmpty()) {
                return deleted;
            }
            deleted += em.createQuery("delete from " + entity + " u where u.keyId in :orphans")
                    .setParameter("orphans", orphans)
                    .executeUpdate();
        }
    }
}
