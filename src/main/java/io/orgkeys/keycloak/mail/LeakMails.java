package io.orgkeys.keycloak.mail;

import org.keycloak.executors.ExecutorsProvider;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.service.Leak;
import org.jboss.logging.Logger;

/**
 * Mails about leaks, from threads of Keycloak's that no request waits for. At most once: what a node has not sent when it
 * ends, nobody sends.
 */
public final class LeakMails {

    private static final Logger LOGGER = Logger.getLogger(LeakMails.class);
    private static final String THREADS = "org-api-keys-mail";

    private LeakMails() {}

    /**
     * To be called after the commit.
     *
     * @param created how many keys that the key created were disabled, too
     * @param reporterId who found the secret
     */
    public static void sendLater(KeycloakSessionFactory sessions, Leak leak, int created, String reporterId) {
        // not the state, whose users belong to a session that has ended
        ApiKey key = leak.state().key();
        Leak.Remedy remedy = leak.remedy();
        try {
            sessions.getProviderFactory(ExecutorsProvider.class)
                    .create(null)
                    .getExecutor(THREADS)
                    .execute(() -> send(sessions, key, remedy, created, reporterId));
        } catch (RuntimeException e) {
            LOGGER.warnf(e, "Nobody is told of the leak of the API key %s", key.id());
        }
    }

    private static void send(
            KeycloakSessionFactory sessions, ApiKey key, Leak.Remedy remedy, int created, String reporterId) {
        try {
            KeycloakModelUtils.runJobInTransaction(sessions, session -> {
                session.getContext().setRealm(session.realms().getRealm(key.realmId()));
                if (KeyMails.arePossible(session.getContext().getRealm())) {
                    new KeyMails(session).leaked(key, remedy, created, reporterId);
                }
            });
        } catch (RuntimeException e) {
            LOGGER.warnf(e, "Nobody is told of the leak of the API key %s", key.id());
        }
    }
}
