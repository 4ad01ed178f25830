package io.orgkeys.keycloak.exchange;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
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

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.token.KeyTokens;
import io.orgkeys.keycloak.token.KeyUnavailableException;
import io.orgkeys.keycloak.token.TokenAccess;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges an API key for an access token (RFC 8693 §2), after Keycloak has authenticated the client and applied the
 * client policies.
 */
final class ApiKeyExchange {

    /**
     * The supported values of {@code requested_token_type}. They are equivalent, because the access token is a JWT (RFC
     * 8693 §3).
     */
    private static final List<String> TOKEN_TYPES =
            List.of(OAuth2Constants.ACCESS_TOKEN_TYPE, OAuth2Constants.JWT_TOKEN_TYPE);

    /**
     * Parameters that are refused, because the exchange does not implement them. If it ignored them, the token would
     * not be what the client requested. The last one is a parameter of the introspection of a key. If the exchange
     * accepted it, a client could use a key from outside the networks of the key.
     */
    private static final List<String> UNSUPPORTED = List.of(
            OAuth2Constants.ACTOR_TOKEN,
            OAuth2Constants.ACTOR_TOKEN_TYPE,
            OAuth2Constants.REQUESTED_SUBJECT,
            OAuth2Constants.REQUESTED_ISSUER,
            OAuth2Constants.SUBJECT_ISSUER,
            "client_address");

    private final TokenExchangeContext context;
    private final KeycloakSession session;
    private final ClientModel client;
    private final EventBuilder event;
    private final ExchangeErrors errors;

    ApiKeyExchange(TokenExchangeContext context) {
        this.context = context;
        this.session = context.getSession();
        this.client = context.getClient();
        this.event = context.getEvent();
        this.errors = new ExchangeErrors(context);
    }

    /**
     * Returns the response of RFC 8693 §2.2.1.
     *
     * @throws CorsErrorResponseException with the error of RFC 8693 §2.2.2 or RFC 6749 §5.2
     */
    Response answer() {
        try {
            // write the event to the database now, because Keycloak commits only after this method returns, and would
            // respond with 500 to a failed commit
            return ApiKeyServices.of(session).store().flushed(this::exchange);
        } catch (StoreUnavailableException e) {
            throw new KeyUnavailableException(context.getCors());
        }
    }

    private Response exchange() {
        requireClient();
        requireSupportedParameters();
        Verification verification = verify();
        KeyState state = Objects.requireNonNull(verification.state());
        TokenAccess access = RequestedAccess.of(context, state.effective(), errors);
        AccessToken token = new KeyTokens(session)
                .issue(
                        verification,
                        access.permissions(),
                        access.audience(),
                        client,
                        ApiKeyServices.of(session).clock().instant())
                .orElseThrow(() -> expired(verification));
        String tokenType = bind(token);
        report(state.key(), token);
        return context.getCors().add(Response.ok(response(token, tokenType)).type(MediaType.APPLICATION_JSON_TYPE));
    }

    /** Refuses a secret that expires in less than a second, because times in a token are whole seconds. */
    private CorsErrorResponseException expired(Verification verification) {
        String detail = KeyRefusal.EXPIRED_KEY.detail();
        return errors.refused(verification.withRefusal(KeyRefusal.EXPIRED_KEY, detail), detail);
    }

    private void requireClient() {
        if (client.isPublicClient()) {
            throw errors.unauthorizedClient(
                    Errors.INVALID_CLIENT, "A public client cannot exchange API keys: use a confidential one.");
        }
        if (!OIDCAdvancedConfigWrapper.fromClientModel(client).isStandardTokenExchangeEnabled()) {
            throw errors.unauthorizedClient(
                    Errors.NOT_ALLOWED, "Standard token exchange is not enabled for this client.");
        }
    }

    private void requireSupportedParameters() {
        for (String parameter : UNSUPPORTED) {
            if (context.getFormParams().containsKey(parameter)) {
                throw errors.invalidRequest("The parameter " + parameter + " cannot be used with an API key.");
            }
        }
        if (context.getFormParams().containsKey(OAuth2Constants.RESOURCE)) {
            throw errors.invalidTarget(
                    "The parameter resource is not supported: send the client ids of services in audience.");
        }
        String requested = context.getParams().getRequestedTokenType();
        if (requested != null && !TOKEN_TYPES.contains(requested)) {
            throw errors.invalidRequest("The requested_token_type can be " + String.join(" or ", TOKEN_TYPES) + ".");
        }
    }

    /**
     * Reads the key from the request, because Keycloak removes control characters from its own copy of the parameters.
     */
    private @Nullable String presented() {
        return session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(OAuth2Constants.SUBJECT_TOKEN);
    }

    private Verification verify() {
        Verification verification =
                ApiKeyServices.of(session).verifier().verify(EntryPoint.TOKEN_EXCHANGE, presented(), Requirement.NONE);
        if (!verification.isGranted()) {
            throw errors.refused(
                    verification,
                    verification.refusal() == KeyRefusal.MISSING_KEY
                            ? "The parameter subject_token is missing: it carries the API key."
                            : verification.detail());
        }
        return verification;
    }

    /**
     * Binds the token to the client's DPoP key (RFC 9449 §6) or certificate (RFC 8705 §3), if the client proved
     * possession.
     *
     * @return the {@code token_type} of the response
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
                throw errors.invalidRequest("The client's tokens are bound to its certificate, and it presented none.");
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
}
