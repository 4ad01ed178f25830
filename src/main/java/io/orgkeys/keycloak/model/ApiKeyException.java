package io.orgkeys.keycloak.model;

/** A rule of the product refuses a request. {@code rest.ApiKeyErrors} decides how a caller gets to see it. */
public abstract class ApiKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String detail;

    protected ApiKeyException(String detail) {
        super(detail);
        this.detail = detail;
    }

    /** For people: what is wrong and what to do. Ends with a period. */
    public final String detail() {
        return detail;
    }

    /** An expected refusal needs no stack trace. */
    @Override
    public final Throwable fillInStackTrace() {
        return this;
    }
}
