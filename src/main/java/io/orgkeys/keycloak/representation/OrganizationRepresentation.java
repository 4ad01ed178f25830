package io.orgkeys.keycloak.representation;

import java.util.List;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permissions;

/**
 * An organization of the caller in JSON.
 *
 * @param actions what the caller may do to all keys of the organization: of {@code create, read, update, delete}. The own user
 *     key needs none of them.
 * @param settings the limits that hold
 */
public record OrganizationRepresentation(
        String id,
        String name,
        String alias,
        boolean enabled,
        List<String> actions,
        ApiKeySettingsRepresentation settings) {

    public static OrganizationRepresentation of(
            OrganizationModel organization, Permissions permissions, ApiKeySettings settings) {
        return new OrganizationRepresentation(
                organization.getId(),
                organization.getName(),
                organization.getAlias(),
                organization.isEnabled(),
                permissions.toMap().getOrDefault(ApiResource.API_KEYS, List.of()),
                ApiKeySettingsRepresentation.of(settings));
    }
}
