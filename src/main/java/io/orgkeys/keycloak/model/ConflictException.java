package io.orgkeys.keycloak.model;

/** It exists already. */
public final class ConflictException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
        super(message);
    }
}
