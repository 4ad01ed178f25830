package io.orgkeys.keycloak.model;

/** The catalogue has no resource of this name. */
public final class ResourceNotFoundException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public ResourceNotFoundException() {
        super("The catalogue has no such resource.");
    }
}
