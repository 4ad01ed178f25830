package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes on one database that never hear of each other: every message between them is lost. */
@Tag("faults")
class LostMessagesIT {

    private static final Duration PROMISE = Duration.ofSeconds(60);

    private static Database database;
    private static KeycloakServer first;
    private static KeycloakServer second;

    @BeforeAll
    static void start() {
        database = Database.startEmpty("postgres", Path.of("target", "it", "lost-messages", "database"));
        first = node("a").importRealm(Path.of("realm-export.json")).start();
        second = node("b").start();
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
}
