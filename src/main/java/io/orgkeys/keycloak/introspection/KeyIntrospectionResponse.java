package io.orgkeys.keycloak.introspection;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.token.RealmIssuer;

/** The introspection response for a valid key: the JSON members of RFC 7662 §2.2 and additional JSON members. */
final class KeyIntrospectionResponse {

    private KeyIntrospectionResponse() {}

    /**
     * @param visible the permissions that the client may see
     * @param address the address that was checked if the key is restricted to networks
     */
    static ObjectNode of(
            KeycloakSession session,
            Verification verification,
            Permissions visible,
            ApiCatalog catalog,
            Optional<ClientAddress> address) {
        KeyState state = Objects.requireNonNull(verification.state());
        ApiKey key = state.key();
        Organization organization = Objects.requireNonNull(state.organization());
        ObjectNode json = JsonSerialization.createObjectNode();
        json.put("active", true);
        json.put("token_type", ApiKeyIntrospectionProviderFactory.API_KEY);
        json.put("scope", visible.toScope());
        ObjectNode permissions = json.putObject("permissions");
        visible.stream()
                .forEach(permission ->
                        permissions.withArray(permission.resource()).add(permission.action()));
        json.putPOJO("attributes", key.content().attributes().toMap());
        json.put("sub", state.subject());
        json.put("username", state.username());
        json.put("iss", RealmIssuer.of(session));
        json.put("iat", Objects.requireNonNull(verification.issued()).issuedAt().getEpochSecond());
        Instant validUntil = verification.validUntil();
        if (validUntil != null) {
            // round down, so that the key does not appear to be valid longer than it is
            json.put("exp", validUntil.getEpochSecond());
        }
        json.put("jti", key.id());
        ArrayNode audience = JsonSerialization.mapper.createArrayNode();
        catalog.audience(visible).forEach(audience::add);
        if (!audience.isEmpty()) {
            json.set("aud", audience);
        }
        json.putObject("organization").putObject(organization.alias()).put("id", organization.id());
        if (!key.content().networks().isAnywhere()) {
            // the response is true for this address only; a caller that keeps it must compare the address
            address.ifPresent(checked -> json.put(ApiKeyIntrospectionProvider.CLIENT_ADDRESS, checked.toString()));
        }
        json.put("key_type", key.type().text());
        json.put("key_name", key.content().name());
        return json;
    }
}
