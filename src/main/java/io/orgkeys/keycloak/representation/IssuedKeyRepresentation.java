package io.orgkeys.keycloak.representation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.service.IssuedKey;
import io.orgkeys.keycloak.service.KeyState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A key with its secret in JSON. It is the response to a creation and to a rotation of a key. No other response
 * contains a secret.
 *
 * @param secret the secret, of which only the digest is stored
 */
public record IssuedKeyRepresentation(
        @JsonUnwrapped ApiKeyRepresentation key,

        @Schema(format = "password", description = "Returned only once")
        String secret) {

    public static IssuedKeyRepresentation of(KeyState state, IssuedKey issued) {
        return new IssuedKeyRepresentation(
                ApiKeyRepresentation.of(state), issued.secret().reveal());
    }

    @Override
    public String toString() {
        return "IssuedKeyRepresentation[key=" + key.id() + ", secret redacted]";
    }
}
