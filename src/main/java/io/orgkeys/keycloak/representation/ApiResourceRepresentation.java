package io.orgkeys.keycloak.representation;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permission;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the catalogue in JSON.
 *
 * @param roles for an action the roles of which a holder needs one
 * @param audience client ids that serve the resource
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Resource")
public record ApiResourceRepresentation(
        @Schema(pattern = "^" + Permission.NAME + "$") String name,

        @Schema(maxLength = ApiResource.DESCRIPTION_LENGTH) @Nullable
        String description,

        Set<String> actions,
        Map<String, ? extends Set<String>> roles,
        Set<String> audience) {

    public static ApiResourceRepresentation of(ApiResource resource) {
        return new ApiResourceRepresentation(
                resource.name(), resource.description(), resource.actions(), resource.roles(), resource.audience());
    }
}
