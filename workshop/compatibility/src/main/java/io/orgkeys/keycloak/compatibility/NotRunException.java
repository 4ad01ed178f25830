package io.orgkeys.keycloak.compatibility;

/** What a cell needs is not to be had here. The message says what. */
final class NotRunException extends Exception {

    private static final long serialVersionUID = 1L;

    NotRunException(String message) {
        super(message);
    }
}
