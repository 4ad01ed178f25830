package io.orgkeys.keycloak.representation;

import java.util.List;

import org.keycloak.models.OrganizationModel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An organization of the caller in JSON.
 *
 * @param actions what the caller may do to all keys of the organization: of {@code create, read, update, delete}. The own user
 *     key needs none of them.
 * @param ownActions what the caller may do to the own user key; empty for an API key, which has none
 * @param settings those of the realm's settings that somebody needs who fills in a key
 */
public record OrganizationRepresentation(
        String id,
        String name,
        String alias,
        boolean enabled,
        List<String> actions,
        List<String> ownActions,
        @Schema(ref = "OrganizationSettings") ObjectNode settings) {

    public static OrganizationRepresentation of(
            OrganizationModel organization, List<String> actions, List<String> ownActions, ApiKeySettings settings) {
        return new OrganizationRepresentation(
                organization.getId(),
                organization.getName(),
                organization.getAlias(),
                organization.isEnabled(),
                actions,
                ownActions,
                settings.sharedJson());
    }
}
