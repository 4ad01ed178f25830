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

/** A caller of the account REST API: a member with a token, or a program with an API key. */
public interface AccountCaller extends Caller {

    /**
     * Returns this caller with its current permissions. Call this method after the request body was read, because the
     * caller may lose permissions while it sends the body. Call this method before the request uses the database,
     * because the method opens a separate database connection.
     *
     * @throws RefusedException if the key is no longer valid, or the user was disabled or deleted
     * @throws RefusedException with ORGANIZATION_NOT_FOUND if the user is no longer a member of the organization
     */
    AccountCaller current(OrganizationModel organization);

    /** Returns the organizations of the caller. */
    Stream<OrganizationModel> organizations();

    /** Returns the permissions that the caller has in the organization, and therefore may grant to keys. */
    Permissions permissions(OrganizationModel organization);

    /**
     * Returns the actions that the caller may perform on all keys of the organization: {@code create}, {@code read} and
     * so on.
     */
    default List<String> actions(OrganizationModel organization) {
        return permissions(organization).toMap().getOrDefault(ApiResource.API_KEYS, List.of());
    }

    /** Returns the actions that the caller may perform on their own user keys. Empty for an API key. */
    List<String> ownActions();

    /** Returns the owner of user keys that the caller creates. Empty for an API key, which cannot create user keys. */
    Optional<String> ownerId();

    /**
     * Returns the organization's key with this key id, if the caller may see it. Searches only the keys that the caller
     * may see, so that the response time does not reveal whether a hidden key exists.
     */
    Optional<ApiKey> key(OrganizationModel organization, String id);

    /**
     * Returns the caller's own user id if the caller may list only their own user keys. Empty if the caller may list
     * all keys of the organization.
     *
     * @throws RefusedException with FORBIDDEN if the caller may not list any keys
     */
    default Optional<String> listableOwner(OrganizationModel organization) {
        if (permissions(organization).covers(KeyAction.READ.permission())) {
            return Optional.empty();
        }
        return Optional.of(ownerId()
                .orElseThrow(() -> RequestRefusal.FORBIDDEN.exception(
                        "You do not have permission to list the keys of this organization.")));
    }

    /** Whether the caller has at least one of the permissions {@code apiKeys:*} in the organization. */
    default boolean mayManage(OrganizationModel organization) {
        return permissions(organization).stream()
                .anyMatch(permission ->
                        permission.resource().equals(KeyAction.READ.permission().resource()));
    }
}
