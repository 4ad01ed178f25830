package io.orgkeys.keycloak.authorization;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** A caller of the account REST: somebody, or something, that belongs to organizations. */
public interface AccountCaller extends Caller {

    /**
     * The same caller with its current permissions. Call it after the request body was read, because a caller may lose permissions
     * while it sends the body, and before the database is used, because it needs a connection of its own.
     *
     * @throws RefusedException when the key is no longer valid, or the user was disabled or deleted
     * @throws RefusedException with ORGANIZATION_NOT_FOUND when the user is no longer a member of the organization
     */
    AccountCaller current(OrganizationModel organization);

    /** The organizations that the caller belongs to. */
    Stream<OrganizationModel> organizations();

    /** What the caller may hold, and so grant, in the organization. */
    Permissions permissions(OrganizationModel organization);

    /** What the caller may do to keys of the organization that are not the own: of {@code create, read, update, delete}. */
    default List<String> actions(OrganizationModel organization) {
        return permissions(organization).toMap().getOrDefault(ApiResource.API_KEYS, List.of());
    }

    /** What the caller may do to the own user key, whatever the organization; empty for one who has none. */
    List<String> ownActions();

    /** Whose user keys the caller creates; empty for one who creates none. */
    Optional<String> ownerId();

    /**
     * The key of the organization with this id, if the caller may see it. It is looked for among those that the caller may see:
     * the time of the answer does not tell the id of somebody else's key from one that does not exist.
     */
    Optional<ApiKey> key(OrganizationModel organization, String id);

    /**
     * The owner to whose user keys a list of the organization's keys is confined for the caller; empty for all keys.
     *
     * @throws RefusedException with FORBIDDEN when the caller may list none
     */
    default Optional<String> confinement(OrganizationModel organization) {
        if (permissions(organization).covers(KeyAction.READ.permission())) {
            return Optional.empty();
        }
        return Optional.of(ownerId()
                .orElseThrow(() -> new RefusedException(
                        RequestRefusal.FORBIDDEN, "You may not list the keys of this organization.")));
    }

    /** Whether the caller may do anything at all to keys that are not the caller's own. */
    default boolean mayManage(OrganizationModel organization) {
        return permissions(organization).stream()
                .anyMatch(permission ->
                        permission.resource().equals(KeyAction.READ.permission().resource()));
    }
}
