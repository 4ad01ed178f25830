package io.orgkeys.keycloak.authorization;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.keycloak.models.AdminRoles;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * A realm administrator. Keycloak's admin roles and fine-grained admin permissions apply. An administrator who may view
 * or manage an organization may also view or manage the keys of the organization.
 */
public final class Administrator implements Caller {

    /** The maximum number of members for whom the permission to impersonate is checked. */
    private static final int MAX_CHECKED_MEMBERS = 100;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminPermissionEvaluator auth;
    private final ApiKeyServices services;

    public Administrator(
            KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, ApiKeyServices services) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.services = services;
    }

    /**
     * Returns an unlimited authority, because an administrator who manages the organization can give themselves any
     * role.
     */
    @Override
    public Authority authority(OrganizationModel organization) {
        return Authority.unlimited(Impersonation.actor(session, auth.adminAuth().getUser()));
    }

    @Override
    public OrganizationModel organization(String id) {
        requireOrganizations();
        return services.memberships()
                .organization(id)
                .filter(this::maySee)
                .orElseThrow(RequestRefusal.ORGANIZATION_NOT_FOUND::exception);
    }

    /**
     * Returns the key, if the administrator may see it. Searches only the organizations that the administrator may see,
     * so that the response time does not reveal whether a hidden key exists.
     *
     * @throws RefusedException with KEY_NOT_FOUND if the key does not exist or is hidden from the administrator
     */
    public ApiKey key(String id) {
        requireOrganizations();
        return services.store()
                .keys()
                .findById(realm.getId(), id, seesEveryOrganization() ? null : visible(), null)
                .orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
    }

    public boolean maySee(ApiKey key) {
        return services.memberships()
                .organization(key.organizationId())
                .filter(this::maySee)
                .isPresent();
    }

    /** Whether the administrator may see data of this organization, even if the organization has been deleted. */
    public boolean maySee(String organizationId) {
        return services.memberships()
                .organization(organizationId)
                .map(this::maySee)
                .orElseGet(this::seesEveryOrganization);
    }

    private boolean maySee(OrganizationModel organization) {
        return auth.orgs().canView(organization) || auth.orgs().canManage(organization);
    }

    /**
     * Returns the ids of the organizations whose keys the administrator may list. Empty for all organizations.
     *
     * @throws RefusedException with FORBIDDEN if the administrator has no permission for organizations
     */
    public Optional<Set<String>> visibleOrganizations() {
        requireOrganizations();
        if (seesEveryOrganization()) {
            return Optional.empty();
        }
        Set<String> visible = visible();
        if (visible.isEmpty() && !auth.orgs().canQuery()) {
            throw RequestRefusal.FORBIDDEN.exception("You do not have permission to view organizations of this realm.");
        }
        return Optional.of(visible);
    }

    private boolean seesEveryOrganization() {
        return auth.hasOneAdminRole(
                AdminRoles.MANAGE_ORGANIZATIONS, AdminRoles.VIEW_ORGANIZATIONS, AdminRoles.MANAGE_REALM);
    }

    /**
     * Checks each organization, because a fine-grained permission for one organization overrides the permission for all
     * organizations.
     */
    private Set<String> visible() {
        if (!realm.isAdminPermissionsEnabled()) {
            return Set.of();
        }
        return session.getProvider(OrganizationProvider.class)
                .getAllStream()
                .filter(this::maySee)
                .map(OrganizationModel::getId)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean owns(ApiKey key) {
        return false;
    }

    @Override
    public boolean may(KeyAction action, OrganizationModel organization, ApiKey key) {
        return action == KeyAction.READ ? maySee(organization) : auth.orgs().canManage(organization);
    }

    @Override
    public boolean mayCreate(OrganizationModel organization, ApiKeyType type, String ownerId) {
        return auth.orgs().canManage(organization);
    }

    @Override
    public boolean maySeeSecret(ApiKeyType type, String ownerId) {
        if (type == ApiKeyType.BOT) {
            return true;
        }
        AdminAuth admin = auth.adminAuth();
        if (admin.getRealm().getId().equals(realm.getId())
                && admin.getUser().getId().equals(ownerId)) {
            return true;
        }
        // an administrator with the realm-wide role may pass an unknown user id; the service then answers "not a
        // member"
        return services.memberships()
                .user(ownerId)
                .map(owner -> auth.users().canImpersonate(owner, null))
                .orElseGet(() -> auth.hasOneAdminRole(AdminRoles.IMPERSONATION));
    }

    /**
     * Requires the permission to see the catalog and the settings, which every administrator of keys needs. The role
     * {@code query-organizations} alone is not enough.
     *
     * @throws RefusedException with FORBIDDEN if the administrator may see neither the realm nor any organization
     */
    public void requireViewCatalog() {
        if (!auth.realm().canViewRealm()
                && visibleOrganizations().filter(Set::isEmpty).isPresent()) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You do not have permission to view this realm or any of its organizations.");
        }
    }

    /**
     * Requires the permission to change the catalog and the settings, which apply to the whole realm.
     *
     * @throws RefusedException with FORBIDDEN if the administrator may not manage the realm
     */
    public void requireManageCatalog() {
        if (!mayManageCatalog()) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "Changing the catalog or the settings requires the role manage-realm.");
        }
    }

    public boolean mayManageCatalog() {
        return auth.realm().canManageRealm();
    }

    /**
     * Returns the organization, if the administrator may change all of its keys.
     *
     * @throws RefusedException with ORGANIZATION_NOT_FOUND or FORBIDDEN
     */
    public OrganizationModel manageableOrganization(String id) {
        OrganizationModel organization = organization(id);
        if (!mayManage(organization)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You do not have permission to change all API keys of this organization.");
        }
        return organization;
    }

    /**
     * Returns the ids of the organizations in which the user has user keys, except those whose keys the administrator
     * may not change.
     *
     * @throws RefusedException with USER_NOT_FOUND if the administrator may see neither the user nor a key of the user
     * @throws RefusedException with FORBIDDEN if the administrator may change none of the keys
     */
    public Set<String> manageableOrganizationsOf(String userId) {
        requireOrganizations();
        List<OrganizationModel> visible =
                services.store().killSwitch().findOrganizationIds(realm.getId(), userId).stream()
                        .flatMap(id -> services.memberships().organization(id).stream())
                        .filter(this::maySee)
                        .toList();
        // read the user last, because a key must be found even during an outage of the user storage
        if (visible.isEmpty()
                && services.memberships()
                        .user(userId)
                        .filter(auth.users()::canView)
                        .isEmpty()) {
            throw RequestRefusal.USER_NOT_FOUND.exception();
        }
        Set<String> manageable = visible.stream()
                .filter(this::mayManage)
                .map(OrganizationModel::getId)
                .collect(Collectors.toSet());
        if (manageable.isEmpty() && !(visible.isEmpty() && auth.orgs().canManage())) {
            throw RequestRefusal.FORBIDDEN.exception("You do not have permission to change the API keys of this user.");
        }
        return manageable;
    }

    /** Whether the administrator may change the keys of the organization. */
    public boolean mayManage(OrganizationModel organization) {
        return auth.orgs().canManage(organization);
    }

    /** Whether the administrator may see the secrets of all user keys of the realm. */
    public boolean mayImpersonate() {
        return auth.users().canImpersonate();
    }

    /**
     * Whether the administrator may see the secrets of the user keys of at least one member. Returns true without this
     * check if the organization has too many members.
     */
    public boolean mayImpersonateSome(OrganizationModel organization) {
        if (mayImpersonate()) {
            return true;
        }
        if (!realm.isAdminPermissionsEnabled() || !mayManage(organization)) {
            return false;
        }
        List<UserModel> members = services.memberships().someMembers(organization, 0, MAX_CHECKED_MEMBERS);
        return members.size() == MAX_CHECKED_MEMBERS
                || members.stream().anyMatch(member -> auth.users().canImpersonate(member, null));
    }

    /** Refuses the request with ORGANIZATIONS_DISABLED if organizations are disabled in the realm. */
    public void requireOrganizations() {
        if (!services.memberships().areEnabled()) {
            throw RequestRefusal.ORGANIZATIONS_DISABLED.exception();
        }
    }
}
