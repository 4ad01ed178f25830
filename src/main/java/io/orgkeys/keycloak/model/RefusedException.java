package io.orgkeys.keycloak.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A request was refused. For a reason with additional data, there is a subclass. {@code rest.ApiKeyErrors} creates the
 * HTTP response.
 */
public sealed class RefusedException extends RuntimeException
        permits InvalidInputException, KeyLimitReachedException, StoreUnavailableException, TooManyRequestsException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Refusal refusal;

    private final String detail;

    RefusedException(Refusal refusal, String detail) {
        this(refusal, detail, detail, null);
    }

    /** @param message for logs; never sent to callers */
    RefusedException(Refusal refusal, String detail, String message, @Nullable Throwable cause) {
        // an expected refusal needs no stack trace
        super(message, cause, true, false);
        this.refusal = refusal;
        this.detail = detail;
    }

    public final Refusal refusal() {
        return refusal;
    }

    /** Returns what is wrong and what to do, for people. */
    public final String detail() {
        return detail;
    }

    /** Returns all errors of an invalid request; empty for any other reason. */
    public List<FieldError> errors() {
        return List.of();
    }

    /** Returns when to try again; null if waiting does not help. */
    public @Nullable RetryAfter retryAfter() {
        return null;
    }
}
