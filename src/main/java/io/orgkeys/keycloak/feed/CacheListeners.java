package io.orgkeys.keycloak.feed;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.keycloak.cluster.ClusterProvider;
import org.keycloak.cluster.infinispan.WrapperClusterEvent;
import org.keycloak.connections.infinispan.InfinispanConnectionProvider;
import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.model.KeycloakInternals;
import org.infinispan.Cache;
import org.infinispan.notifications.Listenable;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryCreated;
import org.infinispan.notifications.cachelistener.annotation.CacheEntryModified;
import org.infinispan.notifications.cachelistener.event.CacheEntryCreatedEvent;
import org.infinispan.notifications.cachelistener.event.CacheEntryModifiedEvent;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.jboss.logging.Logger;

/**
 * Listens to Keycloak's caches. Three sources complement each other:
 *
 * <ul>
 * <li>the cache {@code work}, through which Keycloak sends each invalidation to all nodes. The listeners of the cluster
 * provider do not hear the messages of their own node, but a listener of the cache does.
 * <li>the revisions of cached users and realms, which Keycloak increments when it drops an entry. If another node does
 * not respond, the node that makes a change hears of it here at once, but in {@code work} only after a timeout.
 * <li>the merge of a cluster that was split. Keycloak then clears its caches without a message.
 * </ul>
 */
final class CacheListeners {

    private static final Logger LOGGER = Logger.getLogger(CacheListeners.class);

    private static final KeycloakInternals INTERNALS =
            new KeycloakInternals("Resource servers that use the change feed verify every API key with a request.");

    private CacheListeners() {}

    /** Registers the listeners. Returns whether every change is heard from now on. */
    static boolean register(KeycloakSession session, HeardEvents events, ChangeLog log) {
        // before everything else, because the cluster provider creates and starts the caches
        ClusterProvider cluster = session.getProvider(ClusterProvider.class);
        boolean backup = isRegistered(() -> {
            InfinispanConnectionProvider caches = session.getProvider(InfinispanConnectionProvider.class);
            Cache<Object, Object> users = caches.getCache(InfinispanConnectionProvider.USER_REVISIONS_CACHE_NAME);
            Cache<Object, Object> realms = caches.getCache(InfinispanConnectionProvider.REALM_REVISIONS_CACHE_NAME);
            users.addListener(new Revisions(events, log, true));
            realms.addListener(new Revisions(events, log, false));
        });
        boolean work = isRegistered(() -> {
            Cache<Object, Object> cache = session.getProvider(InfinispanConnectionProvider.class)
                    .getCache(InfinispanConnectionProvider.WORK_CACHE_NAME);
            managerOf(cache).addListener(new Merges(log));
            cache.addListener(new Messages(events, log));
        });
        if (!work) {
            // with an external Infinispan, there is no such cache on the node
            listen(cluster, events);
        }
        return backup;
    }

    /** Listens to the messages of other nodes only. */
    static void listen(ClusterProvider cluster, HeardEvents events) {
        HeardEvents.TASKS.forEach(
                task -> cluster.registerListener(task, event -> events.message(task, List.of(event))));
    }

    /**
     * Returns the cache manager. Does not call the method directly, because the class of its result has annotations
     * that are missing when this code is compiled, and the compiler would warn.
     */
    private static Listenable managerOf(Cache<Object, Object> cache) {
        try {
            return (Listenable) Cache.class.getMethod("getCacheManager").invoke(cache);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The cache has no cache manager", e);
        }
    }

    private static boolean isRegistered(Runnable registration) {
        try {
            return INTERNALS
                    .read(() -> {
                        registration.run();
                        return Optional.of(true);
                    })
                    .isPresent();
        } catch (RuntimeException e) {
            LOGGER.debug("A cache has no listeners", e);
            return false;
        }
    }

    /** Hears each message that a node sends to all nodes. Infinispan requires that the class is public. */
    @Listener(observation = Listener.Observation.POST)
    public static final class Messages {

        private final HeardEvents events;
        private final ChangeLog log;

        Messages(HeardEvents events, ChangeLog log) {
            this.events = events;
            this.log = log;
        }

        @CacheEntryCreated
        public CompletionStage<Void> created(CacheEntryCreatedEvent<Object, Object> event) {
            return heard(event.getValue());
        }

        @CacheEntryModified
        public CompletionStage<Void> modified(CacheEntryModifiedEvent<Object, Object> event) {
            return heard(event.getNewValue());
        }

        private CompletionStage<Void> heard(Object value) {
            try {
                boolean read = INTERNALS
                        .read(() -> {
                            if (value instanceof WrapperClusterEvent message) {
                                events.message(message.getEventKey(), message.getDelegateEvents());
                            }
                            return Optional.of(true);
                        })
                        .isPresent();
                if (!read) {
                    log.addAll(null);
                }
            } catch (RuntimeException e) {
                LOGGER.error("A message of the cluster could not be read", e);
                log.addAll(null);
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Hears that this node drops an entry. Infinispan requires that the class is public. */
    @Listener(observation = Listener.Observation.POST)
    public static final class Revisions {

        private final HeardEvents events;
        private final ChangeLog log;
        private final boolean ofUsers;

        Revisions(HeardEvents events, ChangeLog log, boolean ofUsers) {
            this.events = events;
            this.log = log;
            this.ofUsers = ofUsers;
        }

        @CacheEntryModified
        public CompletionStage<Void> modified(CacheEntryModifiedEvent<Object, Object> event) {
            try {
                events.dropped(String.valueOf(event.getKey()), ofUsers);
            } catch (RuntimeException e) {
                LOGGER.error("The invalidation of a cache entry could not be read", e);
                log.addAll(null);
            }
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Hears that a split cluster has merged. Infinispan requires that the class is public. */
    @Listener
    public static final class Merges {

        private final ChangeLog log;

        Merges(ChangeLog log) {
            this.log = log;
        }

        @Merged
        public void merged(MergeEvent event) {
            log.addAll(null);
        }
    }
}
