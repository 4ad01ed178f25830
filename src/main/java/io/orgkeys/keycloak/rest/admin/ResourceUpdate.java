package io.orgkeys.keycloak.rest.admin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.rest.PatchField;
import io.orgkeys.keycloak.rest.ReadOnlyField;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The fields of a request that updates a resource. Missing fields do not change. Otherwise, an update of only the
 * description would remove the roles, and so allow every action for all members. Null clears an optional field.
 */
@Schema(description = "May also contain the name, which must be the current one")
record ResourceUpdate(
        Optional<ReadOnlyField> name,

        @Schema(
                nullable = true,
                maxLength = ApiResource.DESCRIPTION_LENGTH,
                description = "Null removes the description")
        PatchField<String> description,

        @Schema(nullable = true, maxItems = ApiResource.ACTIONS)
        Optional<Set<String>> actions,

        @Schema(
                nullable = true,
                description =
                        "Maps an action to the roles of which a member needs one. Null or an empty object allows every"
                                + " action for all members")
        PatchField<Map<String, Set<String>>> roles,

        @Schema(
                nullable = true,
                maxItems = ApiResource.AUDIENCE,
                description =
                        "The ids of the clients that serve this resource. Null or an empty list lets every client see the"
                                + " permissions")
        PatchField<Set<String>> audience) {

    /** Returns the resource after the update. If an action is removed, its roles are removed too. */
    ApiResource applyTo(ApiResource current, FieldErrors errors) {
        ReadOnlyField.check("name", name, current.name(), errors);
        Set<String> remaining = actions.orElse(current.actions());
        Map<String, Set<String>> sentRoles = roles.value();
        return new ApiResource(
                current.name(),
                description.or(current.description()),
                remaining,
                !roles.given() ? current.rolesFor(remaining) : sentRoles == null ? Map.of() : sentRoles,
                audience.or(current.audience(), Set.of()));
    }
}
