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
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;

/**
 * Counts verifications of keys on this node. A node that ends without being stopped in order takes with it what it counted
 * since the last batch was written.
 */
public final class UsageRecorder implements Provider {

    /** How many rows a transaction writes: other requests that change keys wait for it. */
    private static final int BATCH = 500;

    private static final Logger LOGGER = Logger.getLogger(UsageRecorder.class);

    /** Nodes do not share rows, so they never wait for each other; a node that starts anew counts as another one. */
    private final String nodeId = UUID.randomUUID().toString();

    private final PendingUsage pending;
    private final FirstUses firstUses = new FirstUses();
    private final Runnable writeSoon;

    /** @param writeSoon has {@link #writeFirstUses} called by another thread */
    UsageRecorder(PendingUsage pending, Runnable writeSoon) {
        this.pending = pending;
        this.writeSoon = writeSoon;
    }

    /**
     * Counts one verification.
     *
     * @param now when it was; a clock that is set back does not make a key's last use an earlier one
     */
    public void record(String keyId, boolean allowed, Instant now) {
        pending.add(keyId, allowed, now);
    }

    /** Somebody presented a secret whose {@linkplain IssuedSecret#firstUseAwaited first use is awaited}. */
    public void recordFirstUse(IssuedSecret secret) {
        if (firstUses.add(firstUse(secret.key(), secret.issuedAt()))) {
            writeSoon.run();
        }
    }

    /** Whether this node knows that the key's current secret was used, while that may not be in the database yet. */
    public boolean isCurrentSecretUsed(ApiKey key) {
        return firstUses.contains(firstUse(key, key.secret().issuedAt()));
    }

    private static FirstUses.FirstUse firstUse(ApiKey key, Instant issuedAt) {
        return new FirstUses.FirstUse(key.realmId(), key.id(), issuedAt);
    }

    /** Writes which secrets were used for the first time, each in a transaction of its own, because it locks the key. */
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

    /** Writes what was counted. What cannot be written is kept for the next time. */
    synchronized void flush(KeycloakSessionFactory factory) {
        writeFirstUses(factory);
        // not more than there was at first: while keys are being used, there is always something
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

    /** An outage of the database needs no stack trace. */
    private static void report(String problem, RuntimeException failure) {
        if (failure instanceof StoreUnavailableException) {
            LOGGER.warnf("%s: %s", problem, failure.getMessage());
        } else {
            LOGGER.error(problem, failure);
        }
    }

    @Override
    public void close() {
        // lives as long as its factory
    }
}
