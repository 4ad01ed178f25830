package io.orgkeys.keycloak.rest;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that updates a key. */
@Schema(
        description =
                "May also contain the other fields of the key, as they were read. The fields id, organizationId, type"
                        + " and userId must have their current values; other fields that cannot be changed are"
                        + " ignored")
@IgnoresFieldsOf(ApiKeyRepresentation.class)
public record KeyUpdate(
        Optional<ReadOnlyField> id,
        Optional<ReadOnlyField> organizationId,
        Optional<ReadOnlyField> type,
        Optional<ReadOnlyField> userId,
        @JsonUnwrapped SentContent sent,

        @Schema(description = "The version of the key that the change is based on")
        Optional<Long> version) {

    /** Whether the request decides if the key is enabled, even if this is the current state of the key. */
    boolean setsEnabled() {
        return sent.enabled().isPresent();
    }

    /** Returns the content of the key after the update. */
    ApiKeyContent applyTo(ApiKey key, FieldErrors errors) {
        ReadOnlyField.check("id", id, key.id(), errors);
        ReadOnlyField.check("organizationId", organizationId, key.organizationId(), errors);
        ReadOnlyField.check("type", type, key.type().text(), errors);
        ReadOnlyField.check("userId", userId, key.type() == ApiKeyType.USER ? key.ownerId() : null, errors);
        return sent.applyTo(key.content(), errors);
    }
}
