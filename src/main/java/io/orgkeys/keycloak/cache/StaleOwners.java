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

/**
 * Whether Keycloak's caches still tell the truth about whom a key belongs to. Keycloak drops a user or an organization from
 * the cache when another node says that it was changed, and never otherwise: where that message is lost, a disabled owner
 * would go on being taken for enabled. So each time a key is read from the database, its owner is compared, too.
 */
final class StaleOwners {

    private final KeycloakSession session;
    private final RealmModel realm;

    /** @param session a fresh one, which gets to see what is stored now */
    StaleOwners(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /** Has Keycloak forget what it holds of the key's owner or organization if that is not what is stored. */
    void evict(ApiKey key) {
        if (key.type() == ApiKeyType.USER) {
            evictUser(key.ownerId());
        }
        evictOrganization(key.organizationId());
    }

    private void evictUser(String id) {
        UserCache cache = UserStorageUtil.userCache(session);
        // whether a user of another storage is enabled is that storage's affair
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
        OrganizationProvider stored = session.getProvider(OrganizationProvider.class, "jpa");
        // while the realm has organizations switched off, Keycloak would take each for disabled, and remember it
        if (cache == null || stored == null || !Organizations.isEnabled(session)) {
            return;
        }
        OrganizationModel before =
                session.getProvider(OrganizationProvider.class).getById(id);
        OrganizationModel now = stored.getById(id);
        boolean same = before == null ? now == null : now != null && before.isEnabled() == now.isEnabled();
        if (!same) {
            cache.registerInvalidation(id);
        }
    }
}
