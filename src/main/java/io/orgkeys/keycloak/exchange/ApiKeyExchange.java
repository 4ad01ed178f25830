package io.orgkeys.keycloak.exchange;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.OIDCAdvancedConfigWrapper;
import org.keycloak.protocol.oidc.TokenExchangeContext;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.dpop.DPoP;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.util.DPoPUtil;
import org.keycloak.services.util.MtlsHoKTokenUtil;
import org.keycloak.util.TokenUtil;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.VerificationOutcome;
import io.orgkeys.keycloak.token.KeyTokens;
import org.jboss.logging.Logger;

/**
 * One exchange of an API key for an access token (RFC 8693 §2). The client is authenticated already, and its policies have
 * had their say.
 */
final class ApiKeyExchange {

    private static final Logger LOGGER = Logger.getLogger(ApiKeyExchange.class);

    /** Keycloak's name for the same as an access token that is a JWT (RFC 8693 §3). */
    private static final List<String> TOKEN_TYPES =
            List.of(OAuth2Constants.ACCESS_TOKEN_TYPE, OAuth2Constants.JWT_TOKEN_TYPE);

    /** Parameters of exchanges that are other than ours: to ignore them would give something else than was asked for. */
    private static final List<String> UNSUPPORTED = List.of(
            OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.ACTOR_TOKEN_TYPE,
            OAuth2Constants.REQUESTED_SUBJECT,
            OAuth2Constants.REQUESTED_ISSUER,
            OAuth2Constants.SUBJECT_ISSUER);

    private final TokenExchangeContext context;
    private final KeycloakSession session;
    private final ClientModel client;
    private final EventBuilder event;
    private final ApiCatalog catalog;

    ApiKeyExchange(TokenExchangeContext context) {
        this.context = context;
        this.session = context.getSession();
        this.client = context.getClient();
        this.event = context.getEvent();
        this.catalog = ApiCatalog.of(context.getRealm());
    }

    /**
     * The answer of RFC 8693 §2.2.1.
     *
     * @throws CorsErrorResponseException with the error of RFC 8693 §2.2.2 or RFC 6749 §5.2 that fits
     */
    Response answer() {
        requireClient();
        requireSupportedParameters();
        Verification verification = verify();
        KeyState state = Objects.requireNonNull(verification.state());
        List<String> requested = requestedAudience();
        Permissions permissions = inScope(state.effective());
        if (!requested.isEmpty()) {
            permissions = forAudience(requested, permissions);
        }
        AccessToken token = new KeyTokens(session)
                .issue(
                        verification,
                        permissions,
                        requested.isEmpty() ? defaultAudience(permissions) : requested,
                        client,
                        ApiKeyServices.of(session).clock().instant())
                .orElseThrow(() -> refused(verification, VerificationOutcome.EXPIRED_KEY.detail()));
        String tokenType = bind(token);
        report(state.key(), token);
        return context.getCors().add(Response.ok(response(token, tokenType)).type(MediaType.APPLICATION_JSON_TYPE));
    }

    private void requireClient() {
        if (client.isPublicClient()) {
            throw error(
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    Errors.INVALID_CLIENT,
                    "A public client cannot exchange API keys: use a confidential one.");
        }
        if (!OIDCAdvancedConfigWrapper.fromClientModel(client).isStandardTokenExchangeEnabled()) {
            throw error(
                    OAuthErrorException.UNAUTHORIZED_CLIENT,
                    Errors.NOT_ALLOWED,
                    "Standard token exchange is not switched on for this client.");
        }
    }

    private void requireSupportedParameters() {
        for (String parameter : UNSUPPORTED) {
            if (context.getFormParams().containsKey(parameter)) {
                throw invalidRequest("The parameter " + parameter + " cannot be used with an API key.");
            }
        }
        if (context.getFormParams().containsKey(OAuth2Constants.RESOURCE)) {
            throw invalidTarget(
                    "The parameter resource is not supported: name the client ids of services in audience.");
        }
        String requested = context.getParams().getRequestedTokenType();
        if (requested != null && !TOKEN_TYPES.contains(requested)) {
            throw invalidRequest("The requested_token_type can be " + String.join(" or ", TOKEN_TYPES) + ".");
        }
    }

    private Verification verify() {
        Verification verification;
        try {
            verification = ApiKeyServices.of(session)
                    .verifier()
                    .verify(context.getParams().getSubjectToken(), Requirement.NONE);
        } catch (RuntimeException e) {
            LOGGER.error("An API key could not be exchanged", e);
            session.getTransactionManager().setRollbackOnly();
            throw new CorsErrorResponseException(
                    context.getCors(),
                    OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                    "Keycloak cannot tell right now whether the API key is good.",
                    Response.Status.SERVICE_UNAVAILABLE);
        }
        if (!verification.isGranted()) {
            throw refused(
                    verification,
                    verification.outcome() == VerificationOutcome.MISSING_KEY
                            ? "The parameter subject_token is missing: it carries the API key."
                            : verification.detail());
        }
        return verification;
    }

