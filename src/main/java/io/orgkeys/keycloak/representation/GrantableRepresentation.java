package io.orgkeys.keycloak.representation;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A resource of the catalog in JSON, with the actions that the caller may grant to a key.
 *
 * @param actions all actions of the resource
 * @param grantable the actions that the caller may grant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GrantableRepresentation(
        String name, @Nullable String description, Set<String> actions, List<String> grantable) {

    public static GrantableRepresentation of(ApiResource resource, Permissions grantable) {
        return new GrantableRepresentation(
                resource.name(),
                resource.description(),
                resource.actions(),
                grantable.toMap().getOrDefault(resource.name(), List.of()));
    }
}
