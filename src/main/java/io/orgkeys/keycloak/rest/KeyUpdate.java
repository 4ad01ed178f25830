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

/** A change of a key. Fields that are missing stay as they are; null removes the description and the expiry. */
@Schema(description = "A whole key as it was read may be sent back, too; what cannot change must be as it is")
@SentBack(ApiKeyRepresentation.class)
public record KeyUpdate(
        Optional<Fixed> id,
        Optional<Fixed> organizationId,
        Optional<Fixed> type,
        Optional<Fixed> userId,

        @Schema(minLength = 1, maxLength = ApiKeyContent.NAME_LENGTH)
        Sent<String> name,

        @Schema(nullable = true, maxLength = ApiKeyContent.DESCRIPTION_LENGTH)
        Sent<String> description,

        @Schema(ref = "ChangedPermissions") Optional<Permissions> permissions,
        @Schema(ref = "ChangedNetworks") Optional<List<String>> allowedNetworks,
        Optional<Boolean> enabled,
        @Schema(nullable = true) Sent<Instant> expiresAt,

        @Schema(description = "The version that the change is based on")
        Optional<Long> version) {

    /** The content that the key shall have. */
    ApiKeyContent applyTo(ApiKey key, FieldErrors errors) {
        Fixed.check("id", id, key.id(), errors);
        Fixed.check("organizationId", organizationId, key.organizationId(), errors);
        Fixed.check("type", type, key.type().text(), errors);
        Fixed.check("userId", userId, key.type() == ApiKeyType.USER ? key.ownerId() : null, errors);
        ApiKeyContent former = key.content();
        return new ApiKeyContent(
                name.or(former.name(), "").strip(),
                description(former.description()),
                permissions.orElse(former.granted()),
                allowedNetworks
                        .map(texts -> Networks.parse(texts, "allowedNetworks", errors))
                        .orElse(former.networks()),
                enabled.orElse(former.enabled()),
                expiresAt.or(former.expiresAt()));
    }

    private @Nullable String description(@Nullable String former) {
        String sent = description.value();
        return !description.given() ? former : sent == null || sent.isBlank() ? null : sent.strip();
    }
}
