package io.orgkeys.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations of one kind. */
final class Delays {

    private final List<Duration> all = new ArrayList<>();

    void add(Duration delay) {
        all.add(delay);
    }

    void addAll(Delays others) {
        all.addAll(others.all);
    }

    Duration longest() {
        return Collections.max(all);
    }

    private long millis(double share) {
        List<Duration> sorted = all.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1.0, share * sorted.size()))
                .toMillis();
    }

    /** Returns the end of a row of a table: number, median, 99th percentile and maximum in milliseconds. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %d | %,d | %,d | %,d |",
                all.size(),
                millis(0.5),
                millis(0.99),
                longest().toMillis());
    }
}
