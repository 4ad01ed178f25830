package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until conditions are true, and records how long each wait took. */
final class Lags {

    /**
     * The time between two checks: long enough to use little CPU time, short enough to measure delays below a second.
     */
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final List<Duration> all = new ArrayList<>();

    /** Waits until the condition is true, and returns the time that it took. */
    Duration await(Duration timeout, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > timeout.toNanos()) {
                throw new AssertionError("Still false after " + timeout);
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
        Duration lag = Duration.ofNanos(System.nanoTime() - begin);
        all.add(lag);
        return lag;
    }

    Duration longest() {
        return Collections.max(all);
    }

    @Override
    public String toString() {
        List<Duration> sorted = all.stream().sorted().toList();
        return sorted.size() + " times: p50 " + sorted.get(sorted.size() / 2).toMillis() + " ms, p99 "
                + sorted.get(sorted.size() * 99 / 100).toMillis() + " ms, max "
                + longest().toMillis() + " ms";
    }
}
