package io.orgkeys.keycloak.usage;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts verifications of keys on this node. If a node crashes, the usage that it counted since the last write is lost.
 */
public final class UsageRecorder implements Provider {

    /** The maximum number of counts that one transaction writes, so that the transaction stays short. */
    private static final int BATCH = 500;

    private static final Logger LOGGER = Logger.getLogger(UsageRecorder.class);

    /**
     * Identifies the rows of this node. Nodes do not share rows, so they never wait for each other. A node gets a new
     * id when it restarts.
     */
    private final String nodeId = UUID.randomUUID().toString();

    private final PendingUsage pending;
    private final FirstUses firstUses = new FirstUses();
    private final Runnable writeSoon;

    /** @param writeSoon makes another thread call {@link #writeFirstUses} */
    UsageRecorder(PendingUsage pending, Runnable writeSoon) {
        this.pending = pending;
        this.writeSoon = writeSoon;
    }

    /**
     * Counts one verification.
     *
     * @param refusal the reason of the refusal; null if the verification was successful
     * @param now the time of the verification; if the clock is set back, the recorded last use of the key stays the
     *     later time
     */
    public void record(String keyId, @Nullable KeyRefusal refusal, Instant now) {
        pending.add(keyId, refusal, now);
    }

    /** Counts verifications that another program has made and counted. */
    public void record(HourOfUsage usage) {
        pending.add(usage);
    }

    /** Records the use of a secret whose {@linkplain IssuedSecret#firstUseAwaited first use is awaited}. */
    public void recordFirstUse(IssuedSecret secret) {
        if (firstUses.add(firstUse(secret.key(), secret.issuedAt()))) {
            writeSoon.run();
        }
    }

    /**
     * Returns whether this node observed a use of the key's current secret. That use may not be in the database yet.
     */
    public boolean isCurrentSecretUsed(ApiKey key) {
        return firstUses.contains(firstUse(key, key.secret().issuedAt()));
    }

    private static FirstUses.FirstUse firstUse(ApiKey key, Instant issuedAt) {
        return new FirstUses.FirstUse(key.realmId(), key.id(), issuedAt);
    }

    /** Writes the first uses of secrets. Each write has its own transaction, because it locks the key. */
    synchronized void writeFirstUses(KeycloakSessionFactory factory) {
        for (FirstUses.FirstUse use : firstUses.unwritten()) {
            try {
                KeycloakModelUtils.runJobInTransaction(
                        factory,
                        session -> session.getProvider(ApiKeyStore.class)
                                .keys()
                                .recordFirstUse(
                                        use.realmId(), use.keyId(), use.issuedAt(), new KeycloakClock().instant()));
                firstUses.written(use, System.nanoTime());
            } catch (RuntimeException e) {
                report("The first use of a new secret of the API key " + use.keyId() + " could not be written yet", e);
                return;
            }
        }
    }

    /** Writes the usage. Usage that cannot be written is kept for the next call. */
    synchronized void flush(KeycloakSessionFactory factory) {
        writeFirstUses(factory);
        // write at most the number of counts that are pending now, because new counts are added all the time
        for (int left = pending.size(); left > 0; left -= BATCH) {
            List<HourOfUsage> batch = pending.take(BATCH);
            try {
                KeycloakModelUtils.runJobInTransaction(
                        factory,
                        session ->
                                session.getProvider(ApiKeyStore.class).usage().add(nodeId, batch));
            } catch (RuntimeException e) {
                batch.forEach(pending::add);
                report("The usage of " + pending.size() + " API keys could not be written yet", e);
                return;
            }
        }
    }

    /** Logs a failure. An outage of the database is logged without a stack trace. */
    private static void report(String problem, RuntimeException failure) {
        if (failure instanceof StoreUnavailableException) {
            LOGGER.warnf("%s: %s", problem, failure.getMessage());
        } else {
            LOGGER.error(problem, failure);
        }
    }

    @Override
    public void close() {
        // nothing to close: all sessions share this object
    }
}
