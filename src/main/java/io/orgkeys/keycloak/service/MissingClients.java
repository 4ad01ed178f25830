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
 * <p>The ids are stored in Keycloak's realm cache, as an entry with a name that Keycloak has reserved for the list of
 * the realm's clients. Keycloak never stores an entry with this name, but invalidates such an entry on every node when
 * a client is created or deleted. {@link Renames} also invalidates the entry when the client id of a client changes.
 * The rules of Keycloak's cache prevent stale entries. A session adds an id only if it began after the latest
 * invalidation, and never adds an id to an entry that was invalidated in the meantime.
 */
public final class MissingClients {

    /**
     * The maximum number of ids. A catalog usually contains few clients. The maximum limits the memory for a catalog
     * with very many client ids.
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
        // read the entry before the search for the client, so that the cache refuses the entry if a client is created
        // during the search
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

    /**
     * Returns the cached entry, or a new one. Empty if Keycloak has no cache, or if this session has invalidated the
     * entry.
     */
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

    /**
     * The access to Keycloak's cache. It is in a separate class, so that the JVM links this class only within a call of
     * {@code INTERNALS}. This call catches the failure if Keycloak's internal classes have changed.
     */
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
     * Invalidates the cached ids when the client id of a client changes, because Keycloak invalidates them only when a
     * client is created or deleted.
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