    /** What of the key's permissions the client asked for; all, when it asked for nothing. */
    private Permissions inScope(Permissions effective) {
        String scope = context.getParams().getScope();
        if (scope == null || scope.isBlank()) {
            return effective;
        }
        Permissions permissions = effective.intersect(Permissions.ofScope(scope));
        if (permissions.isEmpty()) {
            throw error(
                    OAuthErrorException.INVALID_SCOPE,
                    Errors.INVALID_REQUEST,
                    "The API key has none of the permissions in scope.");
        }
        return permissions;
    }

    /** The ids of the clients that the token is asked for; empty when the client leaves it to the catalogue. */
    private List<String> requestedAudience() {
        List<String> requested =
                Optional.ofNullable(context.getParams().getAudience()).orElseGet(List::of);
        return requested.stream().filter(id -> !id.isBlank()).distinct().toList();
    }

    /** Those of the permissions that the audience may see. Each of it must be a client that may see something. */
    private Permissions forAudience(List<String> audience, Permissions permissions) {
        for (String clientId : audience) {
            ClientModel target = context.getRealm().getClientByClientId(clientId);
            if (target == null
                    || !target.isEnabled()
                    || catalog.visibleTo(clientId, permissions).isEmpty()) {
                throw invalidTarget("The audience has a client that serves none of the resources asked for.");
            }
        }
        return catalog.visibleToAny(audience, permissions);
    }

    /** The clients that the catalogue names, and the asking client where it names none: a token has an audience. */
    private List<String> defaultAudience(Permissions permissions) {
        List<String> audience = catalog.audience(permissions).toList();
        return audience.isEmpty() ? List.of(client.getClientId()) : audience;
    }

    /**
     * Binds the token to what the client proved to have: a DPoP key (RFC 9449 §6) or a certificate (RFC 8705 §3).
     *
     * @return the {@code token_type} of the answer
     */
    private String bind(AccessToken token) {
        DPoP proof = session.getAttribute(DPoPUtil.DPOP_SESSION_ATTRIBUTE, DPoP.class);
        if (proof != null) {
            AccessToken.Confirmation confirmation = new AccessToken.Confirmation();
            confirmation.setKeyThumbprint(proof.getThumbprint());
            token.setConfirmation(confirmation);
            return TokenUtil.TOKEN_TYPE_DPOP;
        }
        if (OIDCAdvancedConfigWrapper.fromClientModel(client).isUseMtlsHokToken()) {
            AccessToken.Confirmation confirmation = MtlsHoKTokenUtil.bindTokenWithClientCertificate(
                    session.getContext().getHttpRequest(), session);
            if (confirmation == null) {
                throw invalidRequest("The client's tokens are bound to its certificate, and it presented none.");
            }
            token.setConfirmation(confirmation);
        }
        return TokenUtil.TOKEN_TYPE_BEARER;
    }

    private AccessTokenResponse response(AccessToken token, String tokenType) {
        AccessTokenResponse response = new AccessTokenResponse();
        response.setToken(new KeyTokens(session).sign(token));
        response.setTokenType(tokenType);
        response.setExpiresIn(token.getExp() - token.getIat());
        response.setScope(token.getScope());
        response.setOtherClaims(
                OAuth2Constants.ISSUED_TOKEN_TYPE,
                Optional.ofNullable(context.getParams().getRequestedTokenType())
                        .orElse(OAuth2Constants.ACCESS_TOKEN_TYPE));
        return response;
    }

    private void report(ApiKey key, AccessToken token) {
        if (key.type() == ApiKeyType.USER) {
            event.user(key.ownerId());
        }
        event.detail(Details.TOKEN_ID, token.getId())
                .detail("api_key_id", key.id())
                .detail("organization_id", key.organizationId())
                .detail(Details.SCOPE, token.getScope())
                .detail(Details.AUDIENCE, String.join(" ", token.getAudience()))
                .success();
    }

    private CorsErrorResponseException refused(Verification verification, String description) {
        RefusalEvents.raise(event, verification);
        return exception(OAuthErrorException.INVALID_REQUEST, description);
    }

    private CorsErrorResponseException invalidRequest(String description) {
        return error(OAuthErrorException.INVALID_REQUEST, Errors.INVALID_REQUEST, description);
    }

    private CorsErrorResponseException invalidTarget(String description) {
        return error(OAuthErrorException.INVALID_TARGET, Errors.INVALID_REQUEST, description);
    }

    private CorsErrorResponseException error(String error, String eventError, String description) {
        event.detail(Details.REASON, description).error(eventError);
        return exception(error, description);
    }

    private CorsErrorResponseException exception(String error, String description) {
        return new CorsErrorResponseException(context.getCors(), error, description, Response.Status.BAD_REQUEST);
    }
}
