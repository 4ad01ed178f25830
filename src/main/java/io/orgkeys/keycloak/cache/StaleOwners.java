package io.orgkeys.keycloak.cache;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.cache.UserCache;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.organization.utils.Organizations;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeycloakInternals;

/**
 * Evicts the owner of a key from Keycloak's own caches if the cached state differs from the database. When another node
 * changes a user or an organization, Keycloak evicts the cached object on this node only after a message from the other
 * node. If the message is lost, a disabled owner would stay enabled on this node. So each time a key is read from the
 * database, its cached owner is compared with the database, too.
 */
final class StaleOwners {

    private static final KeycloakInternals INTERNALS = new KeycloakInternals(
            "If a message between nodes is lost, a disabled owner can stay enabled on a node until Keycloak's cache entry"
                    + " expires.");

    private final KeycloakSession session;
    private final RealmModel realm;

    /** @param session a new session, which reads the current state of the database */
    StaleOwners(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Evicts the key's owner and organization from Keycloak's caches if they differ from the database. */
    void evict(ApiKey key) {
        if (key.type() == ApiKeyType.USER) {
            INTERNALS.use(() -> evictUser(key.ownerId()));
        }
        INTERNALS.use(() -> evictOrganization(key.organizationId()));
    }

    private void evictUser(String id) {
        UserCache cache = UserStorageUtil.userCache(session);
        // the user storage, and not Keycloak's database, decides whether a federated user is enabled
        if (cache == null || !StorageId.isLocalStorage(id)) {
            return;
        }
        UserModel cached = session.users().getUserById(realm, id);
        UserModel stored = session.getProvider(UserProvider.class, "jpa").getUserById(realm, id);
        boolean same = cached == null
                ? stored == null
                : stored != null && (cached.isFederated() || cached.isEnabled() == stored.isEnabled());
        if (!same) {
            cache.evict(realm, cached == null ? stored : cached);
        }
    }

    private void evictOrganization(String id) {
        CacheRealmProvider cache = session.getProvider(CacheRealmProvider.class);
        OrganizationProvider storage = session.getProvider(OrganizationProvider.class, "jpa");
        // while organizations are disabled for the realm, Keycloak would load each organization as disabled and cache
        // this wrong state
        if (cache == null || storage == null || !Organizations.isEnabled(session)) {
            return;
        }
        OrganizationModel cached =
                session.getProvider(OrganizationProvider.class).getById(id);
        OrganizationModel stored = storage.getById(id);
        boolean same = cached == null ? stored == null : stored != null && cached.isEnabled() == stored.isEnabled();
        if (!same) {
            cache.registerInvalidation(id);
        }
    }
}
