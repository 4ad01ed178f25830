package io.orgkeys.keycloak.rest.leak;

import java.util.Optional;

import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.mail.LeakMails;
import io.orgkeys.keycloak.model.KeyNotFoundException;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StaleVersionException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Leak;
import org.jboss.logging.Logger;

/**
 * Deals with leaked secrets, each in a transaction of its own: none has to wait for another, and what is done is done. The mail
 * comes after it and elsewhere, so a mail server delays nothing.
 */
final class LeakRemedies {

    private static final Logger LOGGER = Logger.getLogger(LeakRemedies.class);

    /** Somebody changes the key at the same moment: how often to look again what is to be done. */
    private static final int TRIES = 5;

    private final KeycloakSessionFactory sessions;
    private final String realmId;
    private final ClientConnection connection;
    private final String reporterId;

    LeakRemedies(KeycloakSession session, String reporterId) {
        this.sessions = session.getKeycloakSessionFactory();
        this.realmId = session.getContext().getRealm().getId();
        this.connection = session.getContext().getConnection();
        this.reporterId = reporterId;
    }

    /** Has the secret end; false when that could not be done. */
    boolean end(SecretDigest secret, ReportedSecret reported) {
        for (int i = 0; i < TRIES; i++) {
            try {
                endNow(secret, reported).ifPresent(leak -> LeakMails.sendLater(sessions, leak, reporterId));
                return true;
            } catch (KeyNotFoundException e) {
                return true;
            } catch (StaleVersionException e) {
                LOGGER.debugf("A key was changed while its leak was dealt with (%d)", i + 1);
            } catch (RuntimeException e) {
                LOGGER.warn("A leaked API key could not be dealt with", e);
                return false;
            }
        }
        return false;
    }

    private Optional<Leak> endNow(SecretDigest secret, ReportedSecret reported) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
            own.getContext().setRealm(own.realms().getRealm(realmId));
            Optional<Leak> leak = ApiKeyServices.of(own).leaks().end(secret);
            leak.ifPresent(done -> ApiKeyEvents.ofReporter(own, connection, reporterId)
                    .leaked(done, reported.source(), reported.url()));
            return leak;
        });
    }
}
