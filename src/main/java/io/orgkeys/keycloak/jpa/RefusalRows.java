package io.orgkeys.keycloak.jpa;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.EntityManager;

import org.keycloak.connections.jpa.util.JpaUtils;

import io.orgkeys.keycloak.jpa.ApiKeyRefusalEntity.Place;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RefusalCounts;
import org.hibernate.Session;

/**
 * Stores the refusals of keys by reason as rows. A key can have several rows for each hour, so the counts are written
 * with plain SQL in JDBC batches: Hibernate would send a separate statement for each row.
 */
final class RefusalRows {

    private static final String WHERE = " where KEY_ID = ? and HOUR_START = ? and NODE_ID = ? and REASON = ?";

    private static final Map<String, KeyRefusal> REASONS =
            Stream.of(KeyRefusal.values()).collect(Collectors.toUnmodifiableMap(KeyRefusal::code, reason -> reason));

    private final EntityManager em;

    RefusalRows(EntityManager em) {
        this.em = em;
    }

    /** Adds the counts of a node. Sends the same number of statements, however many counts there are. */
    void add(String nodeId, Collection<HourOfUsage> usage) {
        Map<Place, Long> added = new LinkedHashMap<>();
        usage.forEach(hour -> hour.refusedBy()
                .byReason()
                .forEach((reason, count) ->
                        added.put(new Place(hour.keyId(), hour.hour().toEpochMilli(), nodeId, reason.code()), count)));
        if (added.isEmpty()) {
            return;
        }
        Set<Place> existing = existing(nodeId, added.keySet());
        String table = JpaUtils.getTableNameForNativeQuery("ORG_API_KEY_REFUSAL", em);
        Map<Place, Long> grown = new LinkedHashMap<>(added);
        grown.keySet().retainAll(existing);
        Map<Place, Long> created = new LinkedHashMap<>(added);
        created.keySet().removeAll(existing);
        write("update " + table + " set REFUSED = REFUSED + ?" + WHERE, grown);
        write("insert into " + table + " (REFUSED,KEY_ID,HOUR_START,NODE_ID,REASON) values (?,?,?,?,?)", created);
    }

    private Set<Place> existing(String nodeId, Set<Place> places) {
        return em.createQuery(
                        "select r.keyId, r.hour, r.reason from ApiKeyRefusalEntity r where r.nodeId = :nodeId"
                                + " and r.keyId in :ids and r.hour in :hours",
                        Object[].class)
                .setParameter("nodeId", nodeId)
                .setParameter("ids", places.stream().map(Place::keyId).collect(Collectors.toSet()))
                .setParameter("hours", places.stream().map(Place::hour).collect(Collectors.toSet()))
                .getResultStream()
                .map(row -> new Place((String) row[0], (Long) row[1], nodeId, (String) row[2]))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Executes the statement for each count. The parameters are the count and the primary key of its row. */
    private void write(String sql, Map<Place, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        em.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Map.Entry<Place, Long> count : counts.entrySet()) {
                    add(statement, count.getKey(), count.getValue());
                }
                statement.executeBatch();
            }
        });
    }

    private static void add(PreparedStatement batch, Place place, long count) throws SQLException {
        batch.setLong(1, count);
        batch.setString(2, place.keyId());
        batch.setLong(3, place.hour());
        batch.setString(4, place.nodeId());
        batch.setString(5, place.reason());
        batch.addBatch();
    }

    /**
     * Returns the counts of the key by hour, summed over all nodes. Ignores unknown reasons, which a newer version of
     * this provider may have written.
     */
    Map<Instant, RefusalCounts> find(String keyId, Instant from, Instant to) {
        Map<Instant, Map<KeyRefusal, Long>> byHour = new HashMap<>();
        List<Object[]> rows = em.createQuery(
                        "select r.hour, r.reason, sum(r.refused) from ApiKeyRefusalEntity r where r.keyId = :keyId"
                                + " and r.hour >= :from and r.hour < :to group by r.hour, r.reason",
                        Object[].class)
                .setParameter("keyId", keyId)
                .setParameter("from", from.toEpochMilli())
                .setParameter("to", to.toEpochMilli())
                .getResultList();
        for (Object[] row : rows) {
            KeyRefusal reason = REASONS.get((String) row[1]);
            if (reason != null) {
                byHour.computeIfAbsent(Instant.ofEpochMilli((Long) row[0]), hour -> new EnumMap<>(KeyRefusal.class))
                        .put(reason, (Long) row[2]);
            }
        }
        return byHour.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, hour -> new RefusalCounts(hour.getValue())));
    }

    void prune(Instant before) {
        em.createQuery("delete from ApiKeyRefusalEntity r where r.hour < :before")
                .setParameter("before", before.toEpochMilli())
                .executeUpdate();
    }
}
