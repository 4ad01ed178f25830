package io.orgkeys.keycloak.model;

/** There is no such organization, or none that the caller may see. */
public final class OrganizationNotFoundException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public OrganizationNotFoundException() {
        super("There is no such organization.");
    }
}
