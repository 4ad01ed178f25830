package io.orgkeys.keycloak.model;

/** This Keycloak is too old. */
final class UnsupportedKeycloakException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    UnsupportedKeycloakException(String message) {
        super(message);
    }

    /** Omits the stack trace, because {@code kc.sh build} prints the exception, and the message is sufficient. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
