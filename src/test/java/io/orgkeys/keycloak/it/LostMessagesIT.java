package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests two nodes that use the same database, but get no cluster messages from each other, such as cache invalidations.
 */
@OwnServers
@Tag(OwnServers.BESIDE_MARIADB)
class LostMessagesIT {

    private static final Duration MAX_LAG = Duration.ofSeconds(60);
    private static final int MAX_ENTRIES = 20;
    private static Database database;
    private static KeycloakServer first;
    private static KeycloakServer second;

    @BeforeAll
    static void start() {
        database = Database.startEmpty("postgres", Path.of("target", "it", "lost-messages", "database"));
        first = node("a").importRealm(Path.of("realm-export.json")).start();
        second = node("b")
                .options("--spi-api-key-store--cache--max-entries=" + MAX_ENTRIES)
                .start();
    }

    /** Configures a node that is not part of a cluster. */
    private static KeycloakServer.Builder node(String name) {
        return KeycloakServer.builder()
                .name("it-lost-messages-" + name)
                .database(database)
                .providers(TestProviders.withOurs(Path.of("target", "it", "lost-messages")));
    }

    @AfterAll
    static void stop() {
        second.stop();
        first.stop();
        database.close();
    }

    @Test
    void changesStillTakeEffectOnTheOtherNodeWithinAMinute() throws InterruptedException {
        TestRealm here = TestRealm.on(first);
        TestRealm there = TestRealm.on(second);
        String leaver = here.members().create("acme", "leaver");
        String disabled = here.members().create("acme", "disabled");
        Map<Change, Answer> changed = new EnumMap<>(Change.class);
        for (Change change : Change.values()) {
            changed.put(change, here.createBot("acme", "Key " + change, Change.PERMISSIONS));
        }
        Map<String, Answer> keys = new LinkedHashMap<>();
        changed.forEach((change, key) -> keys.put(change.toString(), key));
        keys.put("member left", here.createUserKeyOf("acme", leaver));
        keys.put("user disabled", here.createUserKeyOf("acme", disabled));
        keys.put("organization disabled", here.createBot("globex", "Key", Change.PERMISSIONS));
        keys.values().forEach(key -> there.verify(key).expect(200));

        Map<String, Duration> lags = new LinkedHashMap<>();
        // setting the clock back must not extend the life of cache entries
        moveClock(second, Duration.ofHours(-2));
        try {
            long begin = System.nanoTime();
            changed.forEach((change, key) -> change.make(here, key));
            here.members().remove("acme", leaver);
            here.members().enable(disabled, false);
            here.organizations().enable("globex", false);
            keys.forEach((what, key) -> assertThat(here.verify(key).status())
                    .as("%s, same node", what)
                    .isNotEqualTo(200));
            while (lags.size() < keys.size()
                    && System.nanoTime() - begin < MAX_LAG.plusSeconds(10).toNanos()) {
                keys.forEach((what, key) -> {
                    if (!lags.containsKey(what) && there.verify(key).status() != 200) {
                        lags.put(what, Duration.ofNanos(System.nanoTime() - begin));
                    }
                });
                Thread.sleep(250);
            }
        } finally {
            moveClock(second, Duration.ZERO);
        }
        System.out.println("Changes took effect on a node without messages after " + lags);
        assertThat(lags.keySet()).containsExactlyInAnyOrderElementsOf(keys.keySet());
        assertThat(lags.values()).allSatisfy(lag -> assertThat(lag).isLessThan(MAX_LAG));
    }

    /**
     * At the same time, both nodes run the task that sends the notices. Only the database ensures that each notice is
     * sent once.
     */
    @Test
    void sendsEachExpiryNoticeOnceWithoutClusterMessages() throws Exception {
        TestRealm here = TestRealm.on(first);
        try (MailServer mails = new MailServer().serve(here)) {
            List<Answer> keys = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                keys.add(here.keys("POST", "")
                        .json(Map.of(
                                "organizationId",
                                here.organizationId("acme"),
                                "type",
                                "bot",
                                "name",
                                "Noticed " + i,
                                "permissions",
                                Map.of("stats", List.of("read")),
                                "expiresAt",
                                Instant.now().plus(Duration.ofDays(3)).toString()))
                        .expect(201));
            }
            Sql.update(database, "update ORG_API_KEY set NOTICE_DUE_AT = 1 where EXPIRES_AT is not null");
            for (int i = 0; i < 2; i++) {
                ConcurrentRequests.send(List.of(
                                () -> runUpkeep(first),
                                () -> runUpkeep(second),
                                () -> runUpkeep(first),
                                () -> runUpkeep(second)))
                        .forEach(answer -> answer.expect(204));
            }
            assertThat(mails.takeAll()).hasSize(keys.size());
            keys.forEach(key -> here.revoke(key));
        }
    }

    private static Answer runUpkeep(KeycloakServer node) {
        return Http.post(node.baseUrl() + "/realms/master/test-clock/tasks/org-api-keys-upkeep")
                .send();
    }

    private static void moveClock(KeycloakServer node, Duration ahead) {
        Http.request("PUT", node.baseUrl() + "/realms/master/test-clock?offset=" + ahead.toSeconds())
                .expect(204);
    }

    @Test
    void theCacheKeepsAtMostTheMaximumNumberOfEntries() {
        TestRealm here = TestRealm.on(first);
        TestRealm there = TestRealm.on(second);
        for (int i = 0; i < 3 * MAX_ENTRIES; i++) {
            there.verify(here.createBot("acme", "Many " + i, Change.PERMISSIONS))
                    .expect(200);
        }
        new Lags().await(Duration.ofSeconds(10), () -> entries(second) > 0 && entries(second) <= MAX_ENTRIES);
    }

    private static double entries(KeycloakServer node) {
        return Metrics.of(node).value("cache_size", Map.of("cache", "org-api-keys"));
    }

    /** Runs after all other tests, because it stops a node. */
    @Nested
    class AtTheEnd {

        @Test
        void aNodeWritesItsUsageBeforeItStops() {
            TestRealm here = TestRealm.on(first);
            TestRealm there = TestRealm.on(second);
            Answer key = here.createBot("acme", "Used before the stop", Change.PERMISSIONS);
            for (int i = 0; i < 5; i++) {
                there.verify(key).expect(200);
            }
            second.stop();
            assertThat(here.keys("GET", "/" + key.text("id") + "/usage")
                            .expect(200)
                            .json()
                            .path("allowed")
                            .asInt())
                    .isEqualTo(5);
        }
    }
}
