package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.EntityManager;

import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.model.Tombstone;

/**
 * Tombstones as rows. Only inserts on the way of rotations and deletions: they neither wait for others nor fail because a digest
 * has a tombstone already.
 */
final class Tombstones {

    /** How many rows one statement deletes by id. */
    private static final int BATCH = 1_000;

    private final EntityManager em;
    private final StoredDigests digests;

    Tombstones(EntityManager em, StoredDigests digests) {
        this.em = em;
        this.digests = digests;
    }

    /** Adds those of secrets that are about to be removed from their keys. */
    void add(Collection<ApiKeySecretEntity> secrets) {
        addWhere("s.id", secrets.stream().map(secret -> secret.id).toList());
    }

    /** Adds those of all secrets of keys that are about to be deleted. */
    void addOfKeys(List<String> keyIds) {
        addWhere("k.id", keyIds);
    }

    /**
     * One statement, however many secrets there are.
     *
     * @param path of the secret {@code s} or its key {@code k} that has one of the values
     */
    private void addWhere(String path, List<String> values) {
        if (values.isEmpty()) {
            return;
        }
        em.createQuery("insert into TombstoneEntity"
                        + " (id, realmId, digest, keyId, organizationId, keyCreatedAt, createdById, issuedAt, endedAt)"
                        + " select s.id, s.realmId, s.digest, k.id, k.organizationId, k.createdAt, k.createdById,"
                        + " s.issuedAt, case when s.retiresAt < :now then s.retiresAt else :now end"
                        + " from ApiKeySecretEntity s join s.key k where " + path + " in :values")
                .setParameter("now", new KeycloakClock().millis())
                .setParameter("values", values)
                .executeUpdate();
    }

    /** Adds that of a secret that leaked, be it one that its key still has. */
    void add(String realmId, String sha256, Tombstone tombstone) {
        TombstoneEntity row = new TombstoneEntity();
        row.id = UUID.randomUUID().toString();
        row.realmId = realmId;
        row.digest = digests.of(digests.peppers().newest(), sha256);
        row.keyId = tombstone.keyId();
        row.organizationId = tombstone.organizationId();
        row.keyCreatedAt = tombstone.keyCreatedAt().toEpochMilli();
        row.createdById = tombstone.createdById();
        row.issuedAt = tombstone.issuedAt().toEpochMilli();
        row.endedAt = tombstone.endedAt().toEpochMilli();
        row.leakedAt = Millis.of(tombstone.leakedAt());
        em.persist(row);
    }

    /** A key that leaked got a new secret: reports of those that it had before mean nothing any more. */
    void settle(String keyId, Instant at) {
        em.createQuery("update TombstoneEntity t set t.leakedAt = :at where t.keyId = :keyId and t.leakedAt is null")
                .setParameter("at", at.toEpochMilli())
                .setParameter("keyId", keyId)
                .executeUpdate();
    }

    /** Those of the secrets that have one, by their SHA-256. */
    Map<String, Tombstone> find(String realmId, Collection<String> sha256s) {
        if (sha256s.isEmpty()) {
            return Map.of();
        }
        Map<String, Tombstone> found = new HashMap<>();
        // one pepper after the other: some databases take no longer list
        for (Pepper pepper : digests.peppers().all()) {
            Map<String, String> byDigest = digests.byDigest(pepper, sha256s);
            List<TombstoneEntity> rows = em.createQuery(
                            "select t from TombstoneEntity t where t.digest in :digests and t.realmId = :realmId",
                            TombstoneEntity.class)
                    .setParameter("digests", byDigest.keySet())
                    .setParameter("realmId", realmId)
                    .getResultList();
            rows.forEach(row -> found.merge(byDigest.get(row.digest), row.toTombstone(), Tombstones::thatOfTheLeak));
            // read anew the next time, when the key may be locked
            rows.forEach(em::detach);
        }
        return found;
    }

    private static Tombstone thatOfTheLeak(Tombstone one, Tombstone other) {
        return one.leakedAt() == null ? other : one;
    }

    /** Keys that this key created and that have tombstones, such as deleted ones, by their ids. */
    Set<String> keysCreatedBy(String realmId, String keyId, Instant since) {
        return Set.copyOf(em.createQuery(
                        "select distinct t.keyId from TombstoneEntity t where t.createdById = :creator"
                                + " and t.realmId = :realmId and t.keyCreatedAt >= :since",
                        String.class)
                .setParameter("creator", keyId)
                .setParameter("realmId", realmId)
                .setParameter("since", since.toEpochMilli())
                .getResultList());
    }

    /**
     * Deletes tombstones of secrets that ended before this time, and those beyond a number. Of the latter, secrets that worked
     * for the shortest time go first: a thief who makes and ends many secrets must not push out that of the one they stole.
     */
    void prune(String realmId, Instant before, int most) {
        em.createQuery("delete from TombstoneEntity t where t.realmId = :realmId and t.endedAt < :before")
                .setParameter("realmId", realmId)
                .setParameter("before", before.toEpochMilli())
                .executeUpdate();
        long beyond = count(realmId) - most;
        for (; beyond > 0; beyond -= BATCH) {
            deleteShortest(realmId, (int) Math.min(beyond, BATCH));
        }
    }

    private long count(String realmId) {
        return em.createQuery("select count(t) from TombstoneEntity t where t.realmId = :realmId", Long.class)
                .setParameter("realmId", realmId)
                .getSingleResult();
    }

    private void deleteShortest(String realmId, int number) {
        List<String> ids = em.createQuery(
                        "select t.id from TombstoneEntity t where t.realmId = :realmId"
                                + " order by t.endedAt - t.issuedAt, t.endedAt",
                        String.class)
                .setParameter("realmId", realmId)
                .setMaxResults(number)
                .getResultList();
        em.createQuery("delete from TombstoneEntity t where t.id in :ids")
                .setParameter("ids", ids)
                .executeUpdate();
    }

    void deleteOfRealm(String realmId) {
        em.createQuery("delete from TombstoneEntity t where t.realmId = :realmId")
                .setParameter("realmId", realmId)
                .executeUpdate();
    }
}
