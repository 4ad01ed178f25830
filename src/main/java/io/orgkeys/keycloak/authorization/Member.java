package io.orgkeys.keycloak.authorization;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.jspecify.annotations.Nullable;

/**
 * A user who calls with an access token. A member may perform all actions on their own user keys. For the other keys of
 * an organization, a member needs the permissions {@code apiKeys:*}. Some tokens allow only reading.
 */
public final class Member implements AccountCaller {

    private static final List<String> ALL_ACTIONS = List.of("create", "delete", "read", "update");
    private static final List<String> READ_ONLY = List.of("read");

    private final KeycloakSession session;
    private final UserModel user;
    private final boolean mayChange;
    private final ApiKeyServices services;
    private final @Nullable Permissions permissions;

    /** @param mayChange false for a token that allows only reading */
    public Member(KeycloakSession session, UserModel user, boolean mayChange, ApiKeyServices services) {
        this(session, user, mayChange, services, null);
    }

    /** @param permissions the permissions in the organization of the request; null to load them when needed */
    private Member(
            KeycloakSession session,
            UserModel user,
            boolean mayChange,
            ApiKeyServices services,
            @Nullable Permissions permissions) {
        this.session = session;
        this.user = user;
        this.mayChange = mayChange;
        this.services = services;
        this.permissions = permissions;
    }

    /** Reads the permissions in a new Keycloak session, because the session of the request returns cached data. */
    @Override
    public Member current(OrganizationModel organization) {
        String userId = user.getId();
        Optional<Permissions> now = ApiKeyServices.inNewSession(
                session.getKeycloakSessionFactory(),
                session.getContext().getRealm().getId(),
                own -> {
                    ApiKeyServices fresh = ApiKeyServices.of(own);
                    return fresh.memberships()
                            .user(userId)
                            .filter(UserModel::isEnabled)
                            .map(member -> fresh.memberships().organizationsOf(member).stream()
                                    .filter(candidate -> candidate.getId().equals(organization.getId()))
                                    .findFirst()
                                    .map(found -> fresh.entitlements().of(found, member))
                                    .orElseThrow(RequestRefusal.ORGANIZATION_NOT_FOUND::exception));
                });
        return new Member(
                session,
                user,
                mayChange,
                services,
                now.orElseThrow(() -> RequestRefusal.NOT_AUTHENTICATED.exception(
                        "The user of the token has been disabled or deleted.")));
    }

    @Override
    public Authority authority(OrganizationModel organization) {
        return new Authority(Impersonation.actor(session, user), permissions(organization), Networks.ANYWHERE, null);
    }

    @Override
    public Stream<OrganizationModel> organizations() {
        return services.memberships().organizationsOf(user).stream();
    }

    /**
     * Searches only the organizations of the member, so that the response time does not reveal whether another
     * organization exists.
     */
    @Override
    public OrganizationModel organization(String id) {
        return organizations()
                .filter(organization -> organization.getId().equals(id))
                .findFirst()
                .orElseThrow(RequestRefusal.ORGANIZATION_NOT_FOUND::exception);
    }

    @Override
    public Permissions permissions(OrganizationModel organization) {
        return permissions == null ? services.entitlements().of(organization, user) : permissions;
    }

    @Override
    public List<String> actions(OrganizationModel organization) {
        List<String> entitled = AccountCaller.super.actions(organization);
        return mayChange
                ? entitled
                : entitled.stream().filter(READ_ONLY::contains).toList();
    }

    @Override
    public List<String> ownActions() {
        return mayChange ? ALL_ACTIONS : READ_ONLY;
    }

    @Override
    public Optional<String> ownerId() {
        return Optional.of(user.getId());
    }

    @Override
    public Optional<ApiKey> key(OrganizationModel organization, String id) {
        return services.store()
                .keys()
                .findById(
                        session.getContext().getRealm().getId(),
                        id,
                        Set.of(organization.getId()),
                        mayManage(organization) ? null : user.getId());
    }

    @Override
    public boolean owns(ApiKey key) {
        return key.isOwnedBy(user.getId());
    }

    @Override
    public boolean may(KeyAction action, OrganizationModel organization, ApiKey key) {
        return (action == KeyAction.READ || mayChange)
                && (owns(key) || permissions(organization).covers(action.permission()));
    }

    @Override
    public boolean mayCreate(OrganizationModel organization, ApiKeyType type, String ownerId) {
        boolean own = type == ApiKeyType.USER && ownerId.equals(user.getId());
        return mayChange && (own || permissions(organization).covers(KeyAction.CREATE.permission()));
    }

    @Override
    public boolean maySeeSecret(ApiKeyType type, String ownerId) {
        return type == ApiKeyType.BOT || ownerId.equals(user.getId());
    }
}
