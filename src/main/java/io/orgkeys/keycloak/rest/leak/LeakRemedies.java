package io.orgkeys.keycloak.rest.leak;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.keycloak.common.ClientConnection;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.mail.KeyMails;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Leak;
import io.orgkeys.keycloak.service.LeakedKeys;
import org.jboss.logging.Logger;

/**
 * Disables or deletes the keys of leaked secrets. Each key has its own transaction, so that a failure for one key does
 * not undo the changes of the other keys. Other threads send the mails afterwards.
 */
final class LeakRemedies {

    private static final Logger LOGGER = Logger.getLogger(LeakRemedies.class);

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

    /**
     * Disables or deletes the key of the secret, and disables the keys that this key created. Returns false if any part
     * of this failed.
     */
    boolean end(SecretDigest secret, ReportedSecret reported) {
        try {
            Optional<LeakedKeys.Ended> ended = endKey(secret, reported);
            if (ended.isPresent()) {
                endDescendantsAndSendMails(ended.get(), reported);
                inNewSession(own -> {
                    ApiKeyServices.of(own).leaks().settle(secret, ended.get());
                    return true;
                });
            }
            return true;
        } catch (RuntimeException e) {
            LOGGER.error("A leaked API key could not be disabled or deleted", e);
            return false;
        }
    }

    private Optional<LeakedKeys.Ended> endKey(SecretDigest secret, ReportedSecret reported) {
        return inNewSession(own -> {
            Optional<LeakedKeys.Ended> ended = ApiKeyServices.of(own).leaks().end(secret);
            ended.map(LeakedKeys.Ended::leak)
                    .ifPresent(leak -> ApiKeyEvents.ofReporter(own, connection, reporterId)
                            .leaked(leak, reported.source(), reported.url()));
            return ended;
        });
    }

    private void endDescendantsAndSendMails(LeakedKeys.Ended ended, ReportedSecret reported) {
        int created = 0;
        try {
            created = endDescendants(ended, reported);
        } finally {
            Leak leak = ended.leak();
            if (leak != null) {
                KeyMails.sendLater(sessions, leak, created, reporterId);
            }
        }
    }

    /**
     * Disables the keys that the leaked key created, and the keys that those keys created. Disables each key before
     * searching for the keys that it created, because a disabled key cannot create more keys.
     *
     * @return the number of disabled keys
     */
    private int endDescendants(LeakedKeys.Ended ended, ReportedSecret reported) {
        int disabled = 0;
        String leakedId = ended.tombstone().keyId();
        Set<String> seen = new HashSet<>(Set.of(leakedId));
        Deque<String> creators = new ArrayDeque<>(seen);
        while (!creators.isEmpty()) {
            String creator = creators.remove();
            Instant since = creator.equals(leakedId) ? ended.tombstone().issuedAt() : Instant.EPOCH;
            List<String> children =
                    inNewSession(own -> ApiKeyServices.of(own).leaks().children(creator, since));
            for (String child : children) {
                if (seen.add(child)) {
                    disabled += endDescendant(child, ended, reported) ? 1 : 0;
                    creators.add(child);
                }
            }
        }
        return disabled;
    }

    private boolean endDescendant(String keyId, LeakedKeys.Ended ended, ReportedSecret reported) {
        return inNewSession(own -> {
            Optional<Leak> leak = ApiKeyServices.of(own).leaks().endDescendant(keyId, ended.leakedBefore());
            leak.ifPresent(done -> ApiKeyEvents.ofReporter(own, connection, reporterId)
                    .leakedWith(done, ended.tombstone().keyId(), reported.source(), reported.url()));
            return leak.isPresent();
        });
    }

    private <T> T inNewSession(Function<KeycloakSession, T> step) {
        return ApiKeyServices.inNewSession(sessions, realmId, step);
    }
}
