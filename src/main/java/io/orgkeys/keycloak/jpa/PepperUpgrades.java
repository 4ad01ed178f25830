package io.orgkeys.keycloak.jpa;

import java.sql.PreparedStatement;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import jakarta.persistence.EntityManager;

import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.connections.jpa.util.JpaUtils;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Replaces digests under an older pepper by digests under the newest pepper. This is possible only when a secret is
 * used, because the new digest is computed from the secret. Writes the new digests in batches in the background,
 * because a verification itself must not write to the database. An upgrade is lost when the node stops or too many
 * upgrades are pending. The next use of the secret adds it again.
 */
final class PepperUpgrades {

    /**
     * The maximum number of rows that a transaction writes. Requests that change the keys of these rows wait for the
     * transaction.
     */
    private static final int BATCH = 500;

    private static final int MAX_PENDING = 10_000;
    private static final long SECONDS_TO_GATHER = 1;
    private static final long SECONDS_AFTER_FAILURE = 60;

    private static final Logger LOGGER = Logger.getLogger(PepperUpgrades.class);

    private final ScheduledExecutorService writer;
    private final KeycloakSessionFactory sessions;
    private final ConcurrentMap<String, Upgrade> pending = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * The new values of a secret's row.
     *
     * @param former the digest of the row when the secret was used. If the row has a different digest when the upgrade
     *     is written, another node was faster
     */
    record Upgrade(
            String rowId,
            String keyId,
            String realmId,
            String former,
            String digest,
            @Nullable String pepper,
            @Nullable String seal) {

        /** Returns the columns of the unique index over the digests, as one text. */
        String uniqueValue() {
            return realmId + '/' + digest;
        }
    }

    PepperUpgrades(ScheduledExecutorService writer, KeycloakSessionFactory sessions) {
        this.writer = writer;
        this.sessions = sessions;
    }

    /**
     * Adds a secret that was used. Its digest under this pepper will be stored soon.
     *
     * @param digest the digest of the secret, computed with the pepper
     */
    void add(ApiKeySecretEntity row, Pepper pepper, String digest) {
        if (pending.size() < MAX_PENDING) {
            pending.put(
                    row.id,
                    new Upgrade(
                            row.id,
                            row.key.id,
                            row.realmId,
                            row.digest,
                            digest,
                            pepper.column(),
                            pepper.seal(row.key, digest)));
            scheduleIn(SECONDS_TO_GATHER);
        }
    }

    private void scheduleIn(long seconds) {
        if (scheduled.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = writer.schedule(this::flush, seconds, TimeUnit.SECONDS);
        }
    }

    private void flush() {
        scheduled.set(false);
        List<Upgrade> batch = take();
        try {
            for (; !batch.isEmpty(); batch = take()) {
                write(batch);
            }
        } catch (RuntimeException e) {
            DatabaseOutage.report(
                    LOGGER,
                    "Secrets of API keys could not be stored under the newest pepper. They stay valid, and their"
                            + " next use tries again. Number of secrets: "
                            + batch.size(),
                    e);
            scheduleIn(SECONDS_AFTER_FAILURE);
        }
    }

    /** Removes and returns at most one batch of the pending upgrades, sorted by the ids of the rows. */
    private List<Upgrade> take() {
        return pending.keySet().stream()
                .limit(BATCH)
                .map(pending::remove)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Upgrade::rowId))
                .toList();
    }

    private void write(List<Upgrade> batch) {
        KeycloakModelUtils.runJobInTransaction(
                sessions,
                session ->
                        write(session.getProvider(JpaConnectionProvider.class).getEntityManager(), batch));
    }

    static void write(EntityManager em, List<Upgrade> batch) {
        // skip a key that another transaction has locked; the next use of its secret adds the upgrade again
        Set<String> free = new LockedRows(em)
                .lockFreeKeys(batch.stream().map(Upgrade::keyId).collect(Collectors.toSet()));
        Set<String> taken = taken(em, batch);
        update(
                em,
                batch.stream()
                        .filter(upgrade -> free.contains(upgrade.keyId()))
                        .filter(upgrade -> !taken.contains(upgrade.uniqueValue()))
                        .toList());
    }

    /**
     * Returns the new digests that are already stored in other rows. This happens when two rows have the same secret
     * under different peppers. Writing such an upgrade would violate the unique index and fail the whole batch.
     */
    private static Set<String> taken(EntityManager em, List<Upgrade> batch) {
        return em.createQuery(
                        "select s.realmId, s.digest from ApiKeySecretEntity s where s.digest in :digests",
                        Object[].class)
                .setParameter("digests", batch.stream().map(Upgrade::digest).toList())
                .getResultStream()
                .map(row -> row[0] + "/" + row[1])
                .collect(Collectors.toSet());
    }

    private static void update(EntityManager em, List<Upgrade> batch) {
        String sql = "update " + JpaUtils.getTableNameForNativeQuery("ORG_API_KEY_SECRET", em)
                + " set DIGEST = ?, PEPPER = ?, SEAL = ? where ID = ? and DIGEST = ?";
        em.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
                for (Upgrade upgrade : batch) {
                    update.setString(1, upgrade.digest);
                    update.setString(2, upgrade.pepper);
                    update.setString(3, upgrade.seal);
                    update.setString(4, upgrade.rowId);
                    update.setString(5, upgrade.former);
                    update.addBatch();
                }
                update.executeBatch();
            }
        });
    }
}
