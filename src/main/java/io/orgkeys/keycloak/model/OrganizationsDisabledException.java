package io.orgkeys.keycloak.model;

/** The realm, or the server, has organizations switched off. */
public final class OrganizationsDisabledException extends ApiKeyException {

    private static final long serialVersionUID = 1L;

    public OrganizationsDisabledException() {
        super("Organizations are not enabled for this realm.");
    }
}
