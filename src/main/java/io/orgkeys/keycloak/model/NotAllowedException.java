package io.orgkeys.keycloak.model;

/** The caller may see this but not do that. */
public final class NotAllowedException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public NotAllowedException(String message) {
        super(message);
    }
}
