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
 * Reads users, organizations and memberships of the realm through Keycloak's caches. Switches off authorization for
 * these reads. Otherwise, in a realm with fine-grained admin permissions, Keycloak would return only the data that the
 * logged-in user may see.
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

    Memberships(KeycloakSession session, TextStorage storage) {
        this.session = session;
        this.cached = new CachedMembers(session);
        this.storages = new UserStorages(session);
        this.storage = storage;
    }

    /** Returns whether organizations are switched on in the server and in the realm. */
    public boolean areEnabled() {
        if (enabled == null) {
            // not Organizations.isEnabled, because that method would create Keycloak's OrganizationProvider: see
            // CachedOrganizations
            enabled = Profile.isFeatureEnabled(Profile.Feature.ORGANIZATION)
                    && session.getContext().getRealm().isOrganizationsEnabled();
        }
        return enabled;
    }

    /** Returns the organization. Empty if the realm does not have it, or if organizations are switched off. */
    public Optional<OrganizationModel> organization(String id) {
        return areEnabled() && isPossible(id) ? Optional.ofNullable(byId(id)) : Optional.empty();
    }

    /** Returns the data that a verification needs of the {@link #organization}. */
    Optional<Organization> known(String id) {
        return areEnabled() && isPossible(id)
                ? new CachedOrganizations(session)
                        .find(id)
                        .or(() -> organization(id).map(Memberships::known))
                : Optional.empty();
    }

    /** Returns whether the realm has an organization with this id. Also caches a negative result. */
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
            // Keycloak throws an exception without a cause for an organization of another realm, and an exception with
            // a cause for a database failure
            if (e.getCause() != null) {
                throw e;
            }
            return null;
        }
    }

    /**
     * Returns the member, whether enabled or not.
     *
     * @throws StoreUnavailableException if the user storage cannot be read
     */
    Optional<UserModel> member(OrganizationModel organization, String userId) {
        Optional<UserModel> found = areEnabled() ? cached.find(userId) : Optional.empty();
        return found.or(() -> read(userId)).filter(user -> isMember(organization, user));
    }

    private Optional<UserModel> read(String userId) {
        Optional<UserModel> user = user(userId);
        user.ifPresent(found -> withoutAuthorization(() -> {
            cached.remember(found);
            return found;
        }));
        return user;
    }

    /**
     * Returns the user of this realm, whether a member or not.
     *
     * @throws StoreUnavailableException if the user storage cannot be read
     */
    public Optional<UserModel> user(String id) {
        return isPossible(id) ? Optional.ofNullable(storages.user(id)) : Optional.empty();
    }

    /**
     * Checks that the user can be read. Call this method before you refuse a user whom Keycloak reports as disabled or
     * unknown, because during an outage of a user storage, Keycloak reports every user of this storage as disabled or
     * unknown.
     *
     * @throws StoreUnavailableException if the user storage cannot be read
     */
    public void requireReadable(String userId) {
        if (isPossible(userId)) {
            storages.user(userId);
        }
    }

    /**
     * Returns the user with the groups and roles from the user storage, because groups and roles that Keycloak cached
     * during an outage of the storage may be incomplete. Empty if the storage no longer has the user.
     *
     * @throws StoreUnavailableException if the user storage cannot be read
     */
    Optional<UserModel> withRoles(UserModel user) {
        return Optional.ofNullable(storages.withRoles(user));
    }

    boolean isMember(OrganizationModel organization, UserModel user) {
        return cached.isMember(organization.getId(), user.getId())
                || withoutAuthorization(() -> provider().isMember(organization, user));
    }

    /** Returns a page of the members, in a stable order. */
    public List<UserModel> someMembers(OrganizationModel organization, int first, int most) {
        return withoutAuthorization(() -> provider()
                .getMembersStream(organization, Map.of(), null, first, most)
                .toList());
    }

    /** Returns the organizations of a user, sorted by name. */
    public List<OrganizationModel> organizationsOf(UserModel user) {
        return areEnabled()
                ? withoutAuthorization(() -> provider()
                        .getByMember(user)
                        .sorted(Comparator.comparing(OrganizationModel::getName))
                        .toList())
                : List.of();
    }

    /** Returns the organization's own groups that the member belongs to. */
    List<GroupModel> groups(OrganizationModel organization, UserModel member) {
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
