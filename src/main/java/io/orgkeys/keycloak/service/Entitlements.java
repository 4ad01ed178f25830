package io.orgkeys.keycloak.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.RoleUtils;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * Decides which permissions a member is entitled to in an organization, both when a key is created and when it is
 * verified. A member is entitled to a permission if the catalog has the permission, and either the permission needs no
 * role, or the member has one of its roles in the organization.
 */
public final class Entitlements {

    private final NamedRoles roles;
    private final ApiCatalog catalog;
    private final Memberships memberships;

    Entitlements(KeycloakSession session, RealmModel realm, ApiCatalog catalog, Memberships memberships) {
        this.roles = new NamedRoles(session, realm);
        this.catalog = catalog;
        this.memberships = memberships;
    }

    /**
     * Returns all permissions that the user is entitled to in the organization. Returns none if the user is not a
     * member.
     */
    public Permissions of(OrganizationModel organization, UserModel user) {
        return narrow(catalog.permissions(), organization, user);
    }

    /** Returns those of the given permissions that the user is entitled to in the organization. */
    public Permissions narrow(Permissions granted, OrganizationModel organization, UserModel user) {
        if (granted.isEmpty() || !memberships.isMember(organization, user)) {
            return Permissions.none();
        }
        MemberRoles held = new MemberRoles(organization, user);
        Map<String, @Nullable ApiResource> resources = new HashMap<>();
        return granted.filter(permission -> {
            ApiResource resource = resources.computeIfAbsent(
                    permission.resource(), name -> catalog.find(name).orElse(null));
            return resource != null && isEntitled(held, resource, permission);
        });
    }

    /** Returns those of the given permissions that the catalog has. */
    public Permissions known(Permissions granted) {
        return granted.filter(this::knows);
    }

    /** Returns whether the catalog has the permission. */
    boolean knows(Permission permission) {
        return catalog.knows(permission);
    }

    /** Returns the roles that the catalog needs, by their names in the catalog. Empty for a role that does not exist. */
    public Map<String, Optional<RoleModel>> neededRoles() {
        Map<String, Optional<RoleModel>> needed = new TreeMap<>();
        catalog.resources()
                .flatMap(resource -> resource.actions().stream().flatMap(action -> resource.rolesFor(action).stream()))
                .forEach(name -> needed.computeIfAbsent(name, roles::find));
        return needed;
    }

    private static boolean isEntitled(MemberRoles held, ApiResource resource, Permission permission) {
        if (!resource.actions().contains(permission.action())) {
            return false;
        }
        Set<String> needed = resource.rolesFor(permission.action());
        return needed.isEmpty() || needed.stream().anyMatch(held::have);
    }

    /**
     * The roles of a member in one organization. This class does not use {@code UserModel.hasRole}, because that method
     * also checks the member's groups in all other organizations. A role from one organization would then apply in
     * every organization.
     */
    private final class MemberRoles {

        private final OrganizationModel organization;
        private final UserModel user;
        private final Map<String, Boolean> answers = new HashMap<>();
        private @Nullable Held held;

        MemberRoles(OrganizationModel organization, UserModel user) {
            this.organization = organization;
            this.user = user;
        }

        boolean have(String roleName) {
            return answers.computeIfAbsent(
                    roleName, name -> roles.find(name).filter(this::have).isPresent());
        }

        private boolean have(RoleModel role) {
            Held read = held();
            return RoleUtils.hasRole(read.roles().stream(), role)
                    || RoleUtils.hasRoleFromGroup(read.groups().stream(), role, true);
        }

        private Held held() {
            if (held == null) {
                held = memberships.withRoles(user).map(this::heldBy).orElse(Held.NOTHING);
            }
            return held;
        }

        private Held heldBy(UserModel member) {
            return new Held(
                    member.getRoleMappingsStream().toList(),
                    Stream.concat(
                                    member.getGroupsStream()
                                            .filter(group -> group.getType() != GroupModel.Type.ORGANIZATION),
                                    memberships.groups(organization, member).stream())
                            .toList());
        }
    }

    private record Held(List<RoleModel> roles, List<GroupModel> groups) {

        private static final Held NOTHING = new Held(List.of(), List.of());
    }
}
