package io.orgkeys.keycloak.upkeep;

import java.util.List;
import java.util.function.Function;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.Provider;

import org.jboss.logging.Logger;

/** What is to be done now, in all realms. Ends after a while, also where there is more to do: the next time goes on with it. */
public final class Upkeep implements Provider {

    private static final Logger LOGGER = Logger.getLogger(Upkeep.class);

    private final KeycloakSessionFactory sessions;
    private final UnsentNotices unsent;
    private final TombstoneUpkeep tombstones;

    Upkeep(KeycloakSessionFactory sessions, UnsentNotices unsent, TombstoneUpkeep tombstones) {
        this.sessions = sessions;
        this.unsent = unsent;
        this.tombstones = tombstones;
    }

    /** Whatever goes wrong in one realm, the others get their turn. */
    void run() {
        WorkTime time = new WorkTime();
        List<String> realmIds = KeycloakModelUtils.runJobInTransactionWithResult(
                sessions,
                session -> session.realms()
                        .getRealmsStream()
                        .filter(RealmModel::isEnabled)
                        .map(RealmModel::getId)
                        .toList());
        for (String realmId : realmIds) {
            if (time.isUp()) {
                return;
            }
            try {
                tombstones.run(this, realmId);
                new IdleUpkeep(this, realmId, time).run();
                new NoticeUpkeep(this, realmId, unsent, time).run();
            } catch (RuntimeException e) {
                LOGGER.warnf(e, "The API keys of the realm %s could not be looked after", realmId);
            }
        }
    }

    /**
     * Does something in a transaction of its own, with the realm in the session's context.
     *
     * @param absent what is returned when the realm is gone
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
    public void close() {
        // has nothing to close
    }
}
