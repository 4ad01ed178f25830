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
 * Counts and times verifications by way and outcome, as the timer {@code org_api_keys_verification} on Keycloak's
 * metrics endpoint. If a verification fails, its outcome is {@code unavailable}.
 */
final class VerificationMetrics {

    private static final String NAME = "org.api.keys.verification";
    private static final String UNAVAILABLE = "unavailable";
    private static final Map<WayIn, Map<String, Timer>> TIMERS = timers();

    private VerificationMetrics() {}

    static void count(WayIn way, Verification verification, long nanoseconds) {
        count(way, verification.code(), nanoseconds);
    }

    static void countUnavailable(WayIn way, long nanoseconds) {
        count(way, UNAVAILABLE, nanoseconds);
    }

    private static void count(WayIn way, String outcome, long nanoseconds) {
        Timer timer =
                Objects.requireNonNull(Objects.requireNonNull(TIMERS.get(way)).get(outcome));
        timer.record(nanoseconds, TimeUnit.NANOSECONDS);
    }

    /** Registers all timers at startup, because a lookup in the registry takes longer than the count. */
    private static Map<WayIn, Map<String, Timer>> timers() {
        Map<WayIn, Map<String, Timer>> ways = new EnumMap<>(WayIn.class);
        for (WayIn way : WayIn.values()) {
            ways.put(
                    way,
                    Stream.concat(
                                    Stream.of(KeyRefusal.values()).map(KeyRefusal::code),
                                    Stream.of(Verification.GRANTED, UNAVAILABLE))
                            .collect(Collectors.toUnmodifiableMap(outcome -> outcome, outcome -> timer(way, outcome))));
        }
        return ways;
    }

    private static Timer timer(WayIn way, String outcome) {
        return Timer.builder(NAME)
                .description("Verifications of API keys")
                .tag("way", way.text())
                .tag("outcome", outcome)
                .register(Metrics.globalRegistry);
    }
}
