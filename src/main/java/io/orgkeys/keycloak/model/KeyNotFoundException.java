package io.orgkeys.keycloak.model;

/** There is no such key, or none that the caller may see. */
public final class KeyNotFoundException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public KeyNotFoundException() {
        super("There is no such API key.");
    }
}
