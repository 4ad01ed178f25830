package io.orgkeys.keycloak.introspection;

import jakarta.ws.rs.core.Response;

import org.keycloak.authorization.protection.introspect.RPTIntrospectionProvider;
import org.keycloak.authorization.protection.introspect.RPTIntrospectionProviderFactory;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyTokens;

/**
 * Replaces Keycloak's provider for the hint {@code requesting_party_token} of UMA 2.0. Also introspects keys. A token
 * that was issued for a key is active only while the key is valid.
 */
public final class PermissionTokenOrKeyIntrospectionProviderFactory extends RPTIntrospectionProviderFactory {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RPTIntrospectionProvider(session) {
            @Override
            public Response introspect(String token, EventBuilder event) {
                return ApiKeyIntrospectionProvider.introspectKeyOr(
                        session, token, event, () -> super.introspect(token, event));
            }

            @Override
            protected boolean introspectionChecks(String text) {
                return super.introspectionChecks(text)
                        && (KeyTokens.isKeyToken(token)
                                ? ApiKeyClaim.of(token).filter(this::isValid).isPresent()
                                : KeyLogin.of(userSession).isEmpty());
            }

            private boolean isValid(ApiKeyClaim claim) {
                return ApiKeyIntrospectionProvider.isGranted(
                        KeyLogin.verifyAgain(session, EntryPoint.TOKEN_INTROSPECTION, claim, userSession),
                        eventBuilder);
            }
        };
    }

    /** Overrides Keycloak's own factory, whose order is 0. */
    @Override
    public int order() {
        return 100;
    }
}
