package io.orgkeys.keycloak.representation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.keycloak.representations.JsonWebToken;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.KeyState;

/**
 * The claim by which a token tells that it was got with an API key: a token with it is worth no more than the key is now.
 *
 * @param id of the key
 * @param type {@code user} or {@code bot}
 * @param permissions those effective when the token was issued, as far as the token is meant to have them
 */
public record ApiKeyClaim(
        @JsonProperty("id") String id,
        @JsonProperty("type") String type,
        @JsonProperty("permissions") Map<String, List<String>> permissions) {

    /** The name of the claim in a JWT (RFC 7519 §4.3, a private claim name). */
    public static final String NAME = "api_key";

    public static ApiKeyClaim of(KeyState state, Permissions permissions) {
        return new ApiKeyClaim(state.key().id(), state.key().type().text(), permissions.toMap());
    }

    /** The id of the key that a token was got with; empty for a token that has nothing to do with keys. */
    public static Optional<String> keyIdOf(JsonWebToken token) {
        // Somebody else's claim of this name does not look like ours
        return token.getOtherClaims().get(NAME) instanceof Map<?, ?> claim
                        && claim.get("id") instanceof String id
                        && claim.containsKey("type")
                        && claim.containsKey("permissions")
                ? Optional.of(id)
                : Optional.empty();
    }

    /** Puts the claim into a token. */
    public void putInto(JsonWebToken token) {
        token.getOtherClaims().put(NAME, Map.of("id", id, "type", type, "permissions", permissions));
    }
}
