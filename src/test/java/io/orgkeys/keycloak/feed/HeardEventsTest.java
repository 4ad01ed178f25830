package io.orgkeys.keycloak.feed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.keycloak.cluster.ClusterEvent;
import org.keycloak.models.cache.infinispan.ClearCacheEvent;
import org.keycloak.models.cache.infinispan.events.AuthenticationSessionAuthNoteUpdateEvent;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;
import org.keycloak.models.cache.infinispan.events.InvalidationEvent;
import org.keycloak.models.cache.infinispan.events.RealmUpdatedEvent;
import org.keycloak.models.cache.infinispan.events.UserCacheRealmInvalidationEvent;
import org.keycloak.models.cache.infinispan.events.UserConsentsUpdatedEvent;
import org.keycloak.models.cache.infinispan.events.UserFederationLinkRemovedEvent;
import org.keycloak.models.cache.infinispan.events.UserFederationLinkUpdatedEvent;
import org.keycloak.models.cache.infinispan.events.UserFullInvalidationEvent;
import org.keycloak.models.cache.infinispan.events.UserUpdatedEvent;

import io.orgkeys.keycloak.model.KeyChanges;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeardEventsTest {

    private static final String USERS = "USER_INVALIDATION_EVENTS";
    private static final String REALMS = "REALM_INVALIDATION_EVENTS";
    private static final String USER = "11111111-1111-4111-8111-111111111111";
    private static final String FEDERATED = "f:22222222-2222-4222-8222-222222222222:jane.doe";

    private final Clocks clocks = new Clocks();
    private final ChangeLog log = new ChangeLog(100, clocks::nanoTime, clocks::millis);
    private int comparisons;
    private final WatchedRealms realms = new WatchedRealms(log, realm -> "", clocks::nanoTime, () -> comparisons++);
    private final HeardEvents events = new HeardEvents(log, realms);

    HeardEventsTest() {
        log.start();
        realms.watch("r");
        realms.compare();
        comparisons = 0;
        clocks.pass(60_000);
    }

    private FeedChanges read(String realm) {
        return log.read(realm, 2_000, Long.MAX_VALUE, id -> true);
    }

    private FeedChanges afterMessage(String task, ClusterEvent... message) {
        events.message(task, List.of(message));
        return read("r");
    }

    @Test
    void reportsTheIdOfAChangedUser() {
        assertThat(afterMessage(USERS, UserUpdatedEvent.create(USER, "jane", "jane@example.com", "r"))
                        .ids())
                .containsExactly(USER);
    }

    @Test
    void reportsTheIdOfAChangedMember() {
        for (String key : List.of(
                "r.org.o.member." + FEDERATED + ".membership",
                "r.org.r.member." + FEDERATED + ".groups",
                "r.org.member." + FEDERATED + ".orgs")) {
            assertThat(afterMessage(USERS, new CacheKeyInvalidatedEvent(key)).ids())
                    .as(key)
                    .containsExactly(FEDERATED);
            clocks.pass(5_000);
        }
    }

    @Test
    void reportsTheIdOfAnOrganization() {
        assertThat(afterMessage(REALMS, new CacheKeyInvalidatedEvent("o")).ids())
                .containsExactly("o");
        assertThat(comparisons).as("it can manage users of other organizations").isEqualTo(1);
    }

    /** Otherwise, a comparison that takes long would make polls report everything each time a member leaves. */
    @Test
    void comparesNothingIfTheNumberOfMembersChanges() {
        String count = "r.org.o.members.count";
        assertThat(afterMessage(REALMS, new CacheKeyInvalidatedEvent(count)))
                .isEqualTo(new FeedChanges(List.of(), false));
        events.dropped(count, false);
        assertThat(comparisons).isZero();
    }

    @Test
    void neverReportsUserNames() {
        for (String key :
                List.of("r.username.jane", "r.email.jane@example.com", "r.idp.google.jane", ".realm.username.jane")) {
            assertThat(afterMessage(USERS, new CacheKeyInvalidatedEvent(key)))
                    .isEqualTo(new FeedChanges(List.of(), false));
            events.dropped(key, true);
        }
        assertThat(read("r")).isEqualTo(new FeedChanges(List.of(), false));
    }

    @Test
    void comparesRealmsAfterAChangeOfARealm() {
        assertThat(afterMessage(REALMS, RealmUpdatedEvent.create("r", "r")))
                .isEqualTo(new FeedChanges(List.of(), false));
        assertThat(comparisons).isEqualTo(1);
    }

    @Test
    void comparesRealmsAfterClearedUsers() {
        afterMessage(USERS, UserCacheRealmInvalidationEvent.create("r"));
        realms.compare();
        assertThat(read("r").all()).isTrue();
    }

    @Test
    void reportsThatEverythingMayHaveChangedWhenACacheIsCleared() {
        assertThat(afterMessage("USER_CLEAR_CACHE_EVENTS", ClearCacheEvent.getInstance())
                        .all())
                .isTrue();
    }

    @Test
    void ignoresConsentsAndOtherMessages() {
        for (ClusterEvent event : List.of(
                UserConsentsUpdatedEvent.create(USER),
                UserFederationLinkUpdatedEvent.create(USER),
                UserFederationLinkRemovedEvent.create(USER, "r", null),
                AuthenticationSessionAuthNoteUpdateEvent.create("session", "tab", Map.of()))) {
            assertThat(afterMessage(USERS, event)).as(event.toString()).isEqualTo(new FeedChanges(List.of(), false));
        }
        assertThat(afterMessage("another task", UserUpdatedEvent.create(USER, "jane", "", "r")))
                .isEqualTo(new FeedChanges(List.of(), false));
        assertThat(comparisons).isZero();
    }

    /** Keycloak can add and rename events. */
    @Test
    void isCarefulWithUnknownEvents() {
        afterMessage(USERS, new ClusterEvent() {});
        assertThat(comparisons).isEqualTo(1);
        assertThat(afterMessage(KeyChanges.CLUSTER_TASK, new ClusterEvent() {}).all())
                .as("an event that cannot be read")
                .isTrue();
    }

    @Test
    void reportsTheKeysOfARealmOnlyThere() {
        Map<String, Set<String>> changed = new LinkedHashMap<>();
        changed.put("r", Set.of("key", "r/0123"));
        changed.put("other", Set.of("other"));
        afterMessage(
                KeyChanges.CLUSTER_TASK,
                new KeyChanges(changed)
                        .toLines().stream().map(CacheKeyInvalidatedEvent::new).toArray(ClusterEvent[]::new));
        assertThat(read("r")).isEqualTo(new FeedChanges(List.of("key"), false));
        assertThat(read("other").all()).as("all keys of the realm were deleted").isTrue();
    }

    @Test
    void reportsTheEntriesThatThisNodeDrops() {
        events.dropped(USER, true);
        assertThat(comparisons).isZero();
        events.dropped("o", false);
        assertThat(read("r").ids()).containsExactlyInAnyOrder(USER, "o");
        assertThat(comparisons).isEqualTo(1);
    }

    /** These events name the user that has changed, so no comparison is necessary. */
    @Test
    void comparesNothingAfterAChangeOfAUser() {
        for (ClusterEvent event : List.of(
                UserUpdatedEvent.create(USER, "jane", "jane@example.com", "r"),
                UserFullInvalidationEvent.create(USER, "jane", "jane@example.com", "r", false, Stream.empty()))) {
            assertThat(afterMessage(USERS, event)).isEqualTo(new FeedChanges(List.of(USER), false));
            assertThat(comparisons).as(event.toString()).isZero();
            clocks.pass(5_000);
        }
    }

    @Test
    void reportsTheIdOfAnUnknownEventOfAUser() {
        assertThat(afterMessage(USERS, new InvalidationEvent(USER) {}))
                .isEqualTo(new FeedChanges(List.of(USER), false));
        assertThat(comparisons).as("it can be more than a change of the user").isEqualTo(1);
    }

    /** The id of a user from a user storage contains the user name, which can contain dots. */
    @Test
    void reportsTheIdOfAUserFromAUserStorage() {
        events.dropped(FEDERATED, true);
        assertThat(read("r").ids()).containsExactly(FEDERATED);
    }

    @Test
    void reportsKeysOfAnUnknownRealmInEveryRealm() {
        events.keysChanged(new KeyChanges(Map.of("", Set.of("key", "/0123"))));
        assertThat(read("r")).isEqualTo(new FeedChanges(List.of("key"), false));
        assertThat(read("other")).isEqualTo(new FeedChanges(List.of("key"), false));
    }
}
