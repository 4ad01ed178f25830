package io.orgkeys.keycloak.introspection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Objects;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.protocol.oidc.AccessTokenIntrospectionProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.Urls;
import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Requirement;
import io.orgkeys.keycloak.service.Verification;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Introspects API keys, and leaves everything else to Keycloak: a hint is only a hint (RFC 7662 §2.1), so a token is told
 * from a key by its shape. Extends Keycloak's own provider because Keycloak's account REST casts to it whatever has its id.
 */
final class ApiKeyIntrospectionProvider extends AccessTokenIntrospectionProvider<AccessToken> {

    private static final Logger LOGGER = Logger.getLogger(ApiKeyIntrospectionProvider.class);

    ApiKeyIntrospectionProvider(KeycloakSession session) {
        super(session);
    }

    @Override
    public Response introspect(String token, EventBuilder event) {
        if (!ApiKeyFormat.looksLikeSecret(token)) {
            return super.introspect(token, event);
        }
        try {
            return json(describe(token, event));
        } catch (RuntimeException e) {
            LOGGER.error("An API key could not be introspected", e);
            session.getTransactionManager().setRollbackOnly();
            throw new ErrorResponseException(
                    "temporarily_unavailable",
                    "Keycloak cannot tell right now whether the API key is good.",
                    Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    /** The members of RFC 7662 §2.2, or only {@code active} for whatever reason a key is not good for this client. */
    private ObjectNode describe(String token, EventBuilder event) {
        ApiKeyServices services = ApiKeyServices.of(session);
        Verification verification = services.verifier().verify(token, Requirement.NONE);
        ApiCatalog catalog = ApiCatalog.of(session.getContext().getRealm());
        KeyState state = verification.state();
        if (!verification.isGranted() || state == null) {
            RefusalEvents.raise(event, verification);
            return inactive();
        }
        String clientId = session.getContext().getClient().getClientId();
        Permissions visible = catalog.visibleTo(clientId, state.effective());
        if (visible.isEmpty()) {
            event.detail(Details.TOKEN_ID, state.key().id())
                    .detail(Details.REASON, "The client serves none of the key's resources")
                    .error("insufficient_permissions");
            return inactive();
        }
        event.detail(Details.TOKEN_ID, state.key().id())
                .detail(Details.TOKEN_TYPE, ApiKeyIntrospectionProviderFactory.API_KEY);
        if (state.key().type() == ApiKeyType.USER) {
            event.user(state.key().ownerId());
        }
        event.success();
        return active(verification, state, visible, catalog);
    }

    private ObjectNode active(Verification verification, KeyState state, Permissions visible, ApiCatalog catalog) {
        ApiKey key = state.key();
        OrganizationModel organization = Objects.requireNonNull(state.organization());
        ObjectNode json = JsonSerialization.createObjectNode();
        json.put("active", true);
        json.put("token_type", ApiKeyIntrospectionProviderFactory.API_KEY);
        json.put("scope", visible.toScope());
        json.set("permissions", JsonSerialization.mapper.valueToTree(visible.toMap()));
        json.put("sub", state.subject());
        json.put("username", state.username());
        json.put(
                "iss",
                Urls.realmIssuer(
                        session.getContext().getUri().getBaseUri(),
                        session.getContext().getRealm().getName()));
        json.put("iat", Objects.requireNonNull(verification.issued()).issuedAt().getEpochSecond());
        putTime(json, "exp", verification.goodUntil());
        json.put("jti", key.id());
        ArrayNode audience = JsonSerialization.mapper.createArrayNode();
        catalog.audience(visible).forEach(audience::add);
        if (!audience.isEmpty()) {
            json.set("aud", audience);
        }
        json.putObject("organization").putObject(organization.getAlias()).put("id", organization.getId());
        json.put("key_type", key.type().text());
        json.put("key_name", key.name());
        return json;
    }

    /** Rounded down, so that nobody takes the key for good longer than it is. */
    private static void putTime(ObjectNode json, String member, @Nullable Instant time) {
        if (time != null) {
            json.put(member, time.getEpochSecond());
        }
    }

    private static ObjectNode inactive() {
        return JsonSerialization.createObjectNode().put("active", false);
    }

    private static Response json(ObjectNode node) {
        try {
            return Response.ok(JsonSerialization.writeValueAsBytes(node), MediaType.APPLICATION_JSON_TYPE)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
