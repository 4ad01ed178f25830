package io.orgkeys.keycloak.model;

/** Somebody else updated it in the meantime. */
public final class StaleVersionException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public StaleVersionException() {
        super("It was changed in the meantime. Read it again, then repeat your change.");
    }
}
