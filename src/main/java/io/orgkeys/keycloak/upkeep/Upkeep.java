package io.orgkeys.keycloak.upkeep;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.jboss.logging.Logger;

/**
 * One run over all realms: prunes tombstones, disables idle keys and sends expiry notices. A run ends after 30 seconds,
 * because Keycloak's timer has one thread for all tasks, and a mail server can be slow. The next run continues the
 * work.
 */
public final class Upkeep implements Provider {

    private static final Logger LOGGER = Logger.getLogger(Upkeep.class);
    private static final long MAX_RUN_TIME = TimeUnit.SECONDS.toNanos(30);

    private final KeycloakSessionFactory sessions;
    private final Duration retention;
    private final int mostTombstones;
    private final long begin = System.nanoTime();

    Upkeep(KeycloakSessionFactory sessions, Duration retention, int mostTombstones) {
        this.sessions = sessions;
        this.retention = retention;
        this.mostTombstones = mostTombstones;
    }

    /** Processes all enabled realms. A failure in one realm does not stop the others. */
    void run() {
        List<String> realmIds = KeycloakModelUtils.runJobInTransactionWithResult(
                sessions,
                session -> session.realms()
                        .getRealmsStream()
                        .filter(RealmModel::isEnabled)
                        .map(RealmModel::getId)
                        .toList());
        for (String realmId : realmIds) {
            if (isTimeUp()) {
                return;
            }
            try {
                within(realmId, false, this::pruneTombstones);
                new IdleUpkeep(this, realmId).run();
                new NoticeUpkeep(this, realmId).run();
            } catch (StoreUnavailableException e) {
                LOGGER.warnf("The upkeep of the realm %s ended early: %s", realmId, e.getMessage());
            } catch (RuntimeException e) {
                LOGGER.errorf(e, "The upkeep of the realm %s failed", realmId);
            }
        }
    }

    private boolean pruneTombstones(KeycloakSession session) {
        ApiKeyServices services = ApiKeyServices.of(session);
        String realmId = session.getContext().getRealm().getId();
        services.store()
                .upkeep()
                .pruneTombstones(realmId, services.clock().instant().minus(retention), mostTombstones);
        return true;
    }

    boolean isTimeUp() {
        return System.nanoTime() - begin > MAX_RUN_TIME;
    }

    /**
     * Runs the work in its own transaction, with the realm in the session's context.
     *
     * @param absent the result if the realm was removed in the meantime
     */
    <T> T within(String realmId, T absent, Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, session -> {
            RealmModel realm = session.realms().getRealm(realmId);
            if (realm == null) {
                return absent;
            }
            session.getContext().setRealm(realm);
            return work.apply(session);
        });
    }

    @Override
    public void close() {}
}
