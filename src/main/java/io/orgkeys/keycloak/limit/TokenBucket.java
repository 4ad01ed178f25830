package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket. It gains one token per interval, up to its capacity. The implementation is the generic cell rate
 * algorithm (GCRA): the only state is the time at which the bucket is full again, so it needs neither a lock nor a
 * timer.
 */
public final class TokenBucket {

    private final long interval;
    private final long burst;
    private final LongSupplier nanoTime;
    private final AtomicLong fullAt;

    /**
     * The size of a bucket and how fast it fills.
     *
     * @param interval how long it takes until the bucket gains one token
     * @param capacity the maximum number of tokens, at least 1
     */
    public record Rate(Duration interval, int capacity) {

        public static Rate of(int tokens, Duration period, int capacity) {
            return new Rate(period.dividedBy(tokens), capacity);
        }
    }

    /**
     * Creates a full bucket.
     *
     * @param nanoTime {@link System#nanoTime()}; not the wall clock, which may be set back
     */
    public TokenBucket(Rate rate, LongSupplier nanoTime) {
        this(rate, nanoTime, Duration.ZERO);
    }

    /**
     * Creates a bucket from which tokens were taken.
     *
     * @param timeUntilFull the saved state, as returned by {@link #timeUntilFull}; if it is longer than an empty bucket
     *     needs to fill up, the new bucket is empty
     */
    TokenBucket(Rate rate, LongSupplier nanoTime, Duration timeUntilFull) {
        Duration empty = rate.interval.multipliedBy(rate.capacity);
        this.interval = rate.interval.toNanos();
        this.burst = empty.toNanos();
        this.nanoTime = nanoTime;
        this.fullAt = new AtomicLong(
                nanoTime.getAsLong() + (timeUntilFull.compareTo(empty) > 0 ? empty : timeUntilFull).toNanos());
    }

    /**
     * Takes a token if there is one.
     *
     * @return zero if a token was taken; otherwise the time until the next token
     */
    public Duration take() {
        while (true) {
            long now = nanoTime.getAsLong();
            long until = fullAt.get();
            long next = Math.max(until, now) + interval;
            long wait = next - now - burst;
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
            if (fullAt.compareAndSet(until, next)) {
                return Duration.ZERO;
            }
        }
    }

    /** Takes a token even from an empty bucket, which then has a negative number of tokens. */
    public void spend() {
        long now = nanoTime.getAsLong();
        fullAt.updateAndGet(until -> Math.max(until, now) + interval);
    }

    /** Returns a token that was taken. */
    public void giveBack() {
        fullAt.addAndGet(-interval);
    }

    /** Returns how long to wait until the number of tokens is no longer negative; zero or less for no wait. */
    public Duration delay() {
        return timeUntilFull().minusNanos(burst);
    }

    /**
     * Returns the time until the bucket is full; zero or less for a full bucket. This time is the whole state of the
     * bucket.
     */
    Duration timeUntilFull() {
        return Duration.ofNanos(fullAt.get() - nanoTime.getAsLong());
    }
}
