package io.orgkeys.keycloak.introspection;

import jakarta.ws.rs.core.Response;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProviderFactory;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.WayIn;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyUnavailableException;

/**
 * Takes the place of Keycloak's own, which serves introspections that name the hint {@code refresh_token}: a key is found
 * whatever the hint (RFC 7662 §2.1), and a refresh token that was got with a key is worth no more than the key.
 */
public final class RefreshTokenOrKeyIntrospectionProviderFactory extends RefreshTokenIntrospectionProviderFactory {

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

            /** Whoever logged in with a key cannot refresh any more when the key is not good. */
            @Override
            protected boolean introspectionChecks(String token) {
                return super.introspectionChecks(token)
                        && KeyLogin.of(userSession).map(this::isGood).orElse(true);
            }

            private boolean isGood(KeyLogin login) {
                Verification verification = ApiKeyServices.of(session)
                        .verifier()
                        .verifyAgain(
                                WayIn.TOKEN_INTROSPECTION, login.keyId(), login.secretIssuedAt(), Requirement.NONE);
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
