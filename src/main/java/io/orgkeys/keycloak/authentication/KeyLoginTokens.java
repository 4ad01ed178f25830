package io.orgkeys.keycloak.authentication;

import java.util.Objects;

import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenInterceptorException;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;

import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.WayIn;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyTokens;
import io.orgkeys.keycloak.token.KeyUnavailableException;

/**
 * Marks the access tokens of those who logged in with a key, the first as well as every refreshed one, and refuses them
 * when the key is not good any more. All tokens of Keycloak come by here; for the others it reads one note.
 */
final class KeyLoginTokens implements TokenPostProcessor {

    private final KeycloakSession session;

    KeyLoginTokens(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void process(TokenPostProcessorContext context) {
        AuthenticatedClientSessionModel clientSession =
                context.clientSessionCtx().getClientSession();
        KeyLogin.of(clientSession.getUserSession()).ifPresent(login -> {
            AccessToken token = context.accessToken();
            Verification verification = verifyAgain(login, clientSession.getClient());
            if (token != null) {
                KeyTokens.mark(
                        token,
                        verification,
                        Objects.requireNonNull(verification.state()).effective());
            }
        });
    }

    private Verification verifyAgain(KeyLogin login, ClientModel client) {
        Verification verification;
        try {
            verification = ApiKeyServices.of(session)
                    .verifier()
                    .verifyAgain(WayIn.LOGIN_TOKEN, login.keyId(), login.secretIssuedAt(), Requirement.NONE);
        } catch (StoreUnavailableException e) {
            throw new KeyUnavailableException();
        }
        if (!verification.isGranted()) {
            // Keycloak raises none when a token is refused here
            RefusalEvents.raise(
                    new EventBuilder(
                                    session.getContext().getRealm(),
                                    session,
                                    session.getContext().getConnection())
                            .event(EventType.REFRESH_TOKEN)
                            .client(client),
                    verification);
            throw new TokenInterceptorException(OAuthErrorException.INVALID_GRANT, verification.detail());
        }
        return verification;
    }
}
