package io.orgkeys.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/**
 * Replaces Keycloak's grant for User-Managed Access (UMA 2.0): that one accepts any signed token of a session as the identity of the
 * caller, and decides by the roles of the user.
 */
public final class PermissionGrantFactory extends PermissionGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new PermissionGrantType() {
            /** Keycloak calls this when it takes a token of the request as the identity of the caller. */
            @Override
            protected void checkClient() {
                super.checkClient();
                new KeyLoginPermissions(context).requirePermitted();
            }
        };
    }

    /** Higher than that of Keycloak's own, which is 0. */
    @Override
    public int order() {
        return 100;
    }
}
