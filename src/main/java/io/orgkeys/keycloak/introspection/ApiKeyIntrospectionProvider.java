package io.orgkeys.keycloak.introspection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.util.JsonSerialization;
import org.keycloak.util.TokenUtil;
import org.keycloak.utils.MediaType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyTokens;
import io.orgkeys.keycloak.token.KeyUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Introspects API keys and tokens that were issued for an API key. Keycloak introspects all other tokens. Recognizes a
 * key by its form, because the token type hint in the request may be wrong (RFC 7662 §2.1). Extends Keycloak's own
 * provider, because Keycloak's account REST API casts the provider with this id to {@link
 * AccessTokenIntrospectionProvider}.
 */
final class ApiKeyIntrospectionProvider extends AccessTokenIntrospectionProvider<AccessToken> {

    private static final Logger LOGGER = Logger.getLogger(ApiKeyIntrospectionProvider.class);

    /**
     * The name of the form parameter with the address of the client that sent the key, and of the event detail and the
     * JSON member with this address.
     */
    static final String CLIENT_ADDRESS = "client_address";

    ApiKeyIntrospectionProvider(KeycloakSession session) {
        super(session);
    }

    /**
     * Introspects a key, or calls Keycloak's introspection for any other token. Our replacements of Keycloak's other
     * introspection providers use this method.
     *
     * @throws KeyUnavailableException if a key cannot be verified right now. Keycloak's introspection wraps a {@link
     *     StoreUnavailableException}, and would respond that the request is invalid
     */
    static Response introspectKeyOr(
            KeycloakSession session, String token, EventBuilder event, Supplier<Response> introspection) {
        if (SecretParser.looksLikeSecret(session.getContext().getRealm(), token)) {
            return new ApiKeyIntrospectionProvider(session).introspect(token, event);
        }
        try {
            return introspection.get();
        } catch (RuntimeException e) {
            throw e.getCause() instanceof StoreUnavailableException ? new KeyUnavailableException() : e;
        }
    }

    /** Whether the key is valid. Raises an event if it is not. */
    static boolean isGranted(Verification verification, EventBuilder event) {
        if (!verification.isGranted()) {
            RefusalEvents.raise(event, verification);
        }
        return verification.isGranted();
    }

    @Override
    public Response introspect(String token, EventBuilder event) {
        boolean key = SecretParser.looksLikeSecret(realm, token);
        if (!key && !KeyTokens.looksLikeKeyToken(token)) {
            return super.introspect(token, event);
        }
        try {
            ObjectNode answer = key ? describeKey(token, event) : describeKeyToken(token, event);
            if (realm.isEventsEnabled()) {
                // write the event to the database now, because Keycloak commits only after this method returns, and
                // would respond with 500 to a failed commit
                return ApiKeyServices.of(session).store().flushed(() -> json(answer));
            }
            return json(answer);
        } catch (RuntimeException e) {
            if (!(e instanceof StoreUnavailableException)) {
                LOGGER.error("An API key could not be introspected", e);
            }
            throw new KeyUnavailableException();
        }
    }

    private ObjectNode describeKey(String secret, EventBuilder event) {
        ApiKeyServices services = ApiKeyServices.of(session);
        Optional<ClientAddress> address = clientAddress(event);
        Verification verification =
                services.verifier().verify(EntryPoint.INTROSPECTION, secret, Requirement.NONE, address);
        if (verification.retryAfter() != null && verification.state() == null) {
            // the address is at its limit, so the key was not looked up and can be valid
            throw new StoreUnavailableException("Too many unknown API keys from this address", null);
        }
        Optional<Permissions> visible = visible(services.catalog(), verification, null, event);
        if (visible.isEmpty()) {
            return inactive();
        }
        KeyState state = Objects.requireNonNull(verification.state());
        event.detail(Details.TOKEN_ID, state.key().id())
                .detail(Details.TOKEN_TYPE, ApiKeyIntrospectionProviderFactory.API_KEY);
        succeed(state, event);
        ObjectNode json =
                KeyIntrospectionResponse.of(session, verification, visible.get(), services.catalog(), address);
        if (isJwtWanted()) {
            KeyTokens tokens = new KeyTokens(session);
            tokens.issue(
                            verification,
                            visible.get(),
                            List.of(client().getClientId()),
                            client(),
                            services.clock().instant())
                    .ifPresent(token -> json.put("jwt", tokens.sign(token)));
        }
        return json;
    }

    /**
     * Returns the address from which the key was sent. The OAuth client reports this address, because the connection
     * has only the address of the OAuth client itself. An OAuth client that reports a false address learns the
     * permissions of the key, but gets no access with the key.
     */
    private Optional<ClientAddress> clientAddress(EventBuilder event) {
        Optional<ClientAddress> address = ClientAddress.parse(
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(CLIENT_ADDRESS));
        address.ifPresent(known -> event.detail(CLIENT_ADDRESS, known.toString()));
        return address;
    }

