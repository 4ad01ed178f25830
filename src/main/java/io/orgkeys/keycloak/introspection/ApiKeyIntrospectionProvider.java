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
import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.ApiKeyClaim;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.WayIn;
import io.orgkeys.keycloak.token.KeyLogin;
import io.orgkeys.keycloak.token.KeyTokens;
import io.orgkeys.keycloak.token.KeyUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Introspects API keys and the tokens that were issued for one, and leaves everything else to Keycloak. A key is recognized by
 * its form, because the hint of the request is only a hint (RFC 7662 §2.1). Extends Keycloak's own provider, because Keycloak's
 * account REST casts the provider of this id to it.
 */
final class ApiKeyIntrospectionProvider extends AccessTokenIntrospectionProvider<AccessToken> {

    private static final Logger LOGGER = Logger.getLogger(ApiKeyIntrospectionProvider.class);

    /** The form parameter with the address that the key came from, and the detail of the event. */
    private static final String CLIENT_ADDRESS = "client_address";

    ApiKeyIntrospectionProvider(KeycloakSession session) {
        super(session);
    }

    /**
     * For Keycloak's providers of other hints: introspects a key, or else calls Keycloak's introspection.
     *
     * @throws KeyUnavailableException if Keycloak's introspection failed because a key cannot be verified right now: Keycloak wraps
     *     that, and would answer that the request is wrong
     */
    static Response introspectOr(
            KeycloakSession session, String token, EventBuilder event, Supplier<Response> introspection) {
        if (SecretForms.looksLikeSecret(session.getContext().getRealm(), token)) {
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
        boolean key = SecretForms.looksLikeSecret(realm, token);
        if (!key && !KeyTokens.looksLikeOne(token)) {
            return super.introspect(token, event);
        }
        try {
            ObjectNode answer = key ? describeKey(token, event) : describeKeyToken(token, event);
            if (realm.isEventsEnabled()) {
                // writes the event now: Keycloak commits after the answer, and would answer a failure with 500
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
        Verification verification =
                services.verifier().verify(WayIn.INTROSPECTION, secret, Requirement.NONE, client(event));
        Optional<Permissions> visible = visible(services.catalog(), verification, null, event);
        if (visible.isEmpty()) {
            return inactive();
        }
        KeyState state = Objects.requireNonNull(verification.state());
        event.detail(Details.TOKEN_ID, state.key().id())
                .detail(Details.TOKEN_TYPE, ApiKeyIntrospectionProviderFactory.API_KEY);
        succeed(state, event);
        ObjectNode json = KeyAnswer.of(session, verification, visible.get(), services.catalog());
        if (isJwtWanted()) {
            KeyTokens tokens = new KeyTokens(session);
            tokens.issue(
                            verification,
                            visible.get(),
                            List.of(asking().getClientId()),
                            asking(),
                            services.clock().instant())
                    .ifPresent(token -> json.put("jwt", tokens.sign(token)));
        }
        return json;
    }

    /**
     * The address that the key came from, in the client's words: the connection is the client's own. A client that lies learns
     * what the key may do, and can use it nowhere.
     */
    private Optional<ClientAddress> client(EventBuilder event) {
        Optional<ClientAddress> address = ClientAddress.parse(
                session.getContext().getHttpRequest().getDecodedFormParameters().getFirst(CLIENT_ADDRESS));
        address.ifPresent(known -> event.detail(CLIENT_ADDRESS, known.toString()));
        return address;
    }

    /** A token that was issued for a key is active only while the key is valid. */
    private ObjectNode describeKeyToken(String text, EventBuilder event) {
        eventBuilder = event;
        if (!verifyKeyToken(text)) {
            if (user != null) {
                // Keycloak takes a user that it cannot read for disabled
                ApiKeyServices.of(session).memberships().requireReadable(user.getId());
            }
            return inactive();
        }
        Optional<ApiKeyClaim> claim = ApiKeyClaim.of(token);
        if (claim.isEmpty()) {
            event.detail(Details.REASON, "The token does not say which key it was got with")
                    .error(Errors.INVALID_TOKEN);
            return inactive();
        }
        Verification verification = KeyLogin.verifyAgain(session, WayIn.TOKEN_INTROSPECTION, claim.get(), userSession);
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
        claim.get().putInto(transformedToken, visible.get());
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

    /** Keycloak's checks, except for the session: a token that a key was exchanged for has none. */
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

    /** Whether the token has only permissions of the key. */
    private boolean isLimited() {
        return isExchanged() || KeyLogin.isLimited(userSession);
    }

    /** Keycloak would add the roles and claims of the user that the token was made without. */
    @Override
    public AccessToken transformAccessToken(AccessToken token, UserSessionModel userSession) {
        return KeyLogin.isLimited(userSession) ? token : super.transformAccessToken(token, userSession);
    }

    /** After a login with a key, only the access tokens of {@link KeyTokens} are active: an ID token does not name the key. */
    @Override
    protected boolean introspectionChecks(String text) {
        if (!super.introspectionChecks(text)) {
            return false;
        }
        if (KeyTokens.isOne(token) || KeyLogin.of(userSession).isEmpty()) {
            return true;
        }
        // Keycloak would add it to a JWT answer
        transformedToken = null;
        eventBuilder
                .detail(Details.REASON, "The token is no access token of the login with an API key")
                .error(Errors.INVALID_TOKEN);
        return false;
    }

    /**
     * The effective permissions that the client may see. Raises an event and returns empty if there are none.
     *
     * @param scope limits the permissions; null for all
     */
    private Optional<Permissions> visible(
            ApiCatalog catalog, Verification verification, @Nullable String scope, EventBuilder event) {
        KeyState state = verification.state();
        if (!isGranted(verification, event) || state == null) {
            return Optional.empty();
        }
        Permissions all = scope == null ? state.effective() : state.effective().intersect(Permissions.ofScope(scope));
        Permissions visible = catalog.visibleTo(asking().getClientId(), all);
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

    private ClientModel asking() {
        return session.getContext().getClient();
    }

    /** Keycloak's own condition for adding a JWT to its answer. */
    private boolean isJwtWanted() {
        return MediaType.APPLICATION_JWT.equals(
                        session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.ACCEPT))
                && Boolean.parseBoolean(
                        asking().getAttribute(Constants.SUPPORT_JWT_CLAIM_IN_INTROSPECTION_RESPONSE_ENABLED));
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
