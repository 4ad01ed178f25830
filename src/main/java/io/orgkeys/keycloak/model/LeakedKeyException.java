package io.orgkeys.keycloak.model;

/** The current secret of the key is public, so the key does not become good again with it. */
public final class LeakedKeyException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public LeakedKeyException() {
        super("The secret of the API key has leaked. Rotate the key first, then enable it.");
    }
}
