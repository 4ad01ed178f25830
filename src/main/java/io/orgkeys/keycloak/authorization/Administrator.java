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

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * A realm administrator. Keycloak's own organization permissions decide, fine-grained ones included: who may manage the
 * organization may manage its keys, who may view it may view them.
 */
public final class Administrator implements Caller {

    /** How many members of an organization are tried for the right to impersonate them. */
    private static final int LOOKED_AT = 100;

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

    /** Not limited: whoever manages the organization could as well give themselves the roles. */
    @Override
    public Authority authority(OrganizationModel organization) {
        UserModel user = auth.adminAuth().getUser();
        return Authority.unlimited(new Actor(
                Actor.Type.USER,
                user.getId(),
                user.getUsername(),
                Impersonation.of(session).orElse(null)));
    }

    @Override
    public OrganizationModel organization(String id) {
        requireOrganizations();
        return services.memberships()
                .organization(id)
                .filter(this::maySee)
                .orElseThrow(() -> new RefusedException(RequestRefusal.ORGANIZATION_NOT_FOUND));
    }

    /**
     * The key, if the administrator may see it. It is looked for in the organizations that they may see: the time of the answer
     * does not tell another key's id from one that does not exist.
     *
     * @throws RefusedException with KEY_NOT_FOUND also when they may not
     */
    public ApiKey key(String id) {
        requireOrganizations();
        return services.store()
                .findById(realm.getId(), id, seesEveryOrganization() ? null : visible(), null)
                .orElseThrow(() -> new RefusedException(RequestRefusal.KEY_NOT_FOUND));
    }

    /** Whether the administrator may see this key. */
    public boolean maySee(ApiKey key) {
        return services.memberships()
                .organization(key.organizationId())
                .filter(this::maySee)
                .isPresent();
    }

    /** Whether the administrator may see what is kept of keys of this organization, which may be deleted by now. */
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
     * The ids of the organizations whose keys a list may show; empty when it may show those of all.
     *
     * @throws RefusedException with FORBIDDEN when the administrator has nothing to do with organizations
     */
    public Optional<Set<String>> visibleOrganizations() {
        requireOrganizations();
        if (seesEveryOrganization()) {
            return Optional.empty();
        }
        Set<String> visible = visible();
        if (visible.isEmpty() && !auth.orgs().canQuery()) {
            throw new RefusedException(RequestRefusal.FORBIDDEN, "You may not view organizations of this realm.");
        }
        return Optional.of(visible);
    }

    private boolean seesEveryOrganization() {
        return auth.hasOneAdminRole(
                AdminRoles.MANAGE_ORGANIZATIONS, AdminRoles.VIEW_ORGANIZATIONS, AdminRoles.MANAGE_REALM);
    }

    /** Fine-grained permissions: a rule about one organization overrules one about all, so each is asked. */
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

    /** Administrators need not own what they manage; for the secrets of user keys see {@link #mayHoldSecret}. */
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
    public boolean mayHoldSecret(ApiKeyType type, String ownerId) {
        if (type == ApiKeyType.BOT) {
            return true;
        }
        AdminAuth admin = auth.adminAuth();
        if (admin.getRealm().getId().equals(realm.getId())
                && admin.getUser().getId().equals(ownerId)) {
            return true;
        }
        // to whoever may impersonate everybody, nobody is not forbidden, but no member: the rules say so
        return services.memberships()
                .user(ownerId)
                .map(owner -> auth.users().canImpersonate(owner, null))
                .orElseGet(() -> auth.hasOneAdminRole(AdminRoles.IMPERSONATION));
    }

    /**
     * The catalogue and the settings are needed by everybody who looks at keys. To query organizations without seeing any is
     * not enough.
     *
     * @throws RefusedException with FORBIDDEN when the administrator may see neither the realm nor any organization
     */
    public void requireViewCatalog() {
        if (!auth.realm().canViewRealm()
                && visibleOrganizations().filter(Set::isEmpty).isPresent()) {
            throw new RefusedException(
                    RequestRefusal.FORBIDDEN, "You may view neither this realm nor any of its organizations.");
        }
    }

    /**
     * The catalogue and the settings bind the whole realm.
     *
     * @throws RefusedException with FORBIDDEN when the administrator may not manage the realm
     */
    public void requireManageCatalog() {
        if (!mayManageCatalog()) {
            throw new RefusedException(
                    RequestRefusal.FORBIDDEN, "Changing the catalogue or the settings takes the role manage-realm.");
        }
    }

    /** Whether the administrator may change the catalogue and the settings. */
    public boolean mayManageCatalog() {
        return auth.realm().canManageRealm();
    }

    /** Whether the administrator may change the keys of the organization, which they may see. */
    public boolean mayManage(OrganizationModel organization) {
        return auth.orgs().canManage(organization);
    }

    /** Whether the administrator may get to see the secrets of everybody's user keys; of some of them they may anyway. */
    public boolean mayImpersonate() {
        return auth.users().canImpersonate();
    }

    /** The same for some members of the organization at least. Of a large one not all are looked at: then it is assumed. */
    public boolean mayImpersonateSome(OrganizationModel organization) {
        if (mayImpersonate()) {
            return true;
        }
        if (!realm.isAdminPermissionsEnabled() || !mayManage(organization)) {
            return false;
        }
        List<UserModel> members = services.memberships().someMembers(organization, 0, LOOKED_AT);
        return members.size() == LOOKED_AT
                || members.stream().anyMatch(member -> auth.users().canImpersonate(member, null));
    }

    /**
     * Throws when the realm has organizations switched off.
     *
     * @throws RefusedException with ORGANIZATIONS_DISABLED then
     */
    public void requireOrganizations() {
        if (!services.memberships().areEnabled()) {
            throw new RefusedException(RequestRefusal.ORGANIZATIONS_DISABLED);
        }
    }
}
