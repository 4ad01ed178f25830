package io.orgkeys.keycloak.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RefusalCounts;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PendingUsageTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = Instant.parse("2026-11-24T10:59:59.999Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-24T11:00:00Z");

    private final PendingUsage pending = new PendingUsage(2);

    @Test
    void addsUpTheVerificationsOfAKeyWithinAnHour() {
        pending.add("key", null, LATER);
        pending.add("key", null, TEN);
        pending.add("key", KeyRefusal.EXPIRED_KEY, LATER);
        assertThat(pending.take(10))
                .containsExactly(new HourOfUsage("key", TEN, 2, 1, once(KeyRefusal.EXPIRED_KEY), LATER));
        assertThat(pending.size()).isZero();
    }

    @Test
    void countsHoursSeparately() {
        pending.add("key", null, TEN);
        pending.add("key", KeyRefusal.DISABLED_KEY, ELEVEN);
        assertThat(pending.take(10))
                .containsExactlyInAnyOrder(
                        new HourOfUsage("key", TEN, 1, 0, RefusalCounts.NONE, TEN),
                        new HourOfUsage("key", ELEVEN, 0, 1, once(KeyRefusal.DISABLED_KEY), null));
    }

    @Test
    void dropsAndCountsWhatExceedsTheLimit() {
        pending.add("one", null, TEN);
        pending.add("other", null, TEN);
        pending.add("third", null, TEN);
        pending.add("one", null, TEN);
        assertThat(pending.size()).isEqualTo(2);
        assertThat(pending.dropped()).isEqualTo(1);
    }

    @Test
    void mergesCountsThatCouldNotBeWritten() {
        pending.add("key", null, TEN);
        List<HourOfUsage> taken = pending.take(1);
        pending.add("key", null, LATER);
        taken.forEach(pending::add);
        assertThat(pending.take(10)).containsExactly(new HourOfUsage("key", TEN, 2, 0, RefusalCounts.NONE, LATER));
    }

    @Test
    void countsRefusalsByReason() {
        pending.add("key", KeyRefusal.EXPIRED_KEY, TEN);
        pending.add("key", KeyRefusal.DISABLED_KEY, TEN);
        List<HourOfUsage> taken = pending.take(1);
        pending.add("key", KeyRefusal.EXPIRED_KEY, LATER);
        taken.forEach(pending::add);
        assertThat(pending.take(10))
                .containsExactly(new HourOfUsage(
                        "key",
                        TEN,
                        0,
                        3,
                        new RefusalCounts(Map.of(KeyRefusal.EXPIRED_KEY, 2L, KeyRefusal.DISABLED_KEY, 1L)),
                        null));
    }

    @Test
    void losesNothingWhenCountsAreTakenConcurrently() throws Exception {
        int counters = 2;
        int each = 100_000;
        ExecutorService threads = Executors.newFixedThreadPool(counters);
        try {
            List<Future<?>> counting = new ArrayList<>();
            for (int i = 0; i < counters; i++) {
                counting.add(threads.submit(() -> {
                    for (int j = 0; j < each; j++) {
                        pending.add("key", null, TEN);
                    }
                }));
            }
            long taken = 0;
            while (!counting.stream().allMatch(Future::isDone)) {
                taken += sum(pending.take(1));
            }
            for (Future<?> done : counting) {
                done.get();
            }
            assertThat(taken + sum(pending.take(1))).isEqualTo((long) counters * each);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aTakenCountRefusesFurtherVerifications() {
        UsageCount count = new UsageCount(UsageCount.Slot.of("key", TEN));
        assertThat(count.add(null, TEN)).isTrue();
        HourOfUsage taken = count.take();
        assertThat(count.add(null, TEN)).isFalse();
        assertThat(count.add(taken)).isFalse();
    }

    private static RefusalCounts once(KeyRefusal reason) {
        return new RefusalCounts(Map.of(reason, 1L));
    }

    private static long sum(List<HourOfUsage> usage) {
        return usage.stream().mapToLong(HourOfUsage::allowed).sum();
    }
}
