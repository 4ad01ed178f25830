package io.orgkeys.keycloak.model;

/** This Keycloak is too old. */
final class UnsupportedKeycloakException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnsupportedKeycloakException(String message) {
        super(message);
    }

    /** Keycloak prints it when it is built. The message says it all. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
