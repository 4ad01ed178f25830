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

import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.WayIn;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyUnavailableException;

/**
 * Takes the place of Keycloak's own, which serves introspections that name the hint {@code refresh_token}: a key is found
 * whatever the hint (RFC 7662 §2.1), and a refresh token that was got with a key is worth no more than the key.
 */
public final class RefreshTokenOrKeyIntrospectionProviderFactory extends RefreshTokenIntrospectionProviderFactory {

    private static final Set<String> REFRESH_TOKENS =
            Set.of(TokenUtil.TOKEN_TYPE_REFRESH, TokenUtil.TOKEN_TYPE_OFFLINE);

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RefreshTokenIntrospectionProvider(session) {
            @Override
            public Response introspect(String token, EventBuilder event) {
                if (SecretForms.looksLikeSecret(session.getContext().getRealm(), token)) {
                    return new ApiKeyIntrospectionProvider(session).introspect(token, event);
                }
                try {
                    return super.introspect(token, event);
                } catch (RuntimeException e) {
                    // Keycloak wraps what fails in it, and would answer that the request is wrong
                    throw e.getCause() instanceof StoreUnavailableException ? new KeyUnavailableException() : e;
                }
            }

            /** After a login with a key, only refresh tokens are active here, and only while the key is valid. */
            @Override
            protected boolean introspectionChecks(String text) {
                return super.introspectionChecks(text)
                        && KeyLogin.of(userSession)
                                .map(login -> isRefreshToken() && isGood(login))
                                .orElse(true);
            }

            /** Keycloak does not look at the type, so an ID token would be one, too. */
            private boolean isRefreshToken() {
                boolean one = REFRESH_TOKENS.contains(token.getType());
                if (!one) {
                    // or Keycloak would add it to an answer in the form of a JWT
                    transformedToken = null;
                    eventBuilder
                            .detail(Details.REASON, "The token is no refresh token")
                            .error(Errors.INVALID_TOKEN);
                }
                return one;
            }

            /** Keycloak would add roles and claims of the user, to which a limited login gives no access. */
            @Override
            public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
                return KeyLogin.of(userSession).map(KeyLogin::keepsRoles).orElse(true)
                        ? super.transformAccessToken(token, userSession)
                        : token;
            }

            private boolean isGood(KeyLogin login) {
                Verification verification = ApiKeyServices.of(session)
                        .verifier()
                        .verifyAgain(
                                WayIn.TOKEN_INTROSPECTION, login.keyId(), login.secretIssuedAt(), login.requirement());
                if (!verification.isGranted()) {
                    // or Keycloak would add it to an answer in the form of a JWT
                    transformedToken = null;
                    RefusalEvents.raise(eventBuilder, verification);
                }
                return verification.isGranted();
            }
        };
    }

    /** More than Keycloak's own, which says nothing and so has 0. */
    @Override
    public int order() {
        return 100;
    }
}
