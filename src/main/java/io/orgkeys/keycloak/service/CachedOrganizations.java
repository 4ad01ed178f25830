package io.orgkeys.keycloak.service;

import java.util.Optional;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.cache.infinispan.RealmCacheSession;
import org.keycloak.models.cache.infinispan.organization.CachedOrganization;

import io.orgkeys.keycloak.model.Organization;

/**
 * Organizations as far as Keycloak's realm cache has them. Keycloak's own provider reads the same cache, but whoever asks for
 * that provider gets an entity manager and a part in a transaction along with it, which a warm verification has no use for.
 */
final class CachedOrganizations {

    private final KeycloakSession session;

    CachedOrganizations(KeycloakSession session) {
        this.session = session;
    }

    /** Empty when the cache cannot say: then the provider can. */
    Optional<Organization> find(String id) {
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
