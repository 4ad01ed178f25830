package io.orgkeys.keycloak.representation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.service.IssuedKey;
import io.orgkeys.keycloak.service.KeyState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The one answer that carries a secret: to creating and to rotating a key.
 *
 * @param secret shown this once; only its digest is stored
 */
public record IssuedKeyRepresentation(
        @JsonUnwrapped ApiKeyRepresentation key,

        @Schema(format = "password", description = "Shown this once, never again")
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
