package io.orgkeys.keycloak.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;

/** Metrics of the change feed. They are registered when the server starts. */
final class FeedMetrics {

    /** Polls that were answered with ids or without any change. */
    final Counter answered = polls("changes");

    /** Polls that were answered with {@code all}. */
    final Counter all = polls("all");

    final Counter limited = polls("limited");
    final Counter ids = Counter.builder("org.api.keys.feed.ids")
            .description("Ids in the answers of the change feed")
            .register(Metrics.globalRegistry);
    final Counter reported = Counter.builder("org.api.keys.feed.reported")
            .description("Verifications that clients reported to the change feed")
            .register(Metrics.globalRegistry);

    FeedMetrics(ChangeLog log, PendingReports reports) {
        Gauge.builder("org.api.keys.feed.log", log, ChangeLog::size)
                .description("Changes in the log of the change feed")
                .register(Metrics.globalRegistry);
        FunctionCounter.builder("org.api.keys.feed.dropped", reports, PendingReports::dropped)
                .description("Reported verifications that were not counted because too many keys were reported")
                .register(Metrics.globalRegistry);
    }

    private static Counter polls(String outcome) {
        return Counter.builder("org.api.keys.feed.polls")
                .description("Polls of the change feed by authenticated clients")
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }
}
