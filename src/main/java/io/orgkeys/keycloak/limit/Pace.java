package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How fast something may happen again and again: so many times at once after a quiet time, and then one after the other at
 * the pace. It is one number, the time until which what has happened is paid for, so it needs no lock and no clock that ticks.
 */
public final class Pace {

    private final long cost;
    private final long burst;
    private final LongSupplier nanoTime;
    private final AtomicLong paidUntil;

    /**
     * @param interval between two at the pace
     * @param atOnce how many after a quiet time, at least 1
     * @param nanoTime of {@link System#nanoTime()}: the wall clock may be set back
     */
    public Pace(Duration interval, int atOnce, LongSupplier nanoTime) {
        this.cost = interval.toNanos();
        this.burst = cost * atOnce;
        this.nanoTime = nanoTime;
        this.paidUntil = new AtomicLong(nanoTime.getAsLong());
    }

    /** It has happened, whether there was room or not. */
    public void spend() {
        long now = nanoTime.getAsLong();
        paidUntil.updateAndGet(until -> Math.max(until, now) + cost);
    }

    /** How long to wait for what was spent beyond the burst to be paid for; zero or less for not at all. */
    public Duration delay() {
        return Duration.ofNanos(paidUntil.get() - nanoTime.getAsLong() - burst);
    }

    /**
     * Lets it happen if there is room.
     *
     * @return zero if it may happen, and is spent; else how long to wait, and nothing is spent
     */
    public Duration take() {
        while (true) {
            long now = nanoTime.getAsLong();
            long until = paidUntil.get();
            long next = Math.max(until, now) + cost;
            long wait = next - now - burst;
            if (wait > 0) {
                return Duration.ofNanos(wait);
            }
            if (paidUntil.compareAndSet(until, next)) {
                return Duration.ZERO;
            }
        }
    }

    /** What was taken did not happen after all. */
    public void giveBack() {
        paidUntil.addAndGet(-cost);
    }
}
