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

/** A caller of the account REST: a member, or a program with a key. */
public interface AccountCaller extends Caller {

    /**
     * The same caller with its current permissions. Call it after the request body was read, because a caller may lose permissions
     * while it sends the body, and before the database is used, because it needs a connection of its own.
     *
     * @throws RefusedException when the key is no longer valid, or the user was disabled or deleted
     * @throws RefusedException with ORGANIZATION_NOT_FOUND when the user is no longer a member of the organization
     */
    AccountCaller current(OrganizationModel organization);

    Stream<OrganizationModel> organizations();

    /** The permissions that the caller has, and so may grant, in the organization. */
    Permissions permissions(OrganizationModel organization);

    /** The actions that the caller may do to keys of others in the organization: {@code create, read, update, delete}. */
    default List<String> actions(OrganizationModel organization) {
        return permissions(organization).toMap().getOrDefault(ApiResource.API_KEYS, List.of());
    }

    /** The actions that the caller may do to their own user keys. Empty for a key. */
    List<String> ownActions();

    /** The owner of user keys that the caller creates. Empty for a key, which creates none. */
    Optional<String> ownerId();

    /**
     * The key of the organization with this id, if the caller may see it. Searches only the keys that the caller may see, so that the
     * time of the answer does not reveal whether a hidden key exists.
     */
    Optional<ApiKey> key(OrganizationModel organization, String id);

    /**
     * The owner whose user keys the caller may list. Empty if the caller may list all keys of the organization.
     *
     * @throws RefusedException with FORBIDDEN when the caller may list none
     */
    default Optional<String> confinement(OrganizationModel organization) {
        if (permissions(organization).covers(KeyAction.READ.permission())) {
            return Optional.empty();
        }
        return Optional.of(ownerId()
                .orElseThrow(
                        () -> RequestRefusal.FORBIDDEN.exception("You may not list the keys of this organization.")));
    }

    /** Whether the caller may do anything to keys of others. */
    default boolean mayManage(OrganizationModel organization) {
        return permissions(organization).stream()
                .anyMatch(permission ->
                        permission.resource().equals(KeyAction.READ.permission().resource()));
    }
}
