package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes on one database: what one of them changes, the other feels within a second. */
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

    private static final Duration PROMISE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Database database;
    private static KeycloakServer first;
    private static KeycloakServer second;
    private static Node here;
    private static Node there;
    private static String acme;

    @BeforeAll
    static void start() {
        database = Database.startEmpty("postgres", Path.of("target", "it", "cluster", "database"));
        first = node("a").importRealm(Path.of("realm-export.json")).start();
        second = node("b").start();
        here = new Node(first);
        there = new Node(second);
        acme = here.organizationId("acme");
        here.admin("PUT", "/api-keys/settings")
                .json("{\"botKeysPerOrganization\":10000}")
                .send()
                .expect(200);
    }

    private static KeycloakServer.Builder node(String name) {
        return KeycloakServer.builder()
                .name("it-cluster-" + name)
                .database(database)
                .clustered();
    }

    @AfterAll
    static void stop() {
        second.stop();
        first.stop();
        database.close();
    }

    @Test
    @Order(1)
    void theTwoAreOneCluster() {
        for (KeycloakServer node : List.of(first, second)) {
            assertThat(Http.get(node.managementUrl() + "/metrics").send().body())
                    .containsPattern("vendor_cluster_size\\{[^}]*} 2\\.0");
        }
    }

    @Test
    @Order(2)
    void aKeyThatOneNodeRevokesIsRefusedByTheOtherWithinASecond() {
        List<Change> changes = List.of(Change.values());
        Lags lags = new Lags();
        for (int i = 0; i < 100; i++) {
            Change change = changes.get(i % changes.size());
            Answer key = here.createBot(acme, "Revoked " + i);
            for (int warm = 0; warm < 3; warm++) {
                there.verify(key).expect(200);
                here.verify(key).expect(200);
            }
            change.make(here, key);
            assertThat(here.verify(key).status())
                    .as("%s, the same node", change)
                    .isNotEqualTo(200);
            lags.await(PATIENCE, () -> there.verify(key).status() != 200);
        }
        System.out.println("Revocation from node to node, " + lags);
        assertThat(lags.longest()).isLessThan(PROMISE);
    }

    @Test
    @Order(3)
    void whatHappensToTheOwnerIsFeltByTheOtherNodeWithinASecond() {
        Map<String, List<String>> readStats = Map.of("stats", List.of("read"));
        Lags lags = new Lags();

        String leaver = here.createMember(acme, "leaver");
        Answer left = here.createUserKey(acme, leaver, readStats);
        there.verify(left).expect(200);
        here.admin("DELETE", "/organizations/" + acme + "/members/" + leaver)
                .send()
                .expect(204);
        lags.await(PATIENCE, () -> there.verify(left).status() == 401);

        String disabled = here.createMember(acme, "disabled");
        Answer ofDisabled = here.createUserKey(acme, disabled, readStats);
        there.verify(ofDisabled).expect(200);
        here.admin("PUT", "/users/" + disabled)
                .json("{\"enabled\":false}")
                .send()
                .expect(204);
        lags.await(PATIENCE, () -> there.verify(ofDisabled).status() == 401);

        String removed = here.createMember(acme, "removed");
        Answer ofRemoved = here.createUserKey(acme, removed, readStats);
        there.verify(ofRemoved).expect(200);
        here.admin("DELETE", "/users/" + removed).send().expect(204);
        lags.await(PATIENCE, () -> there.verify(ofRemoved).status() == 401);

        Answer bot = here.createBot(acme, "Of a disabled organization");
        there.verify(bot).expect(200);
        String organization =
                here.admin("GET", "/organizations/" + acme).send().expect(200).body();
        here.admin("PUT", "/organizations/" + acme)
                .json(organization.replace("\"enabled\":true", "\"enabled\":false"))
                .send()
                .expect(204);
        lags.await(PATIENCE, () -> there.verify(bot).status() == 401);
        here.admin("PUT", "/organizations/" + acme).json(organization).send().expect(204);
        lags.await(PATIENCE, () -> there.verify(bot).status() == 200);

        System.out.println("Changes of owners from node to node, " + lags);
        assertThat(lags.longest()).isLessThan(PROMISE);
    }

    @Test
    @Order(4)
    void twoNodesTogetherLetAMemberHaveOneKeyOnly() throws Exception {
        for (int i = 0; i < 10; i++) {
            String member = here.createMember(acme, "greedy" + i);
            String body = "{\"organizationId\":\"" + acme + "\",\"type\":\"user\",\"userId\":\"" + member
                    + "\",\"name\":\"Key\",\"permissions\":{\"stats\":[\"read\"]}}";
            Http onOne = here.admin("POST", "/api-keys").json(body);
            Http onOther = there.admin("POST", "/api-keys").json(body);
            List<Answer> answers = AtOnce.send(List.of(onOne::send, onOther::send));
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 409);
        }
    }

    @Test
    @Order(5)
    void usageIsSummedOverTheNodesAndShowsWithinAMinute() {
        Answer key = here.createBot(acme, "Used on both");
        for (int i = 0; i < 3; i++) {
            here.verify(key).expect(200);
            there.verify(key).expect(200);
        }
        Lags lags = new Lags();
        lags.await(
                Duration.ofSeconds(60),
                () -> here.admin("GET", "/api-keys/" + key.text("id") + "/usage")
                                .send()
                                .expect(200)
                                .json()
                                .path("allowed")
                                .asInt()
                        == 6);
        assertThat(here.admin("GET", "/api-keys/" + key.text("id")).send().text("lastUsedAt"))
                .isNotNull();
    }

    /** Ends a node: the last test. */
    @Test
    @Order(6)
    void aNodeThatIsKilledLosesNoKeyAndBreaksNoLimit() throws Exception {
        List<String> issued = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 4; i++) {
            threads.execute(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    try {
                        Answer key = there.createBot(acme, "Before the crash " + next.incrementAndGet());
                        issued.add(key.text("secret"));
                        Answer rotated = there.admin("POST", "/api-keys/" + key.text("id") + "/rotate")
                                .send()
                                .expect(201);
                        issued.add(rotated.text("secret"));
                    } catch (RuntimeException e) {
                        return; // the node was killed
                    }
                }
            });
        }
        while (issued.size() < 40) {
            Thread.onSpinWait();
        }
        second.kill();
        threads.shutdownNow();
        threads.awaitTermination(60, TimeUnit.SECONDS);
        for (String secret : issued) {
            here.verify(secret).expect(200);
        }
        assertThat(number("select count(*) from ORG_API_KEY k where not exists"
                        + " (select 1 from ORG_API_KEY_SECRET s where s.KEY_ID = k.ID and s.RETIRES_AT is null)"))
                .as("keys without a secret")
                .isZero();
        assertThat(number("select count(*) from (select KEY_ID from ORG_API_KEY_SECRET where RETIRES_AT is null"
                        + " group by KEY_ID having count(*) > 1) twice"))
                .as("keys with two current secrets")
                .isZero();
        here.createBot(acme, "After the crash");
    }

    private static long number(String query) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
