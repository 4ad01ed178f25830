package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request that updates a key. Missing fields do not change; null clears the description and the expiry.
 */
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

        @Schema(minLength = 1, maxLength = ApiKeyContent.NAME_LENGTH)
        PatchField<String> name,

        @Schema(nullable = true, maxLength = ApiKeyContent.DESCRIPTION_LENGTH)
        PatchField<String> description,

        @Schema(ref = "ChangedPermissions") Optional<Permissions> permissions,
        @Schema(ref = "ChangedNetworks") Optional<List<String>> allowedNetworks,
        Optional<Boolean> enabled,
        @Schema(nullable = true) PatchField<Instant> expiresAt,

        @Schema(description = "The version of the key that the change is based on")
        Optional<Long> version) {

    /** Returns the content of the key after the update. */
    ApiKeyContent applyTo(ApiKey key, FieldErrors errors) {
        ReadOnlyField.check("id", id, key.id(), errors);
        ReadOnlyField.check("organizationId", organizationId, key.organizationId(), errors);
        ReadOnlyField.check("type", type, key.type().text(), errors);
        ReadOnlyField.check("userId", userId, key.type() == ApiKeyType.USER ? key.ownerId() : null, errors);
        ApiKeyContent current = key.content();
        return new ApiKeyContent(
                name.or(current.name(), "").strip(),
                description(current.description()),
                permissions.orElse(current.granted()),
                allowedNetworks
                        .map(texts -> Networks.parse(texts, "allowedNetworks", errors))
                        .orElse(current.networks()),
                enabled.orElse(current.enabled()),
                expiresAt.or(current.expiresAt()));
    }

    private @Nullable String description(@Nullable String current) {
        String sent = description.value();
        return !description.given() ? current : sent == null || sent.isBlank() ? null : sent.strip();
    }
}
