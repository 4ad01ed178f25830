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

import org.jspecify.annotations.Nullable;

/**
 * A negative cache of organization ids. Keycloak caches only the organizations that exist, so a verification that asks for one
 * by its alias would ask the database each time whether another organization has that id. The entries stay with the realm in
 * Keycloak's cache. They are valid as long as Keycloak's cache keeps the same number of organizations: Keycloak drops that number
 * on every node when an organization is created. Only aliases of organizations are looked up here, so the cache is bounded.
 */
final class AbsentOrganizations {

    /** Of negative cache entries, in nanoseconds. Bounds the effect of a lost cluster message. */
    static final long LIFESPAN = Duration.ofSeconds(60).toNanos();

    /** As in Keycloak's {@code InfinispanOrganizationProvider}. */
    private static final String COUNT_SUFFIX = ".org.count";

    private final KeycloakSession session;
    private final RealmModel realm;

    AbsentOrganizations(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * The ids that were absent while Keycloak's cache had this number of organizations.
     *
     * @param at by id: {@link System#nanoTime()} of the lookup
     */
    private record Absent(CachedCount witness, Map<String, Long> at) {

        boolean has(String id, long now) {
            Long time = at.get(id);
            return time != null && now - time < LIFESPAN;
        }
    }

    /** Whether the realm has no organization with this id. */
    boolean has(String id) {
        long now = System.nanoTime();
        Absent known = known();
        if (known != null && known.has(id, now)) {
            return true;
        }
        // in a new transaction: that of the request may see an older state
        Answer answer = ApiKeyServices.inNewSession(
                session.getKeycloakSessionFactory(), realm.getId(), own -> ask(own, realm.getId(), id));
        if (answer.absent && answer.witness != null) {
            keep(id, answer.witness, now);
        }
        return answer.absent;
    }

    private record Answer(boolean absent, @Nullable CachedCount witness) {}

    private static Answer ask(KeycloakSession session, String realmId, String id) {
        // first: an organization that is created from now on invalidates this number
        session.getProvider(OrganizationProvider.class).count();
        CachedCount witness = witness(session, realmId).orElse(null);
        return new Answer(new Memberships(session).organization(id).isEmpty(), witness);
    }

    @SuppressWarnings("ReferenceEquality") // two entries with the same number differ
    private @Nullable Absent known() {
        return realm instanceof CachedRealmModel cached
                        && cached.getCachedWith().get(AbsentOrganizations.class) instanceof Absent absent
                        && witness(session, realm.getId()).orElse(null) == absent.witness
                ? absent
                : null;
    }

    @SuppressWarnings("unchecked") // Keycloak's map has no types
    private void keep(String id, CachedCount witness, long now) {
        if (realm instanceof CachedRealmModel cached) {
            ((ConcurrentMap<Object, Object>) cached.getCachedWith())
                    .compute(AbsentOrganizations.class, (name, before) -> with(before, id, witness, now));
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private static Absent with(@Nullable Object before, String id, CachedCount witness, long now) {
        Absent absent = before instanceof Absent known && known.witness == witness
                ? known
                : new Absent(witness, new ConcurrentHashMap<>());
        absent.at.put(id, now);
        return absent;
    }

    /** Keycloak's cache entry with the number of organizations. Empty if there is none, or this session has changed it. */
    private static Optional<CachedCount> witness(KeycloakSession session, String realmId) {
        String name = realmId + COUNT_SUFFIX;
        return session.getProvider(CacheRealmProvider.class) instanceof RealmCacheSession cache
                        && !cache.isInvalid(name)
                ? Optional.ofNullable(cache.getCache().get(name, CachedCount.class))
                : Optional.empty();
    }
}
