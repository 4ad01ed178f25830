package io.orgkeys.keycloak.model;

/** The caller or its key has exceeded a rate limit. */
public final class TooManyRequestsException extends RefusedException {

    private static final long serialVersionUID = 1L;

    private final RetryAfter retryAfter;

    public TooManyRequestsException(RetryAfter retryAfter) {
        this(KeyRefusal.TOO_MANY_REQUESTS.detail(), retryAfter);
    }

    /** @param detail names the limit */
    public TooManyRequestsException(String detail, RetryAfter retryAfter) {
        super(KeyRefusal.TOO_MANY_REQUESTS, detail);
        this.retryAfter = retryAfter;
    }

    @Override
    public RetryAfter retryAfter() {
        return retryAfter;
    }
}
