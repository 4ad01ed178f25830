package io.orgkeys.keycloak.introspection;

import java.util.Set;

import jakarta.ws.rs.core.Response;

import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.TokenUtil;

import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.token.KeyLogin;

/**
 * Replaces Keycloak's provider for the hint {@code refresh_token}. Also introspects keys. A refresh token of a login
 * with a key is active only while the key is valid.
 */
public final class RefreshTokenOrKeyIntrospectionProviderFactory extends RefreshTokenIntrospectionProviderFactory {

    private static final Set<String> REFRESH_TOKENS =
            Set.of(TokenUtil.TOKEN_TYPE_REFRESH, TokenUtil.TOKEN_TYPE_OFFLINE);

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RefreshTokenIntrospectionProvider(session) {
            @Override
            public Response introspect(String token, EventBuilder event) {
                return ApiKeyIntrospectionProvider.introspectKeyOr(
                        session, token, event, () -> super.introspect(token, event));
            }

            @Override
            protected boolean introspectionChecks(String text) {
                return super.introspectionChecks(text)
                        && KeyLogin.of(userSession)
                                .map(login -> isRefreshToken() && isValid(login))
                                .orElse(true);
            }

            /**
             * Whether the token is a refresh token. Keycloak does not check the type, so an ID token would be active
             * here.
             */
            private boolean isRefreshToken() {
                boolean refreshToken = REFRESH_TOKENS.contains(token.getType());
                if (!refreshToken) {
                    // otherwise Keycloak would add this token to a JWT response
                    transformedToken = null;
                    eventBuilder
                            .detail(Details.REASON, "The token is not a refresh token")
                            .error(Errors.INVALID_TOKEN);
                }
                return refreshToken;
            }

            /**
             * Returns the token of a {@linkplain KeyLogin#isLimited limited login} unchanged. Keycloak's implementation
             * would add the user's roles and claims.
             */
            @Override
            public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
                return KeyLogin.isLimited(userSession) ? token : super.transformAccessToken(token, userSession);
            }

            private boolean isValid(KeyLogin login) {
                boolean valid = ApiKeyIntrospectionProvider.isGranted(
                        login.verifyAgain(session, EntryPoint.TOKEN_INTROSPECTION), eventBuilder);
                if (!valid) {
                    transformedToken = null;
                }
                return valid;
            }
        };
    }

    /** Overrides Keycloak's own factory, whose order is 0. */
    @Override
    public int order() {
        return 100;
    }
}
