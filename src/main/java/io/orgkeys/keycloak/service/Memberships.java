package io.orgkeys.keycloak.service;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.keycloak.authorization.fgap.AdminPermissionsSchema;
import org.keycloak.common.Profile;
import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.TextStorage;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs to which organization, read through Keycloak's caches. Answers with the truth, not with what the caller may
 * see: with fine-grained permissions Keycloak would otherwise filter by the rights of whoever is logged in.
 */
public final class Memberships {

    private final KeycloakSession session;
    private final CachedMembers cached;
    private final UserStorages storages;
    private final TextStorage storage;
    private @Nullable Boolean enabled;

    public Memberships(KeycloakSession session) {
        this(session, session.getProvider(ApiKeyStore.class));
    }

    /** @param storage says which ids there can be */
    Memberships(KeycloakSession session, TextStorage storage) {
        this.session = session;
        this.cached = new CachedMembers(session);
        this.storages = new UserStorages(session);
        this.storage = storage;
    }

    /** Whether the server and the realm have organizations switched on. */
    public boolean areEnabled() {
        if (enabled == null) {
            // not Organizations.isEnabled, which asks for the provider: see CachedOrganizations
            enabled = Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION)
                    && session.getContext().getRealm().isOrganizationsEnabled();
        }
        return enabled;
    }

    /** The organization; empty when there is none in this realm, or when organizations are switched off. */
    public Optional<OrganizationModel> organization(String id) {
        return areEnabled() && isPossible(id) ? Optional.ofNullable(byId(id)) : Optional.empty();
    }

    /** What a verification needs to know of the organization; empty as {@link #organization} is. */
    Optional<Organization> known(String id) {
        return areEnabled() && isPossible(id)
                ? new CachedOrganizations(session)
                        .find(id)
                        .or(() -> organization(id).map(Memberships::known))
                : Optional.empty();
    }

    /** Whether the realm has an organization with this id. Of one that it does not have, this is remembered. */
    boolean isOrganization(String id) {
        return new CachedOrganizations(session).find(id).isPresent() || !new AbsentOrganizations(session).has(id);
    }

    private boolean isPossible(String id) {
        return Identifier.isPlausible(id) && storage.canStore(id);
    }

    static Organization known(OrganizationModel organization) {
        return new Organization(organization.getId(), organization.getAlias(), organization.isEnabled());
    }

    private @Nullable OrganizationModel byId(String id) {
        try {
            return provider().getById(id);
        } catch (ModelException e) {
            // Keycloak's word for an organization of another realm; with a cause it is the database that failed
            if (e.getCause() != null) {
                throw e;
            }
            return null;
        }
    }

    /**
     * The user, if there is one and it is a member, enabled or not.
     *
     * @throws StoreUnavailableException when the user storage that has the user cannot be read
     */
    public Optional<UserModel> member(OrganizationModel organization, String userId) {
        Optional<UserModel> found = areEnabled() ? cached.find(userId) : Optional.empty();
        return found.or(() -> read(userId)).filter(user -> isMember(organization, user));
    }

    /** From Keycloak's user provider, which then has the user in its cache. */
    private Optional<UserModel> read(String userId) {
        Optional<UserModel> user = user(userId);
        user.ifPresent(found -> withoutAuthorization(() -> {
            cached.remember(found);
            return found;
        }));
        return user;
    }

    /**
     * The user of this realm, member or not.
     *
     * @throws StoreUnavailableException when the user storage that has the user cannot be read
     */
    public Optional<UserModel> user(String id) {
        return isPossible(id) ? Optional.ofNullable(storages.user(id)) : Optional.empty();
    }

    /**
     * To be called before a user is refused that Keycloak calls disabled or unknown.
     *
     * @throws StoreUnavailableException when the user storage that has the user cannot be read
     */
    public void requireReadable(String userId) {
        if (isPossible(userId)) {
            storages.user(userId);
        }
    }

    /**
     * The user with groups and roles that were read while the user storage that has the user could be read; empty when it has
     * the user no longer.
     *
     * @throws StoreUnavailableException when it cannot be read
     */
    Optional<UserModel> withRoles(UserModel user) {
        return Optional.ofNullable(storages.withRoles(user));
    }

    public boolean isMember(OrganizationModel organization, UserModel user) {
        return cached.isMember(organization.getId(), user.getId())
                .orElseGet(() -> withoutAuthorization(() -> provider().isMember(organization, user)));
    }

    /** Members of the organization, in a steady order: so many are skipped, and no more than so many returned. */
    public List<UserModel> someMembers(OrganizationModel organization, int first, int most) {
        return withoutAuthorization(() -> provider()
                .getMembersStream(organization, Map.of(), null, first, most)
                .toList());
    }

    /** The organizations of a user, sorted by name. */
    public List<OrganizationModel> organizationsOf(UserModel user) {
        return areEnabled()
                ? withoutAuthorization(() -> provider()
                        .getByMember(user)
                        .sorted(Comparator.comparing(OrganizationModel::getName))
                        .toList())
                : List.of();
    }

    /** The organization's own groups that the member is in. */
    public List<GroupModel> groups(OrganizationModel organization, UserModel member) {
        return withoutAuthorization(() ->
                provider().getOrganizationGroupsByMember(organization, member).toList());
    }

    private <T> T withoutAuthorization(Supplier<T> reading) {
        return AdminPermissionsSchema.runWithoutAuthorization(session, reading);
    }

    private OrganizationProvider provider() {
        return session.getProvider(OrganizationProvider.class);
    }
}
