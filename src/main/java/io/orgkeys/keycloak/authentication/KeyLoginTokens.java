package io.orgkeys.keycloak.authentication;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.ProtocolMapperUtils;
import org.keycloak.protocol.oidc.mappers.AudienceProtocolMapper;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyTokens;
import io.orgkeys.keycloak.token.KeyUnavailableException;
import io.orgkeys.keycloak.token.TokenAccess;
import org.jboss.logging.Logger;

/**
 * Limits the access tokens of a login with a key to the permissions of the key, unless the login keeps the roles of the
 * user. Refuses new tokens once the key is invalid. Keycloak calls this processor for every token that it issues or
 * refreshes.
 */
final class KeyLoginTokens implements TokenPostProcessor {

    private static final Logger LOGGER = Logger.getLogger(KeyLoginTokens.class);

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
            if (token == null) {
                return;
            }
            Permissions effective = Objects.requireNonNull(verification.state()).effective();
            if (login.keepsRoles()) {
                KeyTokens.mark(token, verification, effective);
            } else {
                requireLimitedAnswer();
                KeyTokens.limit(token, verification, access(context, token, effective));
                TokenResponseLimiter.note(session, token);
            }
        });
    }

    /**
     * Requires that {@link TokenResponseLimiter} limits the response. Otherwise, the ID token and the scope in the
     * response would exceed the permissions of the key.
     */
    private void requireLimitedAnswer() {
        if (!TokenResponseLimiter.willLimit(session)) {
            LOGGER.error(
                    "No token for a login with an API key: another extension has replaced the password grant of this"
                            + " one");
            throw new CorsErrorResponseException(
                    session.getProvider(Cors.class),
                    OAuthErrorException.SERVER_ERROR,
                    "Tokens cannot be issued for a login with an API key.",
                    Response.Status.INTERNAL_SERVER_ERROR);
        }
    }

    private Verification verifyAgain(KeyLogin login, ClientModel client) {
        Verification verification;
        try {
            verification = login.verifyAgain(session, EntryPoint.LOGIN_TOKEN);
        } catch (StoreUnavailableException e) {
            throw new KeyUnavailableException(session.getProvider(Cors.class));
        }
        if (!verification.isGranted()) {
            // Keycloak raises no event for a token that is refused here
            RefusalEvents.raise(
                    new EventBuilder(
                                    session.getContext().getRealm(),
                                    session,
                                    session.getContext().getConnection())
                            .event(EventType.REFRESH_TOKEN)
                            .client(client),
                    verification);
            // not Keycloak's TokenInterceptorException, because some callers of post-processors do not propagate it
            throw new CorsErrorResponseException(
                    session.getProvider(Cors.class),
                    OAuthErrorException.INVALID_GRANT,
                    verification.detail(),
                    Response.Status.BAD_REQUEST);
        }
        return verification;
    }

    /**
     * Returns the access for the audience that the client's audience mappers add. If they add none, the catalog
     * determines the audience.
     */
    private TokenAccess access(TokenPostProcessorContext context, AccessToken token, Permissions effective) {
        RealmModel realm = session.getContext().getRealm();
        ApiCatalog catalog = ApiCatalog.of(realm);
        List<String> audience = audience(context.clientSessionCtx())
                .filter(token::hasAudience)
                .filter(named -> !catalog.visibleTo(named, effective).isEmpty())
                .toList();
        return audience.isEmpty()
                ? TokenAccess.forDefaultAudience(
                        realm,
                        effective,
                        context.clientSessionCtx().getClientSession().getClient())
                : TokenAccess.of(catalog, effective, audience);
    }

    /**
     * Returns the audience that the client's audience mappers add. Ignores other mappers, because they derive an
     * audience from the user's roles.
     */
    private Stream<String> audience(ClientSessionContext context) {
        AccessToken named = new AccessToken();
        ProtocolMapperUtils.getSortedProtocolMappers(session, context)
                .filter(mapper -> mapper.getValue() instanceof AudienceProtocolMapper)
                .forEach(mapper -> ((AudienceProtocolMapper) mapper.getValue())
                        .transformAccessToken(
                                named,
                                mapper.getKey(),
                                session,
                                context.getClientSession().getUserSession(),
                                context));
        return named.getAudience() == null ? Stream.empty() : Stream.of(named.getAudience());
    }
}
