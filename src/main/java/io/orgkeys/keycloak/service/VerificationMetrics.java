package io.orgkeys.keycloak.service;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.orgkeys.keycloak.model.KeyRefusal;

/**
 * Counts and times verifications by entry point (tag {@code way}) and outcome, as the timer {@code
 * org_api_keys_verification} on Keycloak's metrics endpoint. If a verification ends with an exception, its outcome is
 * {@code unavailable}.
 */
final class VerificationMetrics {

    private static final String NAME = "org.api.keys.verification";
    private static final String UNAVAILABLE = "unavailable";
    private static final Map<EntryPoint, Map<String, Timer>> TIMERS = timers();

    private VerificationMetrics() {}

    static void count(EntryPoint way, Verification verification, long nanoseconds) {
        count(way, verification.code(), nanoseconds);
    }

    static void countUnavailable(EntryPoint way, long nanoseconds) {
        count(way, UNAVAILABLE, nanoseconds);
    }

    private static void count(EntryPoint way, String outcome, long nanoseconds) {
        Timer timer =
                Objects.requireNonNull(Objects.requireNonNull(TIMERS.get(way)).get(outcome));
        timer.record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /**
     * Registers all timers at startup. Otherwise, each verification would look up its timer in the registry, which
     * takes longer than counting.
     */
    private static Map<EntryPoint, Map<String, Timer>> timers() {
        Map<EntryPoint, Map<String, Timer>> ways = new EnumMap<>(EntryPoint.class);
        for (EntryPoint way : EntryPoint.values()) {
            ways.put(
                    way,
                    Stream.concat(
                                    Stream.of(KeyRefusal.values()).map(KeyRefusal::code),
                                    Stream.of(Verification.GRANTED, UNAVAILABLE))
                            .collect(Collectors.toUnmodifiableMap(outcome -> outcome, outcome -> timer(way, outcome))));
        }
        return ways;
    }

    private static Timer timer(EntryPoint way, String outcome) {
        return Timer.builder(NAME)
                .description("Verifications of API keys")
                .tag("way", way.text())
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }
}
