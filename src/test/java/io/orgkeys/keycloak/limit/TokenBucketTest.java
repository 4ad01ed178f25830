package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketTest {

    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int BURST = 5;

    /** Starts with a large value, because {@link System#nanoTime()} can return large values. */
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE / 2);

    private final TokenBucket bucket = new TokenBucket(new TokenBucket.Rate(INTERVAL, BURST), nanoTime::get);

    @Test
    void refillsUpToTheBurst() {
        assertThat(taken(100)).isEqualTo(BURST);
        nanoTime.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(taken(100)).isEqualTo(BURST);
    }

    @Test
    void addsOneTokenPerInterval() {
        taken(BURST);
        for (int i = 0; i < 20; i++) {
            nanoTime.addAndGet(INTERVAL.toNanos() - 1);
            assertThat(taken(3)).isZero();
            nanoTime.addAndGet(1);
            assertThat(taken(3)).isEqualTo(1);
        }
    }

    @Test
    void returnsTheWaitAndARefusalCostsNoToken() {
        taken(BURST);
        for (int i = 0; i < 1000; i++) {
            assertThat(bucket.take()).isEqualTo(INTERVAL);
        }
        nanoTime.addAndGet(INTERVAL.toNanos() / 4);
        Duration wait = bucket.take();
        assertThat(wait).isEqualTo(Duration.ofMillis(75));
        nanoTime.addAndGet(wait.toNanos());
        assertThat(bucket.take()).isZero();
    }

    @Test
    void returnedTokensDoNotExceedTheBurst() {
        taken(BURST);
        bucket.giveBack();
        assertThat(taken(3)).isEqualTo(1);
        for (int i = 0; i < 50; i++) {
            bucket.giveBack();
        }
        assertThat(taken(100)).isEqualTo(BURST);
    }

    @Test
    void spendingBeyondTheBurstCausesADelay() {
        for (int i = 0; i < BURST; i++) {
            bucket.spend();
        }
        assertThat(bucket.delay()).isZero();
        bucket.spend();
        bucket.spend();
        assertThat(bucket.delay()).isEqualTo(INTERVAL.multipliedBy(2));
        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(bucket.delay()).isNegative();
    }

    @Test
    void concurrentCallersTogetherGetNoMoreThanTheBurst() throws Exception {
        TokenBucket shared = new TokenBucket(new TokenBucket.Rate(INTERVAL, 1_000), nanoTime::get);
        AtomicInteger all = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int thread = 0; thread < 8; thread++) {
            threads.execute(() -> {
                for (int i = 0; i < 1_000; i++) {
                    if (shared.take().isZero()) {
                        all.incrementAndGet();
                    }
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(all).hasValue(1_000);
    }

    private int taken(int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            if (bucket.take().isZero()) {
                taken++;
            }
        }
        return taken;
    }
}
