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
                        "The member that a user key belongs to. Administrators must name one; in the account REST it"
                                + " can only be the caller, who is taken without it, too")
        Optional<String> userId,

        @Schema(required = true, minLength = 1, maxLength = ApiKeyContent.NAME_LENGTH)
        Optional<String> name,

        @Schema(nullable = true, maxLength = ApiKeyContent.DESCRIPTION_LENGTH)
        Optional<String> description,

        @Schema(ref = "Permissions") Optional<Permissions> permissions,
        @Schema(ref = "Networks") Optional<List<String>> allowedNetworks,
        @Schema(defaultValue = "true") Optional<Boolean> enabled,
        @Schema(nullable = true) Optional<Instant> expiresAt) {

    /** The content of the key. Without permissions it may do nothing. */
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

    /** Notes an error when the owner does not fit the type. */
    public void checkOwner(FieldErrors errors) {
        if (type == ApiKeyType.BOT && userId.isPresent() && !errors.has("type")) {
            errors.add("userId", "A bot key belongs to the organization, not to a user.");
        }
    }
}
