package io.orgkeys.keycloak.rest.admin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.orgkeys.keycloak.catalog.ApiResource;

/** The fields of a request that adds a resource to the catalog. Missing optional fields are empty. */
record ResourceCreation(
        String name,
        Optional<String> description,
        Set<String> actions,
        Optional<Map<String, Set<String>>> roles,
        Optional<Set<String>> audience) {

    ApiResource resource() {
        return new ApiResource(
                name, description.orElse(null), actions, roles.orElse(Map.of()), audience.orElse(Set.of()));
    }
}
