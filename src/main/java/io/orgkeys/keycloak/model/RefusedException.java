package io.orgkeys.keycloak.model;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** A rule refuses a request. A reason that carries data has a subclass. {@code rest.ApiKeyErrors} makes the answer. */
public sealed class RefusedException extends RuntimeException
        permits InvalidInputException, KeyLimitReachedException, StoreUnavailableException, TooManyRequestsException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Refusal refusal;

    private final String detail;

    RefusedException(Refusal refusal, String detail) {
        this(refusal, detail, detail, null);
    }

    /** @param message for logs, never for callers */
    RefusedException(Refusal refusal, String detail, String message, @Nullable Throwable cause) {
        // an expected refusal needs no stack trace
        super(message, cause, true, false);
        this.refusal = refusal;
        this.detail = detail;
    }

    public final Refusal refusal() {
        return refusal;
    }

    /** For people: what is wrong and what to do. */
    public final String detail() {
        return detail;
    }

    /** Everything that is wrong with the input; empty for another reason. */
    public List<FieldError> errors() {
        return List.of();
    }

    /** When to try again; null when waiting does not help. */
    public @Nullable RetryAfter retryAfter() {
        return null;
    }
}
