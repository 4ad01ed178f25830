package io.orgkeys.keycloak.feed;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.keycloak.cache.LocalCache;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.CacheRealmProvider;
import org.keycloak.provider.Provider;
import org.keycloak.storage.StorageId;
import org.keycloak.storage.UserStorageUtil;

import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyStoreFactory;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.TooManyRequestsException;

/** The change feed of this node. Answers polls from memory. */
public final class ChangeFeed implements Provider {

    /**
     * After this time, a change takes effect even if messages between nodes are lost. It is a second shorter than the
     * documented minute, for the introspection after that.
     */
    private static final Duration WITHOUT_MESSAGES = Duration.ofSeconds(59);

    private static final Duration SHORTEST_LIFESPAN = Duration.ofSeconds(1);

    private final ChangeLog log;
    private final WatchedRealms realms;
    private final PendingReports reports;
    private final LocalCache<String, TokenBucket> buckets;
    private final FeedMetrics metrics;
    private final Clock clock;

    ChangeFeed(
            ChangeLog log,
            WatchedRealms realms,
            PendingReports reports,
            LocalCache<String, TokenBucket> buckets,
            FeedMetrics metrics,
            Clock clock) {
        this.log = log;
        this.realms = realms;
        this.reports = reports;
        this.buckets = buckets;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Takes a token of the client.
     *
     * @throws TooManyRequestsException if the client polls too often
     */
    public void limit(RealmModel realm, ClientModel client) {
        Duration wait = buckets.get(realm.getId() + '/' + client.getId()).take();
        if (!wait.isZero()) {
            metrics.limited.increment();
            throw new TooManyRequestsException(
                    "The client polls too often. Poll every 500 milliseconds.", RetryAfter.of(wait));
        }
    }

    /** Returns the changes in a realm within this duration until now, in milliseconds. */
    public FeedChanges poll(RealmModel realm, long since) {
        realms.watch(realm.getId());
        // before the log is read: if a comparison ends in between, its result is in the log
        boolean overdue = realms.isOverdue(realm.getId());
        FeedChanges changes = overdue
                ? FeedChanges.ALL
                : log.read(realm.getId(), since, realms.watchedFor(realm.getId()), id -> isPlausible(realm, id));
        (changes.all() ? metrics.all : metrics.answered).increment();
        metrics.ids.increment(changes.ids().size());
        return changes;
    }

    /**
     * Returns false if the id is the id of a user from a user storage of another realm. Such an id names its user
     * storage, and can contain the user name, so other realms must not see it.
     */
    private static boolean isPlausible(RealmModel realm, String id) {
        return realm.getComponent(StorageId.providerId(id)) != null;
    }

    /** Counts verifications that a client has made in its own memory. */
    public void report(RealmModel realm, ClientModel client, List<ReportedUse> uses) {
        for (ReportedUse use : uses) {
            metrics.reported.increment((double) use.allowed() + use.refused());
            reports.add(realm.getId(), client.getClientId(), use, clock.instant());
        }
    }

    /**
     * Returns how long the result of a verification can be used. A node that did not hear of a change can give a result
     * from its own cache, so the lifespans of the cache and of the result add up. If a cache is disabled, nodes do not
     * tell each other of changes, and the lifespan is the shortest.
     */
    public static Duration lifespan(KeycloakSession session) {
        boolean complete =
                session.getProvider(CacheRealmProvider.class) != null && UserStorageUtil.userCache(session) != null;
        return complete
                        && session.getKeycloakSessionFactory().getProviderFactory(ApiKeyStore.class, "cache")
                                instanceof ApiKeyStoreFactory cache
                ? lifespan(cache.lifespan())
                : SHORTEST_LIFESPAN;
    }

    static Duration lifespan(Duration ofCache) {
        Duration remaining = WITHOUT_MESSAGES.minus(ofCache);
        return remaining.compareTo(SHORTEST_LIFESPAN) < 0 ? SHORTEST_LIFESPAN : remaining;
    }

    @Override
    public void close() {
        // all sessions share this object, so only the factory closes it, with end()
    }

    /** Closes the cache. The factory calls it when the server stops. */
    void end() {
        buckets.close();
    }
}
