package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.models.cache.CachedRealmModel;
import org.keycloak.models.cache.infinispan.CachedCount;
import org.keycloak.models.cache.infinispan.RealmCacheSession;
import org.keycloak.organization.OrganizationProvider;

import io.orgkeys.keycloak.model.KeycloakInternals;
import org.jspecify.annotations.Nullable;

/**
 * A negative cache of organization ids. A caller can name the required organization by its alias; the verification then
 * checks that this alias is not the id of another organization. Keycloak caches only organizations that exist, so
 * without this class, the check would query the database each time. The entries are stored with the realm in Keycloak's
 * cache. Keycloak also caches the number of organizations, as an object that it invalidates on every node when an
 * organization is created. Our entries are valid as long as the cache contains the same object. The number of entries
 * is bounded, because only aliases of existing organizations are looked up here.
 */
final class AbsentOrganizations {

    /** The lifespan of an entry in a negative cache, in nanoseconds. It limits the effect of a lost cluster message. */
    static final long LIFESPAN = Duration.ofSeconds(60).toNanos();

    /**
     * The end of the name of Keycloak's cache entry for the number of organizations, as in {@code
     * InfinispanOrganizationProvider}.
     */
    private static final String COUNT_SUFFIX = ".org.count";

    private static final KeycloakInternals INTERNALS = new KeycloakInternals(
            "Aliases of organizations are searched in the database each time a caller requires one.");

    private final KeycloakSession session;
    private final RealmModel realm;

    AbsentOrganizations(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * The ids that did not exist while Keycloak's cache contained this entry for the number of organizations.
     *
     * @param count Keycloak's cache entry for the number of organizations
     * @param at the {@link System#nanoTime()} of the lookup, by id
     */
    private record Absent(CachedCount count, Map<String, Long> at) {

        boolean has(String id, long now) {
            Long time = at.get(id);
            return time != null && now - time < LIFESPAN;
        }
    }

    /** Returns whether the realm has no organization with this id. */
    boolean has(String id) {
        long now = System.nanoTime();
        if (INTERNALS
                .read(this::validEntry)
                .filter(cached -> cached.has(id, now))
                .isPresent()) {
            return true;
        }
        // in a new transaction, because the transaction of the request may see an older state
        Answer answer = ApiKeyServices.inNewSession(
                session.getKeycloakSessionFactory(), realm.getId(), own -> lookUp(own, realm.getId(), id));
        if (answer.absent && answer.count != null) {
            CachedCount count = answer.count;
            INTERNALS.use(() -> keep(id, count, now));
        }
        return answer.absent;
    }

    private record Answer(boolean absent, @Nullable CachedCount count) {}

    private static Answer lookUp(KeycloakSession session, String realmId, String id) {
        // read the count first, because an organization that is created later invalidates the count
        session.getProvider(OrganizationProvider.class).count();
        CachedCount count = cachedCount(session, realmId).orElse(null);
        return new Answer(new Memberships(session).organization(id).isEmpty(), count);
    }

    @SuppressWarnings("ReferenceEquality") // a new entry with the same number is a different object
    private Optional<Absent> validEntry() {
        return realm instanceof CachedRealmModel cached
                        && cached.getCachedWith().get(AbsentOrganizations.class) instanceof Absent absent
                        && cachedCount(session, realm.getId()).orElse(null) == absent.count
                ? Optional.of(absent)
                : Optional.empty();
    }

    @SuppressWarnings("unchecked") // Keycloak returns a raw map
    private void keep(String id, CachedCount count, long now) {
        if (realm instanceof CachedRealmModel cached) {
            ((ConcurrentMap<Object, Object>) cached.getCachedWith())
                    .compute(AbsentOrganizations.class, (name, before) -> with(before, id, count, now));
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static Absent with(@Nullable Object before, String id, CachedCount count, long now) {
        Absent absent = before instanceof Absent former && former.count == count
                ? former
                : new Absent(count, new ConcurrentHashMap<>());
        absent.at.put(id, now);
        return absent;
    }

    /**
     * Returns Keycloak's cache entry for the number of organizations. Empty if there is none, or if this session has
     * changed it.
     */
    static Optional<CachedCount> cachedCount(KeycloakSession session, String realmId) {
        String name = realmId + COUNT_SUFFIX;
        return INTERNALS.read(() -> session.getProvider(CacheRealmProvider.class) instanceof RealmCacheSession cache
                        && !cache.isInvalid(name)
                ? Optional.ofNullable(cache.getCache().get(name, CachedCount.class))
                : Optional.empty());
    }
}
