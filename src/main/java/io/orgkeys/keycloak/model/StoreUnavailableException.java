package io.orgkeys.keycloak.model;

import org.jspecify.annotations.Nullable;

/** The store cannot tell right now whether a key is valid, or takes no changes. The request itself is fine and may be repeated. */
public final class StoreUnavailableException extends RefusedException {

    private static final long serialVersionUID = 1L;

    public static final RetryAfter RETRY_AFTER = new RetryAfter(1);
    private static final String ADVICE = " Try again later.";

    /** @param reason for logs, not for callers */
    public StoreUnavailableException(String reason, @Nullable Throwable cause) {
        this(RequestRefusal.TEMPORARILY_UNAVAILABLE.detail(), reason, cause);
    }

    private StoreUnavailableException(String detail, String reason, @Nullable Throwable cause) {
        super(RequestRefusal.TEMPORARILY_UNAVAILABLE, detail + ADVICE, reason, cause);
    }

    /** The database is away, read-only or overloaded. After a failed commit, nobody knows whether the change is stored. */
    public static StoreUnavailableException ofDatabase(Throwable cause) {
        String reason = "Keycloak's database does not answer or takes no changes right now.";
        return new StoreUnavailableException(reason, reason, cause);
    }

    @Override
    public RetryAfter retryAfter() {
        return RETRY_AFTER;
    }
}