    /** Introspects a token that was issued for a key. It is active only while the key is valid. */
    private ObjectNode describeKeyToken(String text, EventBuilder event) {
        eventBuilder = event;
        if (!verifyKeyToken(text)) {
            if (user != null) {
                // Keycloak treats the user as disabled if the user storage cannot be read, although the token may be
                // valid
                ApiKeyServices.of(session).memberships().requireReadable(user.getId());
            }
            return inactive();
        }
        Optional<ApiKeyClaim> claim = ApiKeyClaim.of(token);
        if (claim.isEmpty()) {
            event.detail(Details.REASON, "The token does not name the API key of the login")
                    .error(Errors.INVALID_TOKEN);
            return inactive();
        }
        Verification verification =
                KeyLogin.verifyAgain(session, EntryPoint.TOKEN_INTROSPECTION, claim.get(), userSession);
        Optional<Permissions> visible =
                visible(ApiCatalog.of(realm), verification, isLimited() ? token.getScope() : null, event);
        if (visible.isEmpty()) {
            return inactive();
        }
        KeyState state = Objects.requireNonNull(verification.state());
        succeed(state, event);
        if (isLimited()) {
            transformedToken.setScope(visible.get().toScope());
        }
        claim.get()
                .putInto(transformedToken, visible.get(), state.key().content().attributes());
        ObjectNode json = JsonSerialization.mapper.valueToTree(transformedToken);
        json.put("active", true);
        json.put("client_id", token.getIssuedFor());
        json.put("username", state.username());
        json.put(
                "token_type",
                token.getConfirmation() == null || token.getConfirmation().getKeyThumbprint() == null
                        ? TokenUtil.TOKEN_TYPE_BEARER
                        : TokenUtil.TOKEN_TYPE_DPOP);
        if (isJwtWanted()) {
            json.put("jwt", new KeyTokens(session).sign(transformedToken));
        }
        return json;
    }

    /**
     * Performs Keycloak's checks of the token. Skips the check of the session for a token from a token exchange,
     * because such a token has no session.
     */
    private boolean verifyKeyToken(String text) {
        if (!verifyToken(text)) {
            return false;
        }
        if (!isExchanged()) {
            return introspectionChecks(text);
        }
        transformedToken = token;
        return verifyClient() && verifyAudience();
    }

    private boolean isExchanged() {
        return token.getSessionId() == null;
    }

    /** Whether the token has only the permissions of the key, and none of the user's roles. */
    private boolean isLimited() {
        return isExchanged() || KeyLogin.isLimited(userSession);
    }

    /**
     * Returns the token of a {@linkplain KeyLogin#isLimited limited login} unchanged. Keycloak's implementation would
     * add the user's roles and claims.
     */
    @Override
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        return KeyLogin.isLimited(userSession) ? token : super.transformAccessToken(token, userSession);
    }

    /**
     * Reports every token of a login with a key as inactive, except the access tokens ({@link KeyTokens#isKeyToken}).
     * The other tokens of the login, such as ID tokens, do not name the key.
     */
    @Override
    protected boolean introspectionChecks(String text) {
        if (!super.introspectionChecks(text)) {
            return false;
        }
        if (KeyTokens.isKeyToken(token) || KeyLogin.of(userSession).isEmpty()) {
            return true;
        }
        // otherwise Keycloak would add this token to a JWT response
        transformedToken = null;
        eventBuilder
                .detail(Details.REASON, "The token is not an access token of the login with an API key")
                .error(Errors.INVALID_TOKEN);
        return false;
    }

    /**
     * Returns the effective permissions that the client may see. Raises an event and returns empty if there are none.
     *
     * @param scope limits the permissions; null for no limit
     */
    private Optional<Permissions> visible(
            ApiCatalog catalog, Verification verification, @Nullable String scope, EventBuilder event) {
        KeyState state = verification.state();
        if (!isGranted(verification, event) || state == null) {
            return Optional.empty();
        }
        Permissions all = scope == null ? state.effective() : state.effective().intersect(Permissions.ofScope(scope));
        Permissions visible = catalog.visibleTo(client().getClientId(), all);
        if (visible.isEmpty()) {
            event.detail(Details.TOKEN_ID, state.key().id())
                    .detail(Details.REASON, "The client serves none of the key's resources")
                    .error(KeyRefusal.INSUFFICIENT_PERMISSIONS.code());
            return Optional.empty();
        }
        return Optional.of(visible);
    }

    private static void succeed(KeyState state, EventBuilder event) {
        if (state.key().type() == ApiKeyType.USER) {
            event.user(state.key().ownerId());
        }
        event.success();
    }

    private ClientModel client() {
        return session.getContext().getClient();
    }

    /** Whether to add a JWT to the response. This is the same condition as in Keycloak. */
    private boolean isJwtWanted() {
        return MediaType.APPLICATION_JWT.equals(
                        session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.ACCEPT))
                && Boolean.parseBoolean(
                        client().getAttribute(Constants.SUPPORT_JWT_CLAIM_IN_INTROSPECTION_RESPONSE_ENABLED));
    }

    private static ObjectNode inactive() {
        return JsonSerialization.createObjectNode().put("active", false);
    }

    private static Response json(ObjectNode node) {
        try {
            return Response.ok(
                            JsonSerialization.writeValueAsBytes(node),
                            jakarta.ws.rs.core.MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
