package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests two nodes on one database. A change on one node takes effect on the other node within a second. */
@OwnServers
@Tag(OwnServers.BESIDE_MARIADB)
class ClusterIT {

    private static final Duration MAX_LAG = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /**
     * The retention of usage in days. It differs from the default, so that a test fails if the option has no effect.
     */
    private static final int RETENTION = 40;

    /** The interval in seconds at which the second node writes usage; the first node has the default interval. */
    private static final int INTERVAL = 5;

    private static Database database;
    private static KeycloakServer first;
    private static KeycloakServer second;
    private static TestRealm here;
    private static TestRealm there;

    @BeforeAll
    static void start() {
        database = Database.startEmpty("postgres", Path.of("target", "it", "cluster", "database"));
        first = node("a").importRealm(Path.of("realm-export.json")).start();
        second = node("b")
                .options("--spi-api-key-usage--default--interval=" + INTERVAL)
                .start();
        here = TestRealm.on(first);
        there = TestRealm.on(second);
        here.changeSettings("{\"botKeysPerOrganization\":10000}");
    }

    private static KeycloakServer.Builder node(String name) {
        return KeycloakServer.builder()
                .name("it-cluster-" + name)
                .database(database)
                .providers(TestProviders.withOurs(Path.of("target", "it", "cluster")))
                .options("--spi-api-key-usage--default--retention=" + RETENTION)
                // a test verifies 100 deleted keys at once
                .options("--spi-api-key-limits--default--unknown-at-once=1000")
                .clustered();
    }

    @AfterAll
    static void stop() {
        second.stop();
        first.stop();
        database.close();
    }

    @Test
    void theNodesFormOneCluster() {
        for (KeycloakServer node : List.of(first, second)) {
            assertThat(Metrics.of(node).value("vendor_cluster_size", Map.of())).isEqualTo(2);
        }
    }

    @Test
    void aKeyRevokedOnOneNodeIsRefusedByTheOtherWithinASecond() {
        List<Change> changes = List.of(Change.values());
        Lags lags = new Lags();
        for (int i = 0; i < 100; i++) {
            Change change = changes.get(i % changes.size());
            Answer key = here.createBot("acme", "Revoked " + i, Change.PERMISSIONS);
            for (int warm = 0; warm < 3; warm++) {
                there.verify(key).expect(200);
                here.verify(key).expect(200);
            }
            change.make(here, key);
            assertThat(here.verify(key).status())
                    .as("%s, the same node", change)
                    .isNotEqualTo(200);
            lags.await(TIMEOUT, () -> there.verify(key).status() != 200);
        }
        System.out.println("Revocation from node to node, " + lags);
        assertThat(lags.longest()).isLessThan(MAX_LAG);
    }

    @Test
    void theKillSwitchTakesEffectOnTheOtherNodeWithinASecond() {
        String organization = here.organizations().create("killed");
        String user = here.members().create("killed", "killed");
        List<Answer> keys = new ArrayList<>(List.of(here.createUserKeyOf("killed", user)));
        for (int i = 0; i < 10; i++) {
            keys.add(here.createBot("killed", "Killed " + i));
        }
        Lags lags = new Lags();
        for (Map<String, String> owner : List.of(Map.of("organizationId", organization), Map.of("userId", user))) {
            for (String action : List.of("disable", "restore")) {
                keys.forEach(there::verify);
                Map<String, String> change = new HashMap<>(owner);
                change.put("action", action);
                here.keys("POST", "/kill-switch").json(change).expect(200);
                int expected = action.equals("disable") ? 401 : 200;
                List<Answer> changed = owner.containsKey("userId") ? keys.subList(0, 1) : keys;
                assertThat(changed).allMatch(key -> here.verify(key).status() == expected);
                lags.await(
                        TIMEOUT,
                        () -> changed.stream().allMatch(key -> there.verify(key).status() == expected));
            }
        }
        System.out.println("Kill switch from node to node, " + lags);
        assertThat(lags.longest()).isLessThan(MAX_LAG);
    }

