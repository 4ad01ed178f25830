package io.orgkeys.keycloak.event;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many events of unknown keys a node raises within a second where anybody may ask. An event is a line in the log and, if
 * the realm wants that, a row in the database: whoever sends random keys must not get to write either as fast as they like.
 * The metrics count all of them.
 */
final class UnknownKeyEvents {

    static final int PER_SECOND = 10;

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
    private final AtomicInteger raised = new AtomicInteger();

    /** @param nanoTime of {@link System#nanoTime()} */
    boolean mayRaise(long nanoTime) {
        long now = Math.floorDiv(nanoTime, SECOND);
        long last = second.get();
        if (now != last && second.compareAndSet(last, now)) {
            raised.set(0);
        }
        return raised.get() < PER_SECOND && raised.incrementAndGet() <= PER_SECOND;
    }
}
