package io.orgkeys.keycloak.feed;

import java.time.Duration;

/** The clocks of a test. */
final class Clocks {

    private long nanos = -5_000_000_000L; // a monotonic clock may be negative
    private long wallAhead;

    long nanoTime() {
        return nanos;
    }

    long millis() {
        return 1_800_000_000_000L + Duration.ofNanos(nanos).toMillis() + wallAhead;
    }

    void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    void step(long millis) {
        wallAhead += millis;
    }
}
