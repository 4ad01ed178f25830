package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.time.Instant;

import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/**
 * How often a key may rotate itself: a token bucket for each key. Its state is one time, which is stored with the key, so the
 * limit holds on all nodes.
 */
public final class SelfRotationLimit {

    private final Duration interval;
    private final Duration burst;

    /**
     * @param interval between two rotations, on average
     * @param atOnce how many after a quiet time, at least 1
     */
    public SelfRotationLimit(Duration interval, int atOnce) {
        this.interval = interval;
        this.burst = interval.multipliedBy(atOnce);
    }

    /**
     * Takes a token.
     *
     * @param paidUntil the former state; null for a full bucket
     * @return the new state
     * @throws TooManyRequestsException when there is none left
     */
    public Instant take(@Nullable Instant paidUntil, Instant now) {
        Instant latest = now.plus(burst);
        Instant next = from(paidUntil, now, latest).plus(interval);
        if (next.isAfter(latest)) {
            throw new TooManyRequestsException(
                    "The API key has rotated itself too often. Wait, then try again.",
                    RetryAfter.of(Duration.between(latest, next)));
        }
        return next;
    }

    /** Never later than an empty bucket: the wall clock may be set back. */
    private static Instant from(@Nullable Instant paidUntil, Instant now, Instant latest) {
        if (paidUntil == null || paidUntil.isBefore(now)) {
            return now;
        }
        return paidUntil.isAfter(latest) ? latest : paidUntil;
    }
}
