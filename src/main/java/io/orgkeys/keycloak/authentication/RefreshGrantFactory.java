package io.orgkeys.keycloak.authentication;

import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

/**
 * Replaces Keycloak's grant for refresh tokens. After a login with a key, {@link TokenResponseLimiter} ensures that the
 * response grants no more than the access token.
 */
public final class RefreshGrantFactory extends RefreshTokenGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new RefreshTokenGrantType() {
            @Override
            public Response process(Context context) {
                return TokenResponseLimiter.of(context.getSession(), () -> super.process(context));
            }
        };
    }

    /** Overrides Keycloak's own factory, whose order is 0. */
    @Override
    public int order() {
        return 100;
    }
}
