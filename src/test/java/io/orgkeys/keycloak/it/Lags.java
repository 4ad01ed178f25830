package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long it took until something was felt. */
final class Lags {

    /** Between two looks: long enough to leave the processor to the server, short enough for what is promised within a second. */
    private static final Duration BETWEEN = Duration.ofMillis(20);

    private final List<Duration> all = new ArrayList<>();

    /** Waits until it is so. */
    Duration await(Duration patience, BooleanSupplier felt) {
        long begin = System.nanoTime();
        while (!felt.getAsBoolean()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                throw new AssertionError("Not felt after " + patience);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
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
