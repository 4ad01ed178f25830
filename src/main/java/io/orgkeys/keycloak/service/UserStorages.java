package io.orgkeys.keycloak.service;

import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.keycloak.models.GroupModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.models.utils.StorageUnavailableUserModelDelegate;
import org.keycloak.models.utils.UserModelDelegate;
import org.keycloak.storage.DatastoreProvider;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.StoreManagers;
import org.keycloak.storage.UserStorageUtil;

import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads users from external user storages, such as LDAP, and detects an outage of the storage. During an outage,
 * Keycloak returns an imported user as disabled, and without the groups and roles that only the storage has.
 */
final class UserStorages {

    private static final Logger LOGGER = Logger.getLogger(UserStorages.class);

    private final KeycloakSession session;

    UserStorages(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Returns the user, or null if there is none.
     *
     * @throws StoreUnavailableException if the storage of the user cannot be read
     */
    @Nullable
    UserModel user(String id) {
        Supplier<@Nullable UserModel> reading = () -> session.users().getUserById(realm(), id);
        return requireReachable(id, StorageId.isLocalStorage(id) ? reading.get() : read(id, reading));
    }

    /**
     * Returns the user with the groups and roles from the storage. Keycloak also caches the incomplete groups and roles
     * that it reads during an outage, and keeps them after the outage. So on the first call for a cached user, this
     * method compares the cached groups and roles with those in the storage, and evicts the user if they differ.
     *
     * @return null if the storage no longer has the user
     * @throws StoreUnavailableException if the storage of the user cannot be read
     */
    @Nullable
    UserModel withRoles(UserModel user) {
        if (isLocal(user)
                || (user instanceof CachedUserModel cached
                        && cached.getCachedWith().containsKey(UserStorages.class))) {
            return user;
        }
        return read(user.getId(), () -> user instanceof CachedUserModel cached ? compared(cached) : loaded(user));
    }

    @SuppressWarnings("unchecked") // Keycloak returns a raw map
    private @Nullable UserModel compared(CachedUserModel cached) {
        UserModel stored = requireReachable(
                cached.getId(),
                ((StoreManagers) session.getProvider(DatastoreProvider.class))
                        .userStorageManager()
                        .getUserById(realm(), cached.getId()));
        if (stored != null && Holdings.of(stored).equals(Holdings.of(cached))) {
            cached.getCachedWith().put(UserStorages.class, true);
            return cached;
        }
        UserCache cache = UserStorageUtil.userCache(session);
        if (cache != null) {
            cache.evict(realm(), cached);
        }
        return stored;
    }

    /** Reads groups and roles now, because a storage may read them lazily, and an outage must be detected here. */
    private static UserModel loaded(UserModel user) {
        Holdings.of(user);
        return user;
    }

    private static boolean isLocal(UserModel user) {
        return user.getFederationLink() == null && StorageId.isLocalStorage(user.getId());
    }

    /**
     * Reads a user and converts failures to {@link StoreUnavailableException}s. Keycloak reports an outage of LDAP as a
     * {@link ModelException}. Another storage may throw any other exception.
     */
    private static @Nullable UserModel read(String userId, Supplier<@Nullable UserModel> reading) {
        try {
            return reading.get();
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (ModelException e) {
            LOGGER.warnf("The user storage of user %s cannot be read: %s", userId, e);
            throw unavailable(userId, e);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.errorf(e, "The user storage of user %s failed", userId);
            throw unavailable(userId, e);
        }
    }

    /**
     * Returns the user. Throws if the user is or wraps the placeholder object that Keycloak returns during an outage.
     * Keycloak has logged the cause.
     */
    private static @Nullable UserModel requireReachable(String id, @Nullable UserModel user) {
        for (UserModel at = user; at instanceof UserModelDelegate wrapped; at = wrapped.getDelegate()) {
            if (wrapped instanceof StorageUnavailableUserModelDelegate) {
                throw unavailable(id, null);
            }
        }
        return user;
    }

    private static StoreUnavailableException unavailable(String id, @Nullable Throwable cause) {
        return new StoreUnavailableException("The user storage of user " + id + " cannot be read", cause);
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }

    /** The ids of the groups and roles that Keycloak caches for a user. It does not cache groups of organizations. */
    private record Holdings(Set<String> groups, Set<String> roles) {

        static Holdings of(UserModel user) {
            return new Holdings(
                    user.getGroupsStream()
                            .filter(group -> group.getType() == GroupModel.Type.REALM)
                            .map(GroupModel::getId)
                            .collect(Collectors.toSet()),
                    user.getRoleMappingsStream().map(RoleModel::getId).collect(Collectors.toSet()));
        }
    }
}
