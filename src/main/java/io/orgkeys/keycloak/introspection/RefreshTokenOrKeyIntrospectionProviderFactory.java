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

import io.orgkeys.keycloak.service.WayIn;
import io.orgkeys.keycloak.token.KeyLogin;

/**
 * Replaces Keycloak's provider for the hint {@code refresh_token}: also introspects keys, and a refresh token of a login with a key
 * is active only while the key is valid.
 */
public final class RefreshTokenOrKeyIntrospectionProviderFactory extends RefreshTokenIntrospectionProviderFactory {

    private static final Set<String> REFRESH_TOKENS =
            Set.of(TokenUtil.TOKEN_TYPE_REFRESH, TokenUtil.TOKEN_TYPE_OFFLINE);

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RefreshTokenIntrospectionProvider(session) {
            @Override
            public Response introspect(String token, EventBuilder event) {
                return ApiKeyIntrospectionProvider.introspectOr(
                        session, token, event, () -> super.introspect(token, event));
            }

            @Override
            protected boolean introspectionChecks(String text) {
                return super.introspectionChecks(text)
                        && KeyLogin.of(userSession)
                                .map(login -> isRefreshToken() && isValid(login))
                                .orElse(true);
            }

            /** Keycloak does not check the type, so an ID token would be active here. */
            private boolean isRefreshToken() {
                boolean one = REFRESH_TOKENS.contains(token.getType());
                if (!one) {
                    // Keycloak would add it to a JWT answer
                    transformedToken = null;
                    eventBuilder
                            .detail(Details.REASON, "The token is no refresh token")
                            .error(Errors.INVALID_TOKEN);
                }
                return one;
            }

            /** Keycloak would add the roles and claims of the user, to which a limited login gives no access. */
            @Override
            public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
                return KeyLogin.isLimited(userSession) ? token : super.transformAccessToken(token, userSession);
            }

            private boolean isValid(KeyLogin login) {
                boolean valid = ApiKeyIntrospectionProvider.isGranted(
                        login.verifyAgain(session, WayIn.TOKEN_INTROSPECTION), eventBuilder);
                if (!valid) {
                    transformedToken = null;
                }
                return valid;
            }
        };
    }

    /** Higher than that of Keycloak's own, which is 0. */
    @Override
    public int order() {
        return 100;
    }
}
