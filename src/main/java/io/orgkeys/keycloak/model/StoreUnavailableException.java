package io.orgkeys.keycloak.model;

import org.jspecify.annotations.Nullable;

/** The store cannot say right now whether a key is good. Nothing is wrong with the request, which may be repeated. */
public final class StoreUnavailableException extends ApiKeyException {

    /** How long to wait before the next attempt, in seconds. */
    public static final int RETRY_AFTER = 1;

    private final String reason;

    /** @param reason for the log, not for callers */
    public StoreUnavailableException(String reason, @Nullable Throwable cause) {
        super("Keycloak cannot tell right now whether the API key is good. Try again later.");
        this.reason = reason;
        if (cause != null) {
            initCause(cause);
        }
    }

    public String reason() {
        return reason;
    }
}
