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
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.mail.LeakMails;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Leak;
import io.orgkeys.keycloak.service.LeakedKeys;
import org.jboss.logging.Logger;

/**
 * Deals with leaked secrets, each key in a transaction of its own: none has to wait for another, and what is done is done. The mail
 * comes after it and elsewhere, so a mail server delays nothing.
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

    /** Ends the key of the secret, and the keys that were made with it; false when not all of that could be done. */
    boolean end(SecretDigest secret, ReportedSecret reported) {
        try {
            Optional<LeakedKeys.Ended> ended = endKey(secret, reported);
            if (ended.isPresent()) {
                endDescendantsAndTell(ended.get(), reported);
                within(own -> {
                    ApiKeyServices.of(own).leaks().settle(secret, ended.get());
                    return true;
                });
            }
            return true;
        } catch (RuntimeException e) {
            LOGGER.warn("A leaked API key could not be dealt with", e);
            return false;
        }
    }

    private Optional<LeakedKeys.Ended> endKey(SecretDigest secret, ReportedSecret reported) {
        return within(own -> {
            Optional<LeakedKeys.Ended> ended = ApiKeyServices.of(own).leaks().end(secret);
            ended.map(LeakedKeys.Ended::leak)
                    .ifPresent(done -> ApiKeyEvents.ofReporter(own, connection, reporterId)
                            .leaked(done, reported.source(), reported.url()));
            return ended;
        });
    }

    private void endDescendantsAndTell(LeakedKeys.Ended ended, ReportedSecret reported) {
        int created = 0;
        try {
            created = endDescendants(ended, reported);
        } finally {
            Leak leak = ended.leak();
            if (leak != null) {
                LeakMails.sendLater(sessions, leak, created, reporterId);
            }
        }
    }

    /**
     * Each before its own children are looked for: a key that has ended creates no more of them.
     *
     * @return how many were disabled
     */
    private int endDescendants(LeakedKeys.Ended ended, ReportedSecret reported) {
        int number = 0;
        String leakedId = ended.tombstone().keyId();
        Set<String> seen = new HashSet<>(Set.of(leakedId));
        Deque<String> creators = new ArrayDeque<>(seen);
        while (!creators.isEmpty()) {
            String creator = creators.remove();
            Instant since = creator.equals(leakedId) ? ended.tombstone().issuedAt() : Instant.EPOCH;
            List<String> children = within(own -> ApiKeyServices.of(own).leaks().children(creator, since));
            for (String child : children) {
                if (seen.add(child)) {
                    number += endDescendant(child, ended, reported) ? 1 : 0;
                    creators.add(child);
                }
            }
        }
        return number;
    }

    private boolean endDescendant(String keyId, LeakedKeys.Ended ended, ReportedSecret reported) {
        return within(own -> {
            Optional<Leak> leak = ApiKeyServices.of(own).leaks().endDescendant(keyId, ended.leakedBefore());
            leak.ifPresent(done -> ApiKeyEvents.ofReporter(own, connection, reporterId)
                    .leakedWith(done, ended.tombstone().keyId(), reported.source(), reported.url()));
            return leak.isPresent();
        });
    }

    private <T> T within(Function<KeycloakSession, T> step) {
        return KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
            own.getContext().setRealm(own.realms().getRealm(realmId));
            return step.apply(own);
        });
    }
}
