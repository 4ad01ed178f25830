package io.orgkeys.keycloak.model;

import org.jspecify.annotations.Nullable;

/**
 * The store is temporarily unable to determine whether a key is valid, or to accept changes. The request itself is
 * valid and can be repeated.
 */
public final class StoreUnavailableException extends RefusedException {

    private static final long serialVersionUID = 1L;

    public static final RetryAfter RETRY_AFTER = new RetryAfter(1);
    private static final String ADVICE = " Try again later.";

    /** @param reason for logs; never sent to callers */
    public StoreUnavailableException(String reason, @Nullable Throwable cause) {
        this(RequestRefusal.TEMPORARILY_UNAVAILABLE.detail(), reason, cause);
    }

    private StoreUnavailableException(String detail, String reason, @Nullable Throwable cause) {
        super(RequestRefusal.TEMPORARILY_UNAVAILABLE, detail + ADVICE, reason, cause);
    }

    /**
     * Creates the exception for a database that is unavailable, read-only or overloaded. After a failed commit, it is
     * unknown whether the change was stored.
     */
    public static StoreUnavailableException ofDatabase(Throwable cause) {
        String reason = "Keycloak's database does not respond or does not accept changes right now.";
        return new StoreUnavailableException(reason, reason, cause);
    }

    @Override
    public RetryAfter retryAfter() {
        return RETRY_AFTER;
    }
}
