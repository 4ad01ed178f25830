package io.orgkeys.keycloak.feed;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.keycloak.cluster.ClusterEvent;
import org.keycloak.models.cache.infinispan.ClearCacheEvent;
import org.keycloak.models.cache.infinispan.events.AuthenticationSessionAuthNoteUpdateEvent;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;
import org.keycloak.models.cache.infinispan.events.InvalidationEvent;
import org.keycloak.models.cache.infinispan.events.UserCacheRealmInvalidationEvent;
import org.keycloak.models.cache.infinispan.events.UserConsentsUpdatedEvent;
import org.keycloak.models.cache.infinispan.events.UserFederationLinkRemovedEvent;
import org.keycloak.models.cache.infinispan.events.UserFederationLinkUpdatedEvent;
import org.keycloak.models.cache.infinispan.events.UserFullInvalidationEvent;
import org.keycloak.models.cache.infinispan.events.UserUpdatedEvent;

import io.orgkeys.keycloak.model.KeyChanges;
import io.orgkeys.keycloak.model.KeycloakInternals;

/**
 * Translates the invalidations of Keycloak's caches into entries of the {@link ChangeLog}. Runs in the request that
 * makes the change, so it only writes to memory, and does not fail if classes of Keycloak have changed. If it does not
 * understand an event, it reports that everything may have changed.
 */
final class HeardEvents {

    /** The names of messages with invalidations. Other messages of Keycloak have other purposes. */
    static final List<String> TASKS = List.of(
            "USER_INVALIDATION_EVENTS",
            "REALM_INVALIDATION_EVENTS",
            "USER_CLEAR_CACHE_EVENTS",
            "REALM_CLEAR_CACHE_EVENTS",
            KeyChanges.CLUSTER_TASK);

    /** The cache keys of a member's organizations, membership and groups. They contain the id of the user. */
    private static final Pattern OF_MEMBER = Pattern.compile("\\.member\\.(.+)\\.(?:orgs|membership|groups)$");

    /** The beginning of the id of a user from another user storage. Such an id can contain dots. */
    private static final String FEDERATED = "f:";

    /**
     * The end of the cache key of an organization's number of members, which decides no permission. Each member who
     * joins or leaves changes it.
     */
    private static final String MEMBER_COUNT = ".members.count";

    private static final KeycloakInternals INTERNALS = new KeycloakInternals(
            "After each change of a user, resource servers that use the change feed verify all API keys again.");

    private final ChangeLog log;
    private final WatchedRealms realms;

    HeardEvents(ChangeLog log, WatchedRealms realms) {
        this.log = log;
        this.realms = realms;
    }

    /** Hears a message that a node has sent to all nodes. */
    void message(String task, Collection<? extends ClusterEvent> events) {
        if (!TASKS.contains(task)) {
            return;
        }
        understood(() -> {
            if (task.equals(KeyChanges.CLUSTER_TASK)) {
                keysChanged(KeyChanges.ofLines(events.stream()
                        .map(CacheKeyInvalidatedEvent.class::cast)
                        .map(CacheKeyInvalidatedEvent::getId)
                        .toList()));
            } else {
                events.forEach(event -> event(event, task.startsWith("USER")));
            }
        });
    }

    /** Hears of changed keys. */
    void keysChanged(KeyChanges changes) {
        changes.byRealm()
                .forEach((realm, ids) -> ids.forEach(id -> {
                    String realmId = realm.isEmpty() ? null : realm;
                    if (id.equals(realm)) {
                        log.addAll(realmId);
                    } else if (id.indexOf('/')
                            < 0) { // otherwise, the digest of a new secret, which nobody has verified
                        log.add(realmId, id);
                    }
                }));
    }

    /** Hears that this node drops an entry with this key from its cache of users or realms. */
    void dropped(String cacheKey, boolean ofUsers) {
        understood(() -> cacheKey(cacheKey, ofUsers));
    }

    private void event(ClusterEvent event, boolean ofUsers) {
        if (event instanceof ClearCacheEvent) {
            log.addAll(null);
        } else if (event instanceof UserUpdatedEvent || event instanceof UserFullInvalidationEvent) {
            log.add(null, ((InvalidationEvent) event).getId());
        } else if (event instanceof CacheKeyInvalidatedEvent invalidated) {
            cacheKey(invalidated.getId(), ofUsers);
        } else if (event instanceof UserCacheRealmInvalidationEvent cleared) {
            realms.usersCleared(cleared.getId());
        } else if (!(event instanceof UserConsentsUpdatedEvent
                || event instanceof UserFederationLinkUpdatedEvent
                || event instanceof UserFederationLinkRemovedEvent
                || event instanceof AuthenticationSessionAuthNoteUpdateEvent)) {
            if (ofUsers && event instanceof InvalidationEvent unknown) {
                log.add(null, unknown.getId());
            }
            realms.changed();
        }
    }

    /** Reports ids, but no other cache keys, because they can contain user names and email addresses. */
    private void cacheKey(String key, boolean ofUsers) {
        Matcher ofMember = OF_MEMBER.matcher(key);
        if (ofMember.find()) {
            log.add(null, ofMember.group(1));
        } else if (key.indexOf('.') < 0 || key.startsWith(FEDERATED)) {
            log.add(null, key);
        }
        if (!ofUsers && !key.endsWith(MEMBER_COUNT)) {
            realms.changed(); // also for an organization, because it can manage users of other organizations
        }
    }

    private void understood(Runnable translation) {
        boolean done = INTERNALS
                .read(() -> {
                    translation.run();
                    return Optional.of(true);
                })
                .isPresent();
        if (!done) {
            log.addAll(null);
        }
    }
}
