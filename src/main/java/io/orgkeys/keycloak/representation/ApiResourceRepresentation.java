package io.orgkeys.keycloak.representation;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permission;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the catalog in JSON.
 *
 * @param roles maps an action to the roles of which a member needs at least one
 * @param audience the client ids of the clients that serve the resource
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
