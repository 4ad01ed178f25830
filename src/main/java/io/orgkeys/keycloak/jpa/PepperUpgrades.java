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
 * Secrets that were used, and are stored under an old pepper: stored anew under the newest one, in batches, because a
 * verification writes nothing. What is lost of them, with the node or for want of room, is found again when it is used again.
 */
final class PepperUpgrades {

    /** How many rows a transaction writes: other requests that change these keys wait for it. */
    private static final int BATCH = 500;

    private static final int BOUND = 10_000;
    private static final long SECONDS_TO_GATHER = 1;
    private static final long SECONDS_AFTER_FAILURE = 60;

    private static final Logger LOGGER = Logger.getLogger(PepperUpgrades.class);

    private final ScheduledExecutorService writer;
    private final KeycloakSessionFactory sessions;
    private final ConcurrentMap<String, Upgrade> pending = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * The row of a secret, and what it shall be.
     *
     * @param former digest of the row: if it has another one by now, somebody else was faster
     */
    private record Upgrade(
            String rowId,
            String keyId,
            String realmId,
            String former,
            String digest,
            @Nullable String pepper,
            @Nullable String seal) {

        /** What only one row can have. */
        String place() {
            return realmId + '/' + digest;
        }
    }

    PepperUpgrades(ScheduledExecutorService writer, KeycloakSessionFactory sessions) {
        this.writer = writer;
        this.sessions = sessions;
    }

    /**
     * The secret of the row was used: it is to be stored under this pepper soon.
     *
     * @param digest of the secret under the pepper
     */
    void add(ApiKeySecretEntity row, Pepper pepper, String digest) {
        if (pending.size() < BOUND) {
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
                    batch.size()
                            + " secrets of API keys could not be stored under the newest pepper. They stay valid, and this is"
                            + " tried again when they are used",
                    e);
            scheduleIn(SECONDS_AFTER_FAILURE);
        }
    }

    /** Up to so many, in the order of the rows. */
    private List<Upgrade> take() {
        return pending.keySet().stream()
                .limit(BATCH)
                .map(pending::remove)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Upgrade::rowId))
                .toList();
    }

    private void write(List<Upgrade> batch) {
        KeycloakModelUtils.runJobInTransaction(sessions, session -> {
            EntityManager em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
            // what somebody else is changing is left for its next use
            Set<String> free = new LockedRows(em)
                    .keysThatAreFree(batch.stream().map(Upgrade::keyId).collect(Collectors.toSet()));
            Set<String> taken = taken(em, batch);
            write(
                    em,
                    batch.stream()
                            .filter(upgrade -> free.contains(upgrade.keyId()))
                            .filter(upgrade -> !taken.contains(upgrade.place()))
                            .toList());
        });
    }

    /** The secret of one is stored twice, and there already: one that cannot be written must not keep out the others. */
    private static Set<String> taken(EntityManager em, List<Upgrade> batch) {
        return em.createQuery(
                        "select s.realmId, s.digest from ApiKeySecretEntity s where s.digest in :digests",
                        Object[].class)
                .setParameter("digests", batch.stream().map(Upgrade::digest).toList())
                .getResultStream()
                .map(row -> row[0] + "/" + row[1])
                .collect(Collectors.toSet());
    }

    private static void write(EntityManager em, List<Upgrade> batch) {
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
