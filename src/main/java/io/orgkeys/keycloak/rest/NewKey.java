package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that creates a key. */
@Schema(name = "OrganizationKeyCreation")
public record NewKey(
        ApiKeyType type,

        @Schema(
                description =
                        "The owner of a user key, a member of the organization. Required in the admin REST API. In the"
                                + " account REST API, only the caller is allowed, who is also the default")
        Optional<String> userId,

        @Schema(required = true, minLength = 1, maxLength = ApiKeyContent.NAME_LENGTH)
        Optional<String> name,

        @Schema(nullable = true, maxLength = ApiKeyContent.DESCRIPTION_LENGTH)
        Optional<String> description,

        @Schema(ref = "Permissions") Optional<Permissions> permissions,
        @Schema(ref = "Networks") Optional<List<String>> allowedNetworks,
        @Schema(defaultValue = "true") Optional<Boolean> enabled,
        @Schema(nullable = true) Optional<Instant> expiresAt) {

    /** Returns the content of the key. If the request has no permissions, the key has none. */
    public ApiKeyContent content(FieldErrors errors) {
        return new ApiKeyContent(
                name.orElse("").strip(),
                description.map(String::strip).filter(text -> !text.isEmpty()).orElse(null),
                permissions.orElse(Permissions.none()),
                allowedNetworks
                        .map(texts -> Networks.parse(texts, "allowedNetworks", errors))
                        .orElse(Networks.ANYWHERE),
                enabled.orElse(true),
                expiresAt.orElse(null));
    }

    /** Adds an error if the owner does not fit the type of the key. */
    public void checkOwner(FieldErrors errors) {
        if (type == ApiKeyType.BOT && userId.isPresent() && !errors.has("type")) {
            errors.add("userId", "A bot key belongs to the organization, not to a user.");
        }
    }
}
