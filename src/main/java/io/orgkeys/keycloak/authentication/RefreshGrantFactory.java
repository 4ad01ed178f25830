package io.orgkeys.keycloak.authentication;

import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantType;
import org.keycloak.protocol.oidc.grants.RefreshTokenGrantTypeFactory;

/** Takes the place of Keycloak's own grant for a refresh, of which one after a login with a key has a limited answer. */
public final class RefreshGrantFactory extends RefreshTokenGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new RefreshTokenGrantType() {
            @Override
            public Response process(Context context) {
                return LimitedAnswer.of(context.getSession(), () -> super.process(context));
            }
        };
    }

    /** More than Keycloak's own, which says nothing and so has 0. */
    @Override
    public int order() {
        return 100;
    }
}
