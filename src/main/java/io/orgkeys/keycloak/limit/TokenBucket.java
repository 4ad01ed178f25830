package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket. It is full after a quiet time, and gets one token in each interval. The implementation is the generic cell rate
 * algorithm (GCRA): the state is one time, until which the tokens that were taken are paid for. So it needs neither a lock nor a timer.
 */
public final class TokenBucket {

    private final long interval;
    private final long burst;
    private final LongSupplier nanoTime;
    private final AtomicLong paidUntil;

    /**
     * The size of a bucket and how fast it fills.
     *
     * @param interval in which it gets one token
     * @param capacity how many tokens it has at most, at least 1
     */
    public record Rate(Duration interval, int capacity) {

        public static Rate of(int tokens, Duration period, int capacity) {
            return new Rate(period.dividedBy(tokens), capacity);
        }
    }

    /**
     * A full bucket.
     *
     * @param nanoTime {@link System#nanoTime()}: the wall clock may be set back
     */
    public TokenBucket(Rate rate, LongSupplier nanoTime) {
        this(rate, nanoTime, Duration.ZERO);
    }

    /**
     * A bucket from which tokens were taken.
     *
     * @param owed the former state, as {@link #owed} told it; beyond an empty bucket, it counts as an empty bucket
     */
    TokenBucket(Rate rate, LongSupplier nanoTime, Duration owed) {
        Duration empty = rate.interval.multipliedBy(rate.capacity);
        this.interval = rate.interval.toNanos();
        this.burst = empty.toNanos();
        this.nanoTime = nanoTime;
        this.paidUntil = new AtomicLong(nanoTime.getAsLong() + (owed.compareTo(empty) > 0 ? empty : owed).toNanos());
    }

    /**
     * Takes a token if there is one.
     *
     * @return zero when it was taken; else how long to wait for the next one
     */
    public Duration take() {
        while (true) {
            long now = nanoTime.getAsLong();
            long until = paidUntil.get();
            long next = Math.max(until, now) + interval;
            long wait = next - now - burst;
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
            if (paidUntil.compareAndSet(until, next)) {
                return Duration.ZERO;
            }
        }
    }

    /** Takes a token even from an empty bucket. */
    public void spend() {
        long now = nanoTime.getAsLong();
        paidUntil.updateAndGet(until -> Math.max(until, now) + interval);
    }

    /** Returns a token that was taken. */
    public void giveBack() {
        paidUntil.addAndGet(-interval);
    }

    /** How long to wait until no more is spent than a bucket has; zero or less for not at all. */
    public Duration delay() {
        return owed().minusNanos(burst);
    }

    /** How long it takes until the bucket is full: its state. */
    Duration owed() {
        return Duration.ofNanos(paidUntil.get() - nanoTime.getAsLong());
    }
}
