package io.orgkeys.keycloak.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/** Counts sent and failed mails by kind, as {@code org_api_keys_mails_total} on Keycloak's metrics endpoint. */
enum MailMetrics {
    EXPIRY("expiry"),
    LEAK("leak");

    private final Counter sent;
    private final Counter failed;

    MailMetrics(String kind) {
        sent = counter(kind, "sent");
        failed = counter(kind, "failed");
    }

    private static Counter counter(String kind, String result) {
        return Counter.builder("org.api.keys.mails")
                .description("Mails about API keys")
                .tag("kind", kind)
                .tag("result", result)
                .register(Metrics.globalRegistry);
    }

    /** Registers the counters at startup, so that Prometheus {@code rate()} sees the first increment. */
    static void register() {
        // the initialization of this class registers them
    }

    void count(boolean success) {
        (success ? sent : failed).increment();
    }
}
