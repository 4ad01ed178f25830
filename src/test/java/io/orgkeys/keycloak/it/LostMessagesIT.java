package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

/** Two nodes on one database that never hear of each other: every message between them is lost. */
@Tag("faults")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LostMessagesIT {

    private static final Duration PROMISE = Duration.ofSeconds(60);
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

    /** Not clustered. */
    private static KeycloakServer.Builder node(String name) {
        return KeycloakServer.builder().name("it-lost-messages-" + name).database(database);
    }

    @AfterAll
    static void stop() {
        second.stop();
        first.stop();
        database.close();
    }

    @Test
    @Order(1)
    void whatOneNodeChangesTheOtherFeelsWithinAMinuteAllTheSame() throws InterruptedException {
        Node here = new Node(first);
        Node there = new Node(second);
        String acme = here.organizationId("acme");
        String globex = here.organizationId("globex");
        Map<String, List<String>> readStats = Map.of("stats", List.of("read"));
        String leaver = here.createMember(acme, "leaver");
        String disabled = here.createMember(acme, "disabled");
        Map<Change, Answer> changed = new EnumMap<>(Change.class);
        for (Change change : Change.values()) {
            changed.put(change, here.createBot(acme, "Key " + change));
        }
        Map<String, Answer> keys = new LinkedHashMap<>();
        changed.forEach((change, key) -> keys.put(change.toString(), key));
        keys.put("member left", here.createUserKey(acme, leaver, readStats));
        keys.put("user disabled", here.createUserKey(acme, disabled, readStats));
        keys.put("organization disabled", here.createBot(globex, "Key"));
        keys.values().forEach(key -> there.verify(key).expect(200));

        long begin = System.nanoTime();
        changed.forEach((change, key) -> change.make(here, key));
        here.admin("DELETE", "/organizations/" + acme + "/members/" + leaver)
                .send()
                .expect(204);
        here.admin("PUT", "/users/" + disabled)
                .json("{\"enabled\":false}")
                .send()
                .expect(204);
        String organization =
                here.admin("GET", "/organizations/" + globex).send().expect(200).body();
        here.admin("PUT", "/organizations/" + globex)
                .json(organization.replace("\"enabled\":true", "\"enabled\":false"))
                .send()
                .expect(204);
        keys.forEach((what, key) ->
                assertThat(here.verify(key).status()).as("%s, same node", what).isNotEqualTo(200));

        Map<String, Duration> felt = new LinkedHashMap<>();
        while (felt.size() < keys.size()
                && System.nanoTime() - begin < PROMISE.plusSeconds(10).toNanos()) {
            keys.forEach((what, key) -> {
                if (!felt.containsKey(what) && there.verify(key).status() != 200) {
                    felt.put(what, Duration.ofNanos(System.nanoTime() - begin));
                }
            });
            Thread.sleep(250);
        }
        System.out.println("Felt by a node that hears nothing, after " + felt);
        assertThat(felt.keySet()).containsExactlyInAnyOrderElementsOf(keys.keySet());
        assertThat(felt.values()).allSatisfy(lag -> assertThat(lag).isLessThan(PROMISE));
    }

    @Test
    @Order(2)
    void aNodeKeepsNoMoreKeysInMemoryThanItMay() {
        Node here = new Node(first);
        Node there = new Node(second);
        String acme = here.organizationId("acme");
        for (int i = 0; i < 3 * MAX_ENTRIES; i++) {
            there.verify(here.createBot(acme, "Many " + i)).expect(200);
        }
        Pattern size = Pattern.compile("(?m)^cache_size\\{cache=\"org-api-keys\"} (\\S+)$");
        new Lags().await(Duration.ofSeconds(10), () -> {
            Matcher metric = size.matcher(
                    Http.get(second.managementUrl() + "/metrics").send().body());
            assertThat(metric.find()).isTrue();
            double entries = Double.parseDouble(metric.group(1));
            return entries > 0 && entries <= MAX_ENTRIES;
        });
    }

    /** Stops a node: the last test. */
    @Test
    @Order(3)
    void aNodeThatIsStoppedWritesFirstWhatItCounted() {
        Node here = new Node(first);
        Node there = new Node(second);
        Answer key = here.createBot(here.organizationId("acme"), "Used before the stop");
        for (int i = 0; i < 5; i++) {
            there.verify(key).expect(200);
        }
        second.stop();
        assertThat(here.admin("GET", "/api-keys/" + key.text("id") + "/usage")
                        .send()
                        .expect(200)
                        .json()
                        .path("allowed")
                        .asInt())
                .isEqualTo(5);
    }
}
