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
 * Stores tombstones as rows. Rotations and deletions of keys only insert rows. So they neither wait for other
 * transactions nor fail when a digest already has a tombstone.
 */
final class Tombstones {

    /** The maximum number of rows that one statement deletes. */
    private static final int BATCH = 1_000;

    private final EntityManager em;
    private final StoredDigests digests;

    Tombstones(EntityManager em, StoredDigests digests) {
        this.em = em;
        this.digests = digests;
    }

    /** Adds the tombstones of secrets that are about to be deleted from their keys. */
    void add(Collection<ApiKeySecretEntity> secrets) {
        addWhere("s.id", secrets.stream().map(secret -> secret.id).toList());
    }

    /** Adds the tombstones of all secrets of keys that are about to be deleted. */
    void addOfKeys(List<String> keyIds) {
        addWhere("k.id", keyIds);
    }

    /**
     * Adds tombstones with one statement, however many secrets there are.
     *
     * @param path the attribute of the secret {@code s} or of its key {@code k} that is compared with the values
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

    /** Adds the tombstone of a secret that leaked, even if its key still has the secret. */
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

    /**
     * Marks all tombstones of a key, so that a later report of a former secret does not disable the key again. Call
     * this method when a leaked key gets a new secret.
     */
    void settle(String keyId, Instant at) {
        em.createQuery("update TombstoneEntity t set t.leakedAt = :at where t.keyId = :keyId and t.leakedAt is null")
                .setParameter("at", at.toEpochMilli())
                .setParameter("keyId", keyId)
                .executeUpdate();
    }

    /** Finds the tombstones of the secrets. Each key of the map is the SHA-256 of a secret. */
    Map<String, Tombstone> find(String realmId, Collection<String> sha256s) {
        if (sha256s.isEmpty()) {
            return Map.of();
        }
        Map<String, Tombstone> found = new HashMap<>();
        // one pepper after another, because some databases limit the length of a list
        for (Pepper pepper : digests.peppers().all()) {
            Map<String, String> byDigest = digests.byDigest(pepper, sha256s);
            List<TombstoneEntity> rows = em.createQuery(
                            "select t from TombstoneEntity t where t.digest in :digests and t.realmId = :realmId",
                            TombstoneEntity.class)
                    .setParameter("digests", byDigest.keySet())
                    .setParameter("realmId", realmId)
                    .getResultList();
            rows.forEach(row -> found.merge(byDigest.get(row.digest), row.toTombstone(), Tombstones::preferLeaked));
            // detach the rows, so that a later query, after the key was locked, returns their current state
            rows.forEach(em::detach);
        }
        return found;
    }

    private static Tombstone preferLeaked(Tombstone one, Tombstone other) {
        return one.leakedAt() == null ? other : one;
    }

    /** Returns the ids of keys that this user or key created and that have tombstones. Deleted keys are among them. */
    Set<String> keysCreatedBy(String realmId, String creatorId, Instant since) {
        return Set.copyOf(em.createQuery(
                        "select distinct t.keyId from TombstoneEntity t where t.createdById = :creator"
                                + " and t.realmId = :realmId and t.keyCreatedAt >= :since",
                        String.class)
                .setParameter("creator", creatorId)
                .setParameter("realmId", realmId)
                .setParameter("since", since.toEpochMilli())
                .getResultList());
    }

    /**
     * Deletes tombstones of secrets that became invalid before this time, and tombstones in excess of a maximum number.
     * Of the latter, deletes first the tombstones of the secrets that were valid for the shortest time. So a thief who
     * creates and revokes many keys cannot displace the tombstone of the stolen secret.
     */
    void prune(String realmId, Instant before, int max) {
        em.createQuery("delete from TombstoneEntity t where t.realmId = :realmId and t.endedAt < :before")
                .setParameter("realmId", realmId)
                .setParameter("before", before.toEpochMilli())
                .executeUpdate();
        long excess = count(realmId) - max;
        for (; excess > 0; excess -= BATCH) {
            deleteShortest(realmId, (int) Math.min(excess, BATCH));
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
