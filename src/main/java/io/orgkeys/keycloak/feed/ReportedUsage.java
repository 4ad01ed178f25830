package io.orgkeys.keycloak.feed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.RefusalCounts;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.usage.UsageRecorder;
import org.jboss.logging.Logger;

/**
 * Counts reported use as if this node had verified the keys. Ignores the ids of keys that do not exist in the realm of
 * the client, and of keys of which the client sees no permission, because the client cannot have verified them.
 */
final class ReportedUsage {

    /** The maximum number of keys that one statement reads. */
    private static final int BATCH = 500;

    private static final Logger LOGGER = Logger.getLogger(ReportedUsage.class);

    private final KeycloakSessionFactory sessions;

    ReportedUsage(KeycloakSessionFactory sessions) {
        this.sessions = sessions;
    }

    void count(List<PendingReports.Report> reports) {
        Map<String, List<PendingReports.Report>> byRealm =
                reports.stream().collect(Collectors.groupingBy(PendingReports.Report::realmId));
        byRealm.forEach((realmId, ofRealm) -> {
            for (int i = 0; i < ofRealm.size(); i += BATCH) {
                List<PendingReports.Report> batch = ofRealm.subList(i, Math.min(i + BATCH, ofRealm.size()));
                try {
                    ApiKeyServices.inNewSession(sessions, realmId, session -> count(session, realmId, batch));
                } catch (RuntimeException e) {
                    LOGGER.warnf(e, "The use of %d API keys that clients reported was not counted", batch.size());
                }
            }
        });
    }

    private static int count(KeycloakSession session, String realmId, List<PendingReports.Report> batch) {
        if (session.getContext().getRealm() == null) {
            return 0; // the realm was deleted
        }
        ApiKeyServices services = ApiKeyServices.of(session);
        UsageRecorder usage = session.getProvider(UsageRecorder.class);
        Map<String, ApiKey> keys = new HashMap<>();
        List<String> ids =
                batch.stream().map(report -> report.use().keyId()).distinct().toList();
        services.store().keys().findByIds(realmId, ids).forEach(key -> keys.put(key.id(), key));
        int counted = 0;
        for (PendingReports.Report report : batch) {
            ApiKey key = keys.get(report.use().keyId());
            if (key != null
                    && !services.catalog()
                            .visibleTo(report.clientId(), key.content().granted())
                            .isEmpty()) {
                usage.record(hour(report.use(), report.at()));
                counted++;
            }
        }
        return counted;
    }

    /** Names no reasons of refusals, because only the client knows them. */
    private static HourOfUsage hour(ReportedUse use, Instant at) {
        return new HourOfUsage(
                use.keyId(),
                at.truncatedTo(ChronoUnit.HOURS),
                use.allowed(),
                use.refused(),
                RefusalCounts.NONE,
                use.allowed() > 0 ? at : null);
    }
}
