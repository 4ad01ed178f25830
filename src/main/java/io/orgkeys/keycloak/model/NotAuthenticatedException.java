package io.orgkeys.keycloak.model;

/** The caller did not say who they are, or not in a way that holds. */
public final class NotAuthenticatedException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Says why.
     *
     * @param code stable, for programs
     */
    public NotAuthenticatedException(String code, String detail) {
        super(detail);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
