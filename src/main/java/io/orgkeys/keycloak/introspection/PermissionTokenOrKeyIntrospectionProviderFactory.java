package io.orgkeys.keycloak.introspection;

import jakarta.ws.rs.core.Response;

import org.keycloak.authorization.protection.introspect.RPTIntrospectionProvider;
import org.keycloak.authorization.protection.introspect.RPTIntrospectionProviderFactory;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;

import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.WayIn;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyTokens;
import io.orgkeys.keycloak.token.KeyUnavailableException;

/**
 * Takes the place of Keycloak's own, which serves introspections that name the hint {@code requesting_party_token} of UMA 2.0: a
 * key is found whatever the hint (RFC 7662 §2.1), and a token that was got with a key is active only while the key is valid.
 */
public final class PermissionTokenOrKeyIntrospectionProviderFactory extends RPTIntrospectionProviderFactory {

    @Override
    public TokenIntrospectionProvider create(KeycloakSession session) {
        return new RPTIntrospectionProvider(session) {
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

            @Override
            protected boolean introspectionChecks(String text) {
                return super.introspectionChecks(text)
                        && (KeyTokens.isOne(token)
                                ? ApiKeyClaim.of(token).filter(this::isValid).isPresent()
                                : KeyLogin.of(userSession).isEmpty());
            }

            private boolean isValid(ApiKeyClaim claim) {
                Requirement requirement =
                        KeyLogin.of(userSession).map(KeyLogin::requirement).orElse(Requirement.NONE);
                Verification verification = ApiKeyServices.of(session)
                        .verifier()
                        .verifyAgain(WayIn.TOKEN_INTROSPECTION, claim.keyId(), claim.secretIssuedAt(), requirement);
                if (!verification.isGranted()) {
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
