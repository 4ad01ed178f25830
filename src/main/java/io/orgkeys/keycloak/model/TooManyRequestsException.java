package io.orgkeys.keycloak.model;

import java.time.Duration;

/** The caller has failed too often of late and is told nothing for a while, or a key has rotated itself too often. */
public final class TooManyRequestsException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    /** @param wait for how long, more than nothing */
    public TooManyRequestsException(Duration wait) {
        this("Too many requests of this kind have failed. Wait, then try again.", wait);
    }

    /**
     * @param detail what there were too many of
     * @param wait for how long, more than nothing
     */
    public TooManyRequestsException(String detail, Duration wait) {
        super(detail);
        this.wait = wait;
    }

    /** Whole seconds to wait, at least 1: the value of a {@code Retry-After} header (RFC 9110 §10.2.3). */
    public long retryAfter() {
        return Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
