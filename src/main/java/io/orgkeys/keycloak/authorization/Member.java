package io.orgkeys.keycloak.authorization;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.keycloak.models.AccountRoles;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.managers.Auth;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.NotAllowedException;
import io.orgkeys.keycloak.model.OrganizationNotFoundException;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * A user with an account token: may do everything with the own user keys, and with those of others in an organization what
 * the entitlements {@code apiKeys:*} allow. As everywhere in Keycloak's account REST, changing takes the role
 * {@code manage-account}.
 */
public final class Member implements AccountCaller {

    private static final List<String> EVERYTHING = List.of("create", "delete", "read", "update");
    private static final List<String> LOOKING = List.of("read");

    private final Auth auth;
    private final UserModel user;
    private final ApiKeyServices services;

    /**
     * A user whose token was found good.
     *
     * @throws NotAllowedException when the token holds none of the account roles
     */
    public Member(Auth auth, ApiKeyServices services) {
        if (!auth.hasOneOfAppRole(auth.getClient(), AccountRoles.VIEW_PROFILE, AccountRoles.MANAGE_ACCOUNT)) {
            throw new NotAllowedException(
                    "The token lacks the role view-profile or manage-account of the client account.");
        }
        this.auth = auth;
        this.user = auth.getUser();
        this.services = services;
    }

    @Override
    public Authority authority(OrganizationModel organization) {
        return new Authority(
                new Actor(Actor.Type.USER, user.getId(), user.getUsername()),
                permissions(organization),
                Networks.ANYWHERE,
                null);
    }

    @Override
    public Stream<OrganizationModel> organizations() {
        return services.memberships().organizationsOf(user).stream();
    }

    @Override
    public OrganizationModel organization(String id) {
        return services.memberships()
                .organization(id)
                .filter(organization -> services.memberships().isMember(organization, user))
                .orElseThrow(OrganizationNotFoundException::new);
    }

    @Override
    public Permissions permissions(OrganizationModel organization) {
        return services.entitlements().of(organization, user);
    }

    @Override
    public List<String> actions(OrganizationModel organization) {
        List<String> entitled = AccountCaller.super.actions(organization);
        return mayChange()
                ? entitled
                : entitled.stream().filter(LOOKING::contains).toList();
    }

    @Override
    public List<String> ownActions() {
        return mayChange() ? EVERYTHING : LOOKING;
    }

    @Override
    public Optional<String> ownerId() {
        return Optional.of(user.getId());
    }

    @Override
    public boolean maySee(OrganizationModel organization, ApiKey key) {
        return owns(key) || mayManage(organization);
    }

    @Override
    public boolean owns(ApiKey key) {
        return key.isOwnedBy(user.getId());
    }

    @Override
    public boolean may(KeyAction action, OrganizationModel organization, ApiKey key) {
        return (action == KeyAction.READ || mayChange())
                && (owns(key) || permissions(organization).covers(action.permission()));
    }

    @Override
    public boolean mayCreate(OrganizationModel organization, ApiKeyType type, String ownerId) {
        boolean own = type == ApiKeyType.USER && ownerId.equals(user.getId());
        return mayChange() && (own || permissions(organization).covers(KeyAction.CREATE.permission()));
    }

    @Override
    public boolean mayHoldSecret(ApiKeyType type, String ownerId) {
        return type == ApiKeyType.BOT || ownerId.equals(user.getId());
    }

    private boolean mayChange() {
        return auth.hasClientRole(auth.getClient(), AccountRoles.MANAGE_ACCOUNT);
    }
}
