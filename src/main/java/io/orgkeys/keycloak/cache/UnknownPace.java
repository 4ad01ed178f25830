package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many lookups may be in vain. Whoever tries out keys is slowed down to this pace; lookups that find something cost
 * nothing, so a node that has just started is not slowed down by good keys that it does not know yet.
 */
final class UnknownPace {

    /** What may be in vain at once after a quiet time: as much as in a second at the pace. */
    private static final long BURST = Duration.ofSeconds(1).toNanos();

    private final long cost;
    private final LongSupplier nanoTime;
    private final AtomicLong paidUntil;

    /** @param perSecond lookups in vain */
    UnknownPace(int perSecond, LongSupplier nanoTime) {
        this.cost = Duration.ofSeconds(1).toNanos() / perSecond;
        this.nanoTime = nanoTime;
        this.paidUntil = new AtomicLong(nanoTime.getAsLong());
    }

    /** A lookup was in vain. */
    void spend() {
        long now = nanoTime.getAsLong();
        paidUntil.updateAndGet(until -> Math.max(until, now) + cost);
    }

    /** How long to wait before the next lookup; zero or less for not at all. */
    Duration delay() {
        return Duration.ofNanos(paidUntil.get() - nanoTime.getAsLong() - BURST);
    }
}
