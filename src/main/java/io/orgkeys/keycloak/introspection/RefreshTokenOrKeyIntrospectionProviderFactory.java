package io.orgkeys.keycloak.introspection;

import jakarta.ws.rs.core.Response;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

import io.orgkeys.keycloak.secret.ApiKeyFormat;

/**
 * Takes the place of Keycloak's own, which serves introspections that name the hint {@code refresh_token}: a key is found
 * whatever the hint (RFC 7662 §2.1).
 */
public final class RefreshTokenOrKeyIntrospectionProviderFactory extends RefreshTokenIntrospectionProviderFactory {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RefreshTokenIntrospectionProvider(session) {
            @Override
            public Response introspect(String token, EventBuilder event) {
                return ApiKeyFormat.looksLikeSecret(token)
                        ? new ApiKeyIntrospectionProvider(session).introspect(token, event)
                        : super.introspect(token, event);
            }
        };
    }

    /** More than Keycloak's own, which says nothing and so has 0. */
    @Override
    public int order() {
        return 100;
    }
}
