package io.orgkeys.keycloak.representation;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.keycloak.representations.JsonWebToken;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;

/**
 * The claim by which a token tells that it was got with an API key: such a token is worth no more than the key is now.
 *
 * @param keyId of the key
 * @param type {@code user} or {@code bot}
 * @param secretIssuedAt tells which of the key's secrets was presented, without telling anything about it; when that
 *     secret ends, so does the token
 */
public record ApiKeyClaim(String keyId, String type, Instant secretIssuedAt) {

    /** The name of the claim in a JWT: a private one (RFC 7519 §4.3). */
    private static final String NAME = "api_key";

    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final String SECRET_ISSUED_AT = "secret_issued_at";

    public static ApiKeyClaim of(IssuedSecret issued) {
        return new ApiKeyClaim(issued.key().id(), issued.key().type().text(), issued.issuedAt());
    }

    /** Reads a token's claim; empty for a token that has nothing to do with keys. */
    public static Optional<ApiKeyClaim> of(JsonWebToken token) {
        // Somebody else's claim of this name does not look like ours
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
     * @param permissions what the key may do, as far as the token is meant to tell
     */
    public void putInto(JsonWebToken token, Permissions permissions) {
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
                        permissions.toMap())));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
