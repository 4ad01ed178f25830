package io.orgkeys.keycloak.representation;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.keycloak.representations.JsonWebToken;

import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;

/**
 * The claim of a token that was issued for an API key. The token is valid only while that key and its secret are valid.
 *
 * @param type {@code user} or {@code bot}
 * @param secretIssuedAt identifies the secret for which the token was issued, without revealing any part of the secret.
 *     The token becomes invalid together with this secret
 */
public record ApiKeyClaim(String keyId, String type, Instant secretIssuedAt) {

    /** The name of the claim, a private claim (RFC 7519 §4.3). */
    private static final String NAME = "api_key";

    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final String SECRET_ISSUED_AT = "secret_issued_at";

    public static ApiKeyClaim of(IssuedSecret issued) {
        return new ApiKeyClaim(issued.key().id(), issued.key().type().text(), issued.issuedAt());
    }

    /** Reads the claim of a token. Empty if the token was not issued for a key. */
    public static Optional<ApiKeyClaim> of(JsonWebToken token) {
        // check the form, because a claim of another product may have the same name
        return token.getOtherClaims().get(NAME) instanceof Map<?, ?> claim
                        && claim.get(ID) instanceof String id
                        && claim.get(TYPE) instanceof String type
                        && claim.get(SECRET_ISSUED_AT) instanceof String time
                ? instant(time).map(issuedAt -> new ApiKeyClaim(id, type, issuedAt))
                : Optional.empty();
    }

    /**
     * Puts the claim into a token.
     *
     * @param permissions the permissions that the claim lists
     * @param attributes the attributes of the key
     */
    public void putInto(JsonWebToken token, Permissions permissions, Attributes attributes) {
        token.setOtherClaims(
                NAME,
                new TreeMap<>(Map.of(
                        ID,
                        keyId,
                        TYPE,
                        type,
                        SECRET_ISSUED_AT,
                        secretIssuedAt.toString(),
                        "permissions",
                        permissions.toMap(),
                        "attributes",
                        attributes.toMap())));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
