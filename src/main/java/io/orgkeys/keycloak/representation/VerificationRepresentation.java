package io.orgkeys.keycloak.representation;

import java.util.List;
import java.util.Map;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.service.KeyState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The identity, the effective permissions and the attributes of a verified key, in JSON. The verify endpoint also sends
 * them in headers.
 */
public record VerificationRepresentation(
        String keyId,
        @Schema(enumeration = {"bot", "user"}) String keyType,
        String subject,
        @Nullable String username,
        String organizationId,
        String organization,
        Map<String, List<String>> permissions,
        Map<String, List<String>> attributes) {

    public static VerificationRepresentation of(KeyState state, Organization organization) {
        ApiKey key = state.key();
        return new VerificationRepresentation(
                key.id(),
                key.type().text(),
                state.subject(),
                state.username(),
                organization.id(),
                organization.alias(),
                state.effective().toMap(),
                key.content().attributes().toMap());
    }
}
