package io.orgkeys.keycloak.service;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.cache.infinispan.RealmCacheSession;
import org.keycloak.models.cache.infinispan.entities.AbstractRevisioned;
import org.keycloak.models.cache.infinispan.entities.InRealm;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

import io.orgkeys.keycloak.model.KeycloakInternals;
import org.jspecify.annotations.Nullable;

/**
 * A negative cache of client ids that the catalog contains, but that do not exist in the realm. Keycloak caches clients
 * that exist, and the names of missing roles, but it searches the database for a missing client each time.
 *
 * <p>The ids are stored in Keycloak's realm cache, under the name that Keycloak uses for the list of the realm's
 * clients. Keycloak itself does not store an entry with this name, but invalidates the entry on every node when a
 * client is created or deleted. {@link Renames} also invalidates the entry when a client gets another id. The rules of
 * Keycloak's cache prevent stale entries. An id is added only by a session that began after the latest invalidation,
 * and never to an entry that was invalidated in the meantime.
 */
public final class MissingClients {

    /**
     * The maximum number of ids. A catalog usually contains few clients. The maximum protects the memory from a catalog
     * that contains many on purpose.
     */
    private static final int MAX_IDS = 1_000;

    private static final KeycloakInternals INTERNALS =
            new KeycloakInternals("Clients of the catalog that do not exist are searched in the database each time.");

    private final KeycloakSession session;
    private final RealmModel realm;

    MissingClients(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    Optional<ClientModel> find(String clientId) {
        long now = System.nanoTime();
        // before the search, so that the entry has the revision from before it
        Optional<Entry> entry = INTERNALS.read(this::entry);
        if (entry.isPresent() && entry.get().missing.has(clientId, now)) {
            return Optional.empty();
        }
        Optional<ClientModel> client = Optional.ofNullable(realm.getClientByClientId(clientId));
        if (client.isEmpty()) {
            entry.ifPresent(found -> INTERNALS.use(() -> found.add(clientId, now)));
        }
        return client;
    }

    /** Returns the cached entry, or a new one. Empty if Keycloak has no cache, or if this session invalidated the entry. */
    private Optional<Entry> entry() {
        String name = name(realm);
        if (!(session.getProvider(CacheRealmProvider.class) instanceof RealmCacheSession cache)
                || cache.isInvalid(name)) {
            return Optional.empty();
        }
        Ids missing = cache.getCache().get(name, Ids.class);
        return Optional.of(new Entry(
                cache,
                missing == null ? new Ids(cache.getCache().getCurrentRevision(name), name, realm.getId()) : missing));
    }

    /** The access to the cache. A class of its own, so that the JVM links it only where a failure is caught. */
    private record Entry(RealmCacheSession cache, Ids missing) {

        void add(String clientId, long now) {
            if (missing.lookedUpAt.size() >= MAX_IDS) {
                missing.lookedUpAt.values().removeIf(time -> now - time >= AbsentOrganizations.LIFESPAN);
            }
            if (missing.getRevision() <= cache.getStartupRevision() && missing.lookedUpAt.size() < MAX_IDS) {
                missing.lookedUpAt.put(clientId, now);
                cache.getCache().addRevisioned(missing, cache.getStartupRevision());
            }
        }
    }

    private static String name(RealmModel realm) {
        return realm.getId() + RealmCacheSession.REALM_CLIENTS_QUERY_SUFFIX;
    }

    private static final class Ids extends AbstractRevisioned implements InRealm {

        private final String realmId;

        /** The {@link System#nanoTime()} of the lookup, by client id. */
        private final Map<String, Long> lookedUpAt = new ConcurrentHashMap<>();

        Ids(long revision, String name, String realmId) {
            super(revision, name);
            this.realmId = realmId;
        }

        boolean has(String clientId, long now) {
            Long time = lookedUpAt.get(clientId);
            return time != null && now - time < AbsentOrganizations.LIFESPAN;
        }

        @Override
        public String getRealm() {
            return realmId;
        }
    }

    /**
     * Invalidates the missing ids when a client gets another id, because Keycloak does so only when a client is created
     * or deleted.
     */
    public static final class Renames implements ProviderEventListener {

        @Override
        public void onEvent(ProviderEvent event) {
            if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
                @Nullable
                CacheRealmProvider cache = renamed.getKeycloakSession().getProvider(CacheRealmProvider.class);
                if (cache != null) {
                    cache.registerInvalidation(name(renamed.getUpdatedClient().getRealm()));
                }
            }
        }
    }
}
