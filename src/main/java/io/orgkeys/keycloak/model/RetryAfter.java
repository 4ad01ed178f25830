package io.orgkeys.keycloak.model;

import java.io.Serializable;
import java.time.Duration;

/**
 * The time to wait before the next attempt.
 *
 * @param seconds at least 1; the value of a {@code Retry-After} header (RFC 9110 §10.2.3)
 */
public record RetryAfter(long seconds) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Rounds up to whole seconds. */
    public static RetryAfter of(Duration wait) {
        return new RetryAfter(Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds()));
    }
}
