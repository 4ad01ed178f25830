package io.orgkeys.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/**
 * Takes the place of Keycloak's own grant for User-Managed Access (UMA 2.0), which takes any signed token of a session for the
 * identity that asks, and decides by the roles of its user.
 */
public final class PermissionGrantFactory extends PermissionGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new PermissionGrantType() {
            /** Keycloak calls it when it takes a token of the request for the identity, and no client has to be trusted before. */
            @Override
            protected void checkClient() {
                super.checkClient();
                new KeyLoginPermissions(context).requirePermitted();
            }
        };
    }

    /** More than Keycloak's own, which says nothing and so has 0. */
    @Override
    public int order() {
        return 100;
    }
}
