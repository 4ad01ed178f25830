package io.orgkeys.client;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs the core in random schedules of two nodes. */
class RandomSchedulesTest {

    private static final int SCHEDULES = 10_000;

    @Test
    void neverDecidesFromAnEntryThatAChangeShouldHaveDropped() {
        AtomicLong hits = new AtomicLong();
        for (int seed = 0; seed < SCHEDULES; seed++) {
            hits.addAndGet(new Schedule(seed, Timing.DEFAULT).run());
        }
        assertThat(hits.get()).as("decisions from the cache").isGreaterThan(20L * SCHEDULES);
    }

    /** Each of these rules is necessary: without it, the schedules find a decision from a stale entry. */
    @ParameterizedTest
    @ValueSource(strings = {"freshness", "overlap", "introspections", "overtaking", "polls"})
    void findsACoreWithoutOneOfTheRules(String rule) {
        Timing wrong = switch (rule) {
            case "freshness" -> new Timing(10_000, 2_000, 1_000, 0, 1_000);
            case "overlap" -> new Timing(2_000, 0, 1_000, 0, 1_000);
            case "introspections" -> new Timing(2_000, 2_000, 10_000, 10_000, 1_000);
            case "overtaking" -> new Timing(2_000, 2_000, 1_000, 10_000, 1_000);
            case "polls" -> new Timing(2_000, 2_000, 1_000, 0, 10_000);
            default -> throw new IllegalArgumentException(rule);
        };
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SCHEDULES; seed++) {
                        new Schedule(seed, wrong).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed");
    }
}
