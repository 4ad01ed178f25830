package io.orgkeys.spring;

import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.orgkeys.client.Metrics;

/** Counts verifications and polls in Micrometer. */
final class MeterMetrics implements Metrics {

    private static final int[] STATUSES = {200, 401, 403, 503};

    /** By status and source, because a search in the registry would cost more than a verification. */
    private final Counter[][] verifications = new Counter[STATUSES.length][Source.values().length];

    private final Counter successfulPolls;
    private final Counter failedPolls;

    MeterMetrics(MeterRegistry registry) {
        for (int status = 0; status < STATUSES.length; status++) {
            for (Source source : Source.values()) {
                verifications[status][source.ordinal()] = registry.counter(
                        "org.api.keys.verifications",
                        "status",
                        String.valueOf(STATUSES[status]),
                        "source",
                        source.name().toLowerCase(Locale.ROOT));
            }
        }
        successfulPolls = registry.counter("org.api.keys.polls", "outcome", "success");
        failedPolls = registry.counter("org.api.keys.polls", "outcome", "failure");
    }

    @Override
    public void verified(int status, Source source) {
        for (int i = 0; i < STATUSES.length; i++) {
            if (STATUSES[i] == status) {
                verifications[i][source.ordinal()].increment();
            }
        }
    }

    @Override
    public void polled(boolean successful) {
        (successful ? successfulPolls : failedPolls).increment();
    }
}
