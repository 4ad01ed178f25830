package io.orgkeys.keycloak.authentication;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/**
 * Replaces Keycloak's grant for User-Managed Access (UMA 2.0). Keycloak's own grant accepts any signed token of a
 * session as the identity of the caller, and decides by the roles of the user. It would ignore the limits of a login
 * with a key.
 */
public final class PermissionGrantFactory extends PermissionGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new PermissionGrantType() {
            /**
             * Keycloak calls this method if the request has no bearer token, before it takes the caller's identity from
             * {@code claim_token} or {@code subject_token}.
             */
            @Override
            protected void checkClient() {
                super.checkClient();
                new KeyLoginPermissions(context).requirePermitted();
            }
        };
    }

    /** Overrides Keycloak's own factory, whose order is 0. */
    @Override
    public int order() {
        return 100;
    }
}
