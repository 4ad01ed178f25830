package io.orgkeys.keycloak.model;

import org.jspecify.annotations.Nullable;

/** The store cannot say right now whether a key is good, or takes no changes. Nothing is wrong with the request, which may be repeated. */
public final class StoreUnavailableException extends ApiKeyException {

    /** How long to wait before the next attempt, in seconds. */
    public static final int RETRY_AFTER = 1;

    private final String reason;

    /** @param reason for the log, not for callers */
    public StoreUnavailableException(String reason, @Nullable Throwable cause) {
        this("Keycloak cannot tell right now whether the API key is good. Try again later.", reason, cause);
    }

    private StoreUnavailableException(String detail, String reason, @Nullable Throwable cause) {
        super(detail);
        this.reason = reason;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** The database is away, or read-only, or overloaded. After a failed commit, nobody knows whether the change is stored. */
    public static StoreUnavailableException ofDatabase(Throwable cause) {
        return new StoreUnavailableException(
                "Keycloak's database does not answer or takes no changes right now. Try again later.",
                "The database does not answer or takes no changes",
                cause);
    }

    public String reason() {
        return reason;
    }
}
