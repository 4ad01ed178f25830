package io.orgkeys.keycloak.service;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.cache.infinispan.UserAdapter;
import org.keycloak.models.cache.infinispan.UserCacheSession;
import org.keycloak.models.cache.infinispan.entities.CachedUser;
import org.keycloak.models.cache.infinispan.entities.Revisioned;
import org.keycloak.models.cache.infinispan.organization.CachedMembership;
import org.keycloak.models.cache.infinispan.organization.CachedOrganizationIds;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.storage.CacheableStorageProviderModel;
import org.keycloak.storage.StorageId;

import io.orgkeys.keycloak.model.KeycloakInternals;
import io.orgkeys.keycloak.model.Organization;
import org.jspecify.annotations.Nullable;

/**
 * Reads users and their memberships from Keycloak's user cache.
 *
 * <p>Keycloak's own user provider reads the same cache, but executes SQL for each cached user who is a member of two or
 * more organizations. The reason is that Keycloak checks whether a disabled organization manages the user, and caches
 * the result only for the organization whose membership was requested. In a realm with fine-grained admin permissions,
 * Keycloak's provider also reads the user's organizations from the database each time. This class makes the same check,
 * but only with Keycloak's cache entries under Keycloak's names. So Keycloak invalidates these entries on every node
 * when a membership, a user or an organization changes.
 */
final class CachedMembers {

    private static final KeycloakInternals INTERNALS =
            new KeycloakInternals("Verifications read members through Keycloak's providers, which is slower.");

    private final KeycloakSession session;

    CachedMembers(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Returns the user as Keycloak's user provider would return it. Empty if the cache lacks an entry. The caller must
     * then use Keycloak's provider.
     */
    Optional<UserModel> find(String id) {
        return INTERNALS.read(() -> new Entries(session).find(id));
    }

    /**
     * Returns whether the cache lists the organization among those of the user. If it does not, the caller must use
     * Keycloak's provider, because another Keycloak release may cache incomplete lists.
     */
    boolean isMember(String organizationId, String userId) {
        return INTERNALS
                .read(() -> new Entries(session).organizations(userId))
                .filter(organizations -> organizations.contains(organizationId))
                .isPresent();
    }

    /**
     * Adds the cache entries that {@link #find} needs, but that Keycloak does not always add. Call this method for a
     * user that Keycloak's provider returned. Switch off authorization for the call, because the cache must contain all
     * organizations of the user.
     */
    void remember(UserModel user) {
        INTERNALS.use(() -> new Entries(session).add(user));
    }

    /**
     * The access to Keycloak's cache. It is in a separate class, so that the JVM links this class only within a call of
     * {@code INTERNALS}. This call catches the failure if Keycloak's internal classes have changed.
     */
    private static final class Entries {

        private final KeycloakSession session;
        private final CachedOrganizations organizations;

        Entries(KeycloakSession session) {
            this.session = session;
            this.organizations = new CachedOrganizations(session);
        }

        Optional<UserModel> find(String id) {
            UserCacheSession cache = cache();
            return cache == null ? Optional.empty() : find(cache, id);
        }

        private Optional<UserModel> find(UserCacheSession cache, String id) {
            CachedUser user = user(cache, id);
            CachedOrganizationIds ids = organizationsOf(cache, id);
            if (user == null || ids == null) {
                return Optional.empty();
            }
            boolean managedByDisabled = false;
            for (String organizationId : ids.getOrgIds()) {
                Organization organization = organizations.find(organizationId).orElse(null);
                if (organization == null) {
                    return Optional.empty();
                }
                if (!organization.enabled()) {
                    CachedMembership membership =
                            read(cache, membershipName(organizationId, id), CachedMembership.class);
                    if (membership == null) {
                        return Optional.empty();
                    }
                    managedByDisabled |= membership.isManaged();
                }
            }
            UserModel found = new UserAdapter(user, cache, session, realm());
            return Optional.of(managedByDisabled ? new ReadOnlyUserModelDelegate(found, false) : found);
        }

        Optional<Collection<String>> organizations(String userId) {
            UserCacheSession cache = cache();
            return cache == null || user(cache, userId) == null
                    ? Optional.empty()
                    : Optional.ofNullable(organizationsOf(cache, userId)).map(CachedOrganizationIds::getOrgIds);
        }

        void add(UserModel user) {
            UserCacheSession cache = cache();
            if (cache == null
                    || user(cache, user.getId()) == null
                    || cache.isInvalid(organizationsName(user.getId()))) {
                return;
            }
            OrganizationProvider provider = session.getProvider(OrganizationProvider.class);
            for (OrganizationModel organization : organizations(cache, provider, user)) {
                if (!organization.isEnabled()) {
                    // this call caches whether the organization manages the user
                    provider.isMember(organization, user);
                }
            }
        }

        private List<OrganizationModel> organizations(
                UserCacheSession cache, OrganizationProvider provider, UserModel user) {
            String name = organizationsName(user.getId());
            long revision = cache.getCache().getCurrentRevision(name);
            // Keycloak caches the result, except in realms with fine-grained admin permissions
            List<OrganizationModel> found = provider.getByMember(user).toList();
            if (organizationsOf(cache, user.getId()) == null) {
                cache.getCache()
                        .addRevisioned(
                                new CachedOrganizationIds(revision, name, realm(), found.stream()),
                                cache.getStartupRevision());
            }
            return found;
        }

        /** Returns the cached user. Null if Keycloak's user cache would not use the entry either. */
        private @Nullable CachedUser user(UserCacheSession cache, String id) {
            CachedUser user = read(cache, id, CachedUser.class);
            if (user == null || !user.getRealm().equals(realm().getId())) {
                return null;
            }
            StorageId storage =
                    user.getFederationLink() == null ? new StorageId(id) : new StorageId(user.getFederationLink(), id);
            if (storage.isLocal()) {
                return user;
            }
            ComponentModel component = realm().getComponent(storage.getProviderId());
            return component == null || new CacheableStorageProviderModel(component).shouldInvalidate(user)
                    ? null
                    : user;
        }

        private @Nullable CachedOrganizationIds organizationsOf(UserCacheSession cache, String userId) {
            return read(cache, organizationsName(userId), CachedOrganizationIds.class);
        }

        /** Returns the entry. Null if there is none, or if this session has changed the cached object. */
        private static <T extends Revisioned> @Nullable T read(UserCacheSession cache, String name, Class<T> type) {
            return cache.isInvalid(name) ? null : cache.getCache().get(name, type);
        }

        /** Returns Keycloak's user cache. Null if the cache or the organizations of the realm are switched off. */
        private @Nullable UserCacheSession cache() {
            return realm().isOrganizationsEnabled()
                            && session.getProvider(UserCache.class) instanceof UserCacheSession cache
                    ? cache
                    : null;
        }

        private RealmModel realm() {
            return session.getContext().getRealm();
        }

        /**
         * Returns Keycloak's name of the entry. If another Keycloak release uses another name, the entry is not found,
         * and Keycloak's provider is used.
         */
        private String organizationsName(String userId) {
            return realm().getId() + ".org.member." + userId + ".orgs";
        }

        private String membershipName(String organizationId, String userId) {
            return realm().getId() + ".org." + organizationId + ".member." + userId + ".membership";
        }
    }
}
