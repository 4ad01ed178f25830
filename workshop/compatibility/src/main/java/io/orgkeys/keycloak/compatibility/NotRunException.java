package io.orgkeys.keycloak.compatibility;

/** Thrown when a requirement of a cell is not met on this machine. The message names the requirement. */
final class NotRunException extends Exception {

    private static final long serialVersionUID = 1L;

    NotRunException(String message) {
        super(message);
    }
}
