package io.orgkeys.keycloak.service;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.cache.infinispan.RealmCacheSession;
import org.keycloak.models.cache.infinispan.organization.CachedOrganization;

import io.orgkeys.keycloak.model.KeycloakInternals;
import io.orgkeys.keycloak.model.Organization;

/**
 * Reads organizations from Keycloak's realm cache. Keycloak's provider reads the same cache, but it also creates an
 * entity manager and enlists it in the transaction. This class does neither, because a verification that finds all data
 * in caches does not need an entity manager.
 */
final class CachedOrganizations {

    private static final KeycloakInternals INTERNALS =
            new KeycloakInternals("Verifications read organizations through Keycloak's provider, which is slower.");

    private final KeycloakSession session;

    CachedOrganizations(KeycloakSession session) {
        this.session = session;
    }

    /**
     * Returns the organization, if Keycloak's cache has an entry for it. Empty does not mean that the organization does
     * not exist. The caller must then use Keycloak's {@code OrganizationProvider}.
     */
    Optional<Organization> find(String id) {
        return INTERNALS.read(() -> cached(id));
    }

    private Optional<Organization> cached(String id) {
        if (!(session.getProvider(CacheRealmProvider.class) instanceof RealmCacheSession cache)
                || cache.isInvalid(id)) {
            return Optional.empty();
        }
        CachedOrganization cached = cache.getCache().get(id, CachedOrganization.class);
        return cached != null
                        && cached.getRealm()
                                .equals(session.getContext().getRealm().getId())
                ? Optional.of(new Organization(id, cached.getAlias(), cached.isEnabled()))
                : Optional.empty();
    }
}
