package io.orgkeys.keycloak.feed;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a change of a realm, a role or a group can change permissions beyond single users and organizations.
 * Keycloak reports many such changes that do not, for example at each synchronization of an LDAP directory. So a
 * background thread compares the {@link RealmFingerprint} with the one from before the change, in each realm that a
 * client polls.
 */
final class WatchedRealms {

    /** A realm is no longer compared if no client has polled it for longer than this. */
    private static final Duration FORGOTTEN_AFTER = ChangeLog.LONGEST;

    /**
     * Until a comparison has ended, polls report nothing about its change. After this time, they report that everything
     * may have changed.
     */
    private static final Duration OVERDUE_AFTER = Duration.ofMillis(400);

    /**
     * How long after a change this node may still hear of it, from another node or from another thread. The first
     * fingerprint can already contain such a change.
     */
    private static final Duration HEARING_DELAY = Duration.ofSeconds(1);

    /** How often to try again to read a fingerprint that could not be read. */
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    /** Within this time, an event about a realm explains why Keycloak cleared the users of the realm. */
    private static final Duration EXPLAINED_WITHIN = Duration.ofMillis(500);

    private static final Logger LOGGER = Logger.getLogger(WatchedRealms.class);

    private final ChangeLog log;
    private final Function<String, String> fingerprints;
    private final LongSupplier nanoTime;
    private final Runnable compareSoon;
    private final ConcurrentMap<String, Realm> realms = new ConcurrentHashMap<>();
    private volatile @Nullable Long realmLevelAt;

    /** The state of a realm. The methods that change it hold its lock for no longer than an assignment takes. */
    private static final class Realm {
        private @Nullable String fingerprint;
        private @Nullable Long comparedFrom;
        private @Nullable Long changedAt;
        private @Nullable Long comparingFor;
        private @Nullable Long usersClearedAt;
        private @Nullable Long attemptedAt;
        private long polledAt;
    }

    /**
     * @param fingerprints reads the fingerprint of the realm with this id
     * @param compareSoon makes another thread call {@link #compare} after a short time, in which more changes can come
     */
    WatchedRealms(ChangeLog log, Function<String, String> fingerprints, LongSupplier nanoTime, Runnable compareSoon) {
        this.log = log;
        this.fingerprints = fingerprints;
        this.nanoTime = nanoTime;
        this.compareSoon = compareSoon;
    }

    /** Watches the realm from now on. Call this method at each poll. */
    void watch(String realmId) {
        long now = nanoTime.getAsLong();
        Realm realm = realms.computeIfAbsent(realmId, id -> new Realm());
        boolean attempt;
        synchronized (realm) {
            realm.polledAt = now;
            attempt = realm.fingerprint == null
                    && (realm.attemptedAt == null || now - realm.attemptedAt > RETRY_INTERVAL.toNanos());
            if (attempt) {
                realm.attemptedAt = now;
            }
        }
        if (attempt) {
            compareSoon.run();
        }
    }

    /** Returns whether a comparison takes so long that polls must not wait for its result. */
    boolean isOverdue(String realmId) {
        Realm realm = realms.get(realmId);
        if (realm == null) {
            return false;
        }
        long now = nanoTime.getAsLong();
        synchronized (realm) {
            return isOverdue(realm.changedAt, now) || isOverdue(realm.comparingFor, now);
        }
    }

    /**
     * Returns for how long all changes of the realm have been compared, in nanoseconds; zero if they are not, or not
     * yet.
     */
    long watchedFor(String realmId) {
        Realm realm = realms.get(realmId);
        if (realm == null) {
            return 0;
        }
        synchronized (realm) {
            return realm.comparedFrom == null ? 0 : Math.max(0, nanoTime.getAsLong() - realm.comparedFrom);
        }
    }

    private static boolean isOverdue(@Nullable Long since, long now) {
        return since != null && now - since > OVERDUE_AFTER.toNanos();
    }

    /** A realm, a role or a group has changed. */
    void changed() {
        realmLevelAt = nanoTime.getAsLong();
        log.addRealmLevel();
        mark(null);
    }

    /** Keycloak has cleared all cached users of the realm. */
    void usersCleared(String realmId) {
        log.addRealmLevel();
        mark(realmId);
    }

    private void mark(@Nullable String clearedRealmId) {
        if (realms.isEmpty()) {
            return;
        }
        long now = nanoTime.getAsLong();
        realms.forEach((id, realm) -> {
            synchronized (realm) {
                if (realm.changedAt == null) {
                    realm.changedAt = now;
                }
                if (id.equals(clearedRealmId)) {
                    realm.usersClearedAt = now;
                }
            }
        });
        compareSoon.run();
    }

    /** Compares all realms that may have changed. Only one thread calls this method. */
    void compare() {
        realms.forEach(this::compare);
    }

    private void compare(String id, Realm realm) {
        long begin = nanoTime.getAsLong();
        Long usersClearedAt;
        synchronized (realm) {
            if (begin - realm.polledAt > FORGOTTEN_AFTER.toNanos()) {
                realms.remove(id);
                return;
            }
            if (realm.changedAt == null && realm.fingerprint != null) {
                return;
            }
            realm.comparingFor = realm.changedAt;
            realm.changedAt = null;
            usersClearedAt = realm.usersClearedAt;
            realm.usersClearedAt = null;
        }
        String fingerprint = read(id);
        boolean differs;
        synchronized (realm) {
            boolean first = realm.fingerprint == null;
            differs =
                    fingerprint == null ? realm.comparingFor != null : !first && !fingerprint.equals(realm.fingerprint);
            realm.fingerprint = fingerprint;
            if (fingerprint == null) {
                realm.comparedFrom = null;
            } else if (first) {
                realm.comparedFrom = nanoTime.getAsLong() + HEARING_DELAY.toNanos();
            }
        }
        if (differs || (usersClearedAt != null && !isExplained(usersClearedAt))) {
            log.addAll(id);
        }
        synchronized (realm) {
            realm.comparingFor = null;
        }
    }

    private boolean isExplained(long clearedAt) {
        Long at = realmLevelAt;
        return at != null && Math.abs(at - clearedAt) <= EXPLAINED_WITHIN.toNanos();
    }

    private @Nullable String read(String id) {
        try {
            return fingerprints.apply(id);
        } catch (RuntimeException | LinkageError e) {
            LOGGER.warnf(e, "The realm %s could not be compared. Resource servers verify all API keys again.", id);
            return null;
        }
    }
}