    @Test
    void keysDeletedInBulkWhileBothNodesVerifyThemAreRefusedWithinASecond() throws Exception {
        List<Answer> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            keys.add(here.createBot("acme", "Deleted with others " + i));
        }
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try {
            AtomicInteger rounds = new AtomicInteger();
            Future<Long> lastHere = clients.submit(() -> lastAllowed(here, keys, rounds));
            Future<Long> lastThere = clients.submit(() -> lastAllowed(there, keys, rounds));
            new Lags().await(TIMEOUT, () -> rounds.get() >= 4);
            here.keys("POST", "/bulk")
                    .json(Map.of(
                            "action",
                            "delete",
                            "ids",
                            keys.stream().map(key -> key.text("id")).toList()))
                    .expect(200);
            long deleted = System.nanoTime();
            assertThat(lastHere.get(1, TimeUnit.MINUTES)).isLessThan(deleted);
            Duration lag = Duration.ofNanos(lastThere.get(1, TimeUnit.MINUTES) - deleted);
            System.out.println("Bulk deletion of verified keys, from node to node: " + lag.toMillis() + " ms");
            assertThat(lag).isLessThan(MAX_LAG);
        } finally {
            clients.shutdownNow();
        }
    }

    /**
     * Verifies the keys again and again until the node refuses all of them. Returns when the last request began that the
     * node allowed. A key that was refused once is verified a second time, because it must stay refused.
     */
    private static long lastAllowed(TestRealm node, List<Answer> keys, AtomicInteger rounds) {
        List<Answer> allowed = new ArrayList<>(keys);
        long last = Long.MIN_VALUE;
        while (!allowed.isEmpty()) {
            for (Answer key : List.copyOf(allowed)) {
                long began = System.nanoTime();
                if (node.verify(key).status() == 200) {
                    last = began;
                } else {
                    allowed.remove(key);
                    assertThat(node.verify(key).status()).isEqualTo(401);
                }
            }
            rounds.incrementAndGet();
        }
        return last;
    }

    @Test
    void changesOfTheOwnerTakeEffectOnTheOtherNodeWithinASecond() {
        Lags lags = new Lags();

        String leaver = here.members().create("acme", "leaver");
        Answer left = here.createUserKeyOf("acme", leaver);
        there.verify(left).expect(200);
        here.members().remove("acme", leaver);
        lags.await(TIMEOUT, () -> there.verify(left).status() == 401);

        String disabled = here.members().create("acme", "disabled");
        Answer ofDisabled = here.createUserKeyOf("acme", disabled);
        there.verify(ofDisabled).expect(200);
        here.members().enable(disabled, false);
        lags.await(TIMEOUT, () -> there.verify(ofDisabled).status() == 401);

        String removed = here.members().create("acme", "removed");
        Answer ofRemoved = here.createUserKeyOf("acme", removed);
        there.verify(ofRemoved).expect(200);
        here.admin("DELETE", "/users/" + removed).expect(204);
        lags.await(TIMEOUT, () -> there.verify(ofRemoved).status() == 401);

        String many = here.members().createOfMany("many", 5);
        Answer ofMany = here.createUserKeyOf("acme", many);
        there.verify(ofMany).expect(200);
        there.verify(ofMany).expect(200);
        here.members().remove("many1", many);
        there.verify(ofMany).expect(200);
        here.members().enable(many, false);
        lags.await(TIMEOUT, () -> there.verify(ofMany).status() == 401);
        here.members().enable(many, true);
        lags.await(TIMEOUT, () -> there.verify(ofMany).status() == 200);
        here.members().remove("acme", many);
        lags.await(TIMEOUT, () -> there.verify(ofMany).status() == 401);

        Answer bot = here.createBot("acme", "Of a disabled organization");
        there.verify(bot).expect(200);
        here.organizations().enable("acme", false);
        lags.await(TIMEOUT, () -> there.verify(bot).status() == 401);
        here.organizations().enable("acme", true);
        lags.await(TIMEOUT, () -> there.verify(bot).status() == 200);

        System.out.println("Changes of owners from node to node, " + lags);
        assertThat(lags.longest()).isLessThan(MAX_LAG);
    }

    @Test
    void aRoleCreatedOnOneNodeTakesEffectOnTheOtherWithinASecond() {
        here.createResource("""
                {"name": "reports", "actions": ["read", "write"],
                 "roles": {"read": ["new-client.reader"], "write": ["renamed-client.writer"]}}""");
        String member = here.members().create("acme", "reader");
        Answer key = here.createUserKeyOf("acme", member, "{\"reports\":[\"read\",\"write\"],\"stats\":[\"read\"]}");
        there.verify(key).expect(200);
        there.verify(key).expect(200);
        Lags lags = new Lags();

        here.clients().create("new-client", "{}");
        grantClientRole(member, "new-client", "reader");
        lags.await(
                TIMEOUT,
                () -> there.verify(key.text("secret"), "?permission=reports:read")
                                .status()
                        == 200);

        here.clients().create("before", "{}");
        grantClientRole(member, "before", "writer");
        there.verify(key.text("secret"), "?permission=reports:write").expect(403);
        here.admin("PUT", "/clients/" + here.clients().id("before"))
                .json("{\"clientId\":\"renamed-client\"}")
                .expect(204);
        lags.await(
                TIMEOUT,
                () -> there.verify(key.text("secret"), "?permission=reports:write")
                                .status()
                        == 200);
        System.out.println("New roles from node to node, " + lags);
        assertThat(lags.longest()).isLessThan(MAX_LAG);
    }

    private static void grantClientRole(String user, String client, String role) {
        String roles = "/clients/" + here.clients().id(client) + "/roles";
        here.addTo(roles, "{\"name\":\"" + role + "\"}");
        String created = here.admin("GET", roles + "/" + role).expect(200).body();
        here.admin(
                        "POST",
                        "/users/" + user + "/role-mappings/clients/"
                                + here.clients().id(client))
                .json("[" + created + "]")
                .expect(204);
    }

    @Test
    void theChangeFeedOfBothNodesReportsEachKindOfChangeWithinASecond() {
        AtomicInteger realms = new AtomicInteger();
        try (FeedCases cases =
                new FeedCases(() -> TestRealm.importOn(first, "fed" + realms.incrementAndGet()), List.of(second))) {
            cases.run();
        }
    }

    @Test
    void enforcesTheKeyLimitAcrossNodes() throws Exception {
        String acme = here.organizationId("acme");
        for (int i = 0; i < 10; i++) {
            String member = here.members().create("acme", "greedy" + i);
            String body = "{\"organizationId\":\"" + acme + "\",\"type\":\"user\",\"userId\":\"" + member
                    + "\",\"name\":\"Key\",\"permissions\":{\"stats\":[\"read\"]}}";
            Http onOne = here.keys("POST", "").json(body);
            Http onOther = there.keys("POST", "").json(body);
            List<Answer> answers = ConcurrentRequests.send(List.of(onOne::send, onOther::send));
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 409);
        }
    }

    @Test
    void showsTheUsageOfAllNodesWithinAMinute() {
        Answer key = here.createBot("acme", "Used on both", Change.PERMISSIONS);
        Instant created = Instant.parse(key.text("createdAt"));
        for (int i = 0; i < 3; i++) {
            here.verify(key).expect(200);
            there.verify(key).expect(200);
        }
        new Lags().await(Duration.ofSeconds(60), () -> allowedUses(key) == 6);
        assertThat(Instant.parse(here.keys("GET", "/" + key.text("id")).send().text("lastUsedAt")))
                .isBetween(created, Instant.now());
    }

    private static long allowedUses(Answer key) {
        return here.keys("GET", "/" + key.text("id") + "/usage")
                .expect(200)
                .json()
                .path("allowed")
                .asLong();
    }

    /**
     * Both nodes delete old usage at the same time, as their timers may do. They do so again when nothing is left to
     * delete.
     */
    @Test
    void deletesUsageAfterTheRetentionAndOfDeletedKeys() throws Exception {
        Answer key = here.createBot("acme", "Used long ago");
        Answer deleted = here.createBot("acme", "Used and removed");
        here.revoke(deleted);
        Instant now = Instant.now();
        for (String node : List.of("a", "b")) {
            insertUsage(key, node, now.minus(Duration.ofDays(RETENTION)).minus(Duration.ofHours(1)), 1);
            insertUsage(key, node, now.minus(Duration.ofDays(RETENTION + 300)), 10);
            insertUsage(key, node, now.minus(Duration.ofDays(RETENTION)).plus(Duration.ofHours(1)), 100);
            insertUsage(key, node, now.minus(Duration.ofHours(1)), 1000);
            insertUsage(deleted, node, now.minus(Duration.ofHours(1)), 10_000);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(ConcurrentRequests.send(List.of(() -> runPruning(first), () -> runPruning(second))))
                    .extracting(Answer::status)
                    .containsOnly(204);
            assertThat(Sql.number(
                            database, "select sum(ALLOWED) from ORG_API_KEY_USAGE where KEY_ID = ?", key.text("id")))
                    .isEqualTo(2 * 1100);
            assertThat(Sql.number(
                            database, "select count(*) from ORG_API_KEY_USAGE where KEY_ID = ?", deleted.text("id")))
                    .as("usage of a deleted key")
                    .isZero();
        }
        assertThat(here.keys("GET", "/" + key.text("id") + "/usage?from=" + now.minus(Duration.ofDays(RETENTION + 300)))
                        .expect(200)
                        .json()
                        .path("allowed")
                        .asLong())
                .as("usage in the admin REST API")
                .isEqualTo(2 * 1100);
    }

    private static void insertUsage(Answer key, String node, Instant when, int allowed) {
        Sql.update(
                database,
                "insert into ORG_API_KEY_USAGE (KEY_ID, HOUR_START, NODE_ID, ALLOWED, REFUSED) values (?, ?, ?, ?, 0)",
                key.text("id"),
                when.truncatedTo(ChronoUnit.HOURS).toEpochMilli(),
                node,
                (long) allowed);
    }

    private static Answer runPruning(KeycloakServer node) {
        return Http.post(node.baseUrl() + "/realms/master/test-clock/tasks/org-api-keys-usage-pruning")
                .send();
    }

    /** Runs after all other tests of this class, because it kills a node. */
    @Nested
    class AtTheEnd {

        @Test
        void killingANodeLosesNoKeyAndOnlyTheLatestUsage() throws Exception {
            Answer used = here.createBot("acme", "Used until the crash");
            List<Long> uses = Collections.synchronizedList(new ArrayList<>());
            List<String> issued = Collections.synchronizedList(new ArrayList<>());
            AtomicInteger next = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(5);
            threads.execute(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        there.verify(used).expect(200);
                        uses.add(System.nanoTime());
                        Thread.sleep(20);
                    } catch (RuntimeException | InterruptedException e) {
                        return; // the node was killed
                    }
                }
            });
            Lags lags = new Lags();
            // wait long enough for the node to have written some of the uses
            lags.await(
                    Duration.ofSeconds(4 * INTERVAL),
                    () -> !uses.isEmpty()
                            && System.nanoTime() - uses.get(0)
                                    > Duration.ofSeconds(2 * INTERVAL).toNanos());
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        try {
                            Answer key = there.createBot(
                                    "acme", "Before the crash " + next.incrementAndGet(), Change.PERMISSIONS);
                            issued.add(key.text("secret"));
                            Answer rotated = there.rotate(key);
                            issued.add(rotated.text("secret"));
                        } catch (RuntimeException e) {
                            return; // the node was killed
                        }
                    }
                });
            }
            lags.await(Duration.ofMinutes(1), () -> issued.size() >= 40);
            long killed = System.nanoTime();
            second.kill();
            threads.shutdownNow();
            threads.awaitTermination(60, TimeUnit.SECONDS);
            for (String secret : issued) {
                here.verify(secret, "").expect(200);
            }
            assertThat(
                            Sql.number(
                                    database,
                                    "select count(*) from ORG_API_KEY k where not exists"
                                            + " (select 1 from ORG_API_KEY_SECRET s where s.KEY_ID = k.ID and s.RETIRES_AT is null)"))
                    .as("keys without a secret")
                    .isZero();
            assertThat(Sql.number(
                            database,
                            "select count(*) from (select KEY_ID from ORG_API_KEY_SECRET where RETIRES_AT is null"
                                    + " group by KEY_ID having count(*) > 1) twice"))
                    .as("keys with two current secrets")
                    .isZero();
            here.createBot("acme", "After the crash", Change.PERMISSIONS);

            // only the uses of the last interval may be lost; the write itself may take another two seconds
            long safe = killed - Duration.ofSeconds(INTERVAL + 2).toNanos();
            long written = allowedUses(used);
            System.out.println("Of " + uses.size() + " uses a node that was killed has written " + written);
            assertThat(written)
                    .isPositive()
                    .isBetween(uses.stream().filter(use -> use < safe).count(), uses.size() + 1L);
        }
    }
}
