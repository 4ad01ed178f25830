package io.orgkeys.keycloak.rest.admin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.rest.Fixed;
import io.orgkeys.keycloak.rest.Sent;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change of a resource. Fields that are missing stay as they are: a change of the description must not open an action to every
 * member. Null clears what may be empty.
 */
@Schema(description = "A whole resource as it was read may be sent back, too; its name must be as it is")
record ResourceUpdate(
        Optional<Fixed> name,

        @Schema(nullable = true, maxLength = ApiResource.DESCRIPTION_LENGTH, description = "Null removes it")
        Sent<String> description,

        @Schema(nullable = true, maxItems = ApiResource.ACTIONS)
        Optional<Set<String>> actions,

        @Schema(
                nullable = true,
                description = "For an action the roles of which a member needs one; null or an empty object opens every"
                        + " action to all members")
        Sent<Map<String, Set<String>>> roles,

        @Schema(
                nullable = true,
                maxItems = ApiResource.AUDIENCE,
                description = "Null or an empty list lets every client see the resource")
        Sent<Set<String>> audience) {

    /** The definition after the change. The roles of an action that is removed are removed with it. */
    ApiResource applyTo(ApiResource current, FieldErrors errors) {
        Fixed.check("name", name, current.name(), errors);
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
