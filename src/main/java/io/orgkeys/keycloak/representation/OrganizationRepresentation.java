package io.orgkeys.keycloak.representation;

import java.util.List;

import org.keycloak.models.OrganizationModel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An organization of the caller in JSON.
 *
 * @param actions the actions that the caller may perform on all keys of the organization, out of {@code create, read,
 *     update, delete}. The caller needs none of these to manage their own user keys; for those, see {@code ownActions}.
 * @param ownActions the actions that the caller may perform on their own user keys; empty if the caller is an API key,
 *     because an API key owns no keys
 * @param userId the id of the calling member, who owns the keys with this {@code userId}; null if the caller is an API
 *     key
 * @param settings the settings of the realm that a client needs to edit a key
 */
public record OrganizationRepresentation(
        String id,
        String name,
        String alias,
        boolean enabled,
        List<String> actions,
        List<String> ownActions,
        @Nullable String userId,
        @Schema(ref = "OrganizationSettings") ObjectNode settings) {

    public static OrganizationRepresentation of(
            OrganizationModel organization,
            List<String> actions,
            List<String> ownActions,
            @Nullable String userId,
            ApiKeySettings settings) {
        return new OrganizationRepresentation(
                organization.getId(),
                organization.getName(),
                organization.getAlias(),
                organization.isEnabled(),
                actions,
                ownActions,
                userId,
                settings.sharedJson());
    }
}
