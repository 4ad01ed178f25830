package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The server disables keys that have not been used for the realm's maximum idle time. */
@Tag("database")
class IdleKeysIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The server writes uses with a delay, so it waits for this additional time before it disables an idle key. */
    private static final Duration WRITE_DELAY = Duration.ofMinutes(5);

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeEach
    void setIdleTimeAndDeleteEvents() {
        settings("{\"maximumIdleTime\":{\"user\":null,\"bot\":864000}}");
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @AfterEach
    void deleteKeys() {
        realm.deleteKeys();
    }

    @Test
    void disablesAnUnusedKeyAfterTheIdleTimeAndAllowsEnablingItAgain() {
        Answer key = realm.createBot("acme", "Forgotten");
        Answer user = realm.createUserKey("acme", "bob");
        runUpkeep(Duration.ofDays(10).plus(WRITE_DELAY).minus(MINUTE));
        assertThat(read(key).text("status")).isEqualTo("active");
        TestServer.later(Duration.ofDays(10).plus(WRITE_DELAY).plus(MINUTE), () -> {
            runUpkeep();
            assertThat(read(key).text("status")).isEqualTo("disabled");
            assertThat(read(key).text("leakedAt")).isEmpty();
            assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
            realm.verify(user).expect(200);
            List<JsonNode> events = events();
            assertThat(events).hasSize(1);
            JsonNode event = events.get(0);
            assertThat(event.get("operationType").asText()).isEqualTo("UPDATE");
            assertThat(event.get("resourcePath").asText()).endsWith("/api-keys/" + key.text("id"));
            assertThat(event.at("/details/actor_type").asText()).isEqualTo("server");
            assertThat(event.get("representation").asText()).contains("\"enabled\":false");
            realm.update(key, "{\"enabled\":true}");
            runUpkeep();
            realm.verify(key).expect(200);
        });
        // enabling the key restarts its idle time
        runUpkeep(Duration.ofDays(20));
        assertThat(read(key).text("status")).isEqualTo("active");
    }

    @Test
    void theKillSwitchRestoresNoIdleKeyAndRestartsTheIdleTime() {
        Answer idle = realm.createBot("acme", "Idle before");
        TestServer.later(Duration.ofDays(11), () -> {
            Answer killed = realm.createBot("acme", "Killed");
            runUpkeep();
            assertThat(read(idle).text("status")).isEqualTo("disabled");
            killSwitch("disable");
            TestServer.later(Duration.ofDays(22), () -> {
                runUpkeep();
                killSwitch("restore");
                runUpkeep();
                assertThat(read(killed).text("status")).isEqualTo("active");
                assertThat(read(idle).text("status")).isEqualTo("disabled");
            });
        });
    }

    private static void killSwitch(String action) {
        String change = "{\"action\":\"%s\",\"organizationId\":\"%s\"}";
        assertThat(realm.keys("POST", "/kill-switch")
                        .json(change.formatted(action, realm.organizationId("acme")))
                        .expect(200)
                        .body())
                .isEqualTo("{\"count\":1}");
    }

    @Test
    void aKeyThatIsUsedStaysActive() {
        Answer used = realm.createBot("acme", "Used");
        Answer unused = realm.createBot("acme", "Unused");
        TestServer.later(Duration.ofDays(8), () -> realm.use(used));
        runUpkeep(Duration.ofDays(11));
        assertThat(read(used).text("status")).isEqualTo("active");
        assertThat(read(unused).text("status")).isEqualTo("disabled");
        runUpkeep(Duration.ofDays(17));
        assertThat(read(used).text("status")).isEqualTo("active");
        runUpkeep(Duration.ofDays(19));
        assertThat(read(used).text("status")).isEqualTo("disabled");
    }

    @Test
    void aRefusedVerificationDoesNotCountAsUse() {
        Answer key = realm.createBot("acme", "Refused", "{}");
        TestServer.later(Duration.ofDays(8), () -> {
            assertThat(realm.verify(key).status()).isEqualTo(403);
            // wait until the server has written the refusal to the usage of the key
            new Lags()
                    .await(
                            Duration.ofMinutes(1),
                            () -> realm.keys("GET", "/" + key.text("id") + "/usage")
                                            .expect(200)
                                            .json()
                                            .path("refused")
                                            .asInt()
                                    == 1);
        });
        runUpkeep(Duration.ofDays(11));
        assertThat(read(key).text("status")).isEqualTo("disabled");
    }

    @Test
    void aRotationRestartsTheIdleTime() {
        Answer key = realm.createBot("acme", "Rotated");
        TestServer.later(Duration.ofDays(8), () -> realm.rotate(key));
        runUpkeep(Duration.ofDays(11));
        assertThat(read(key).text("status")).isEqualTo("active");
        runUpkeep(Duration.ofDays(19));
        assertThat(read(key).text("status")).isEqualTo("disabled");
    }

    @Test
    void eachTypeHasItsOwnIdleTimeAndNoneMeansUnlimited() {
        Answer bot = realm.createBot("acme", "Bot");
        Answer user = realm.createUserKey("acme", "bob");
        settings("{\"maximumIdleTime\":{\"user\":86400,\"bot\":null}}");
        runUpkeep(Duration.ofDays(100));
        assertThat(read(bot).text("status")).isEqualTo("active");
        assertThat(read(user).json().get("enabled").asBoolean()).isFalse();
    }

    @Test
    void disablesMoreKeysThanOneBatchHolds() {
        settings("{\"botKeysPerOrganization\":1000}");
        Answer first = realm.createBot("acme", "First");
        String acme = realm.organizationId("acme");
        List<Map<String, String>> keys = IntStream.range(0, 120)
                .mapToObj(i -> Map.of(
                        "organizationId",
                        acme,
                        "type",
                        "bot",
                        "name",
                        "Key " + i,
                        "sha256",
                        Sha256.of(UUID.randomUUID().toString()),
                        "lastFour",
                        "abcd",
                        // the key was created long ago, but its idle time starts at its import
                        "createdAt",
                        "2024-02-03T04:05:06Z"))
                .toList();
        Map<String, Object> body = new HashMap<>(Map.of("keys", keys));
        body.put("prefix", null);
        realm.keys("POST", "/import").json(body).expect(200);
        runUpkeep(Duration.ofDays(1));
        assertThat(realm.keys("GET", "/count?status=disabled")
                        .expect(200)
                        .json()
                        .asLong())
                .isZero();
        TestServer.later(Duration.ofDays(8), () -> realm.use(first));
        runUpkeep(Duration.ofDays(11));
        assertThat(read(first).text("status")).isEqualTo("active");
        assertThat(realm.keys("GET", "/count?status=disabled").expect(200).body())
                .isEqualTo(realm.keys("GET", "/count?search=Key").expect(200).body());
    }

    private static void settings(String json) {
        realm.changeSettings(json);
    }

    private static Answer read(Answer key) {
        return realm.read(key);
    }

    private static void runUpkeep() {
        Http.post(TestServer.url("/realms/master/test-clock/tasks/org-api-keys-upkeep"))
                .expect(204);
    }

    private static void runUpkeep(Duration later) {
        TestServer.later(later, IdleKeysIT::runUpkeep);
    }

    /** Returns the admin events that the server wrote when it disabled idle keys. */
    private static List<JsonNode> events() {
        return StreamSupport.stream(
                        realm.admin("GET", "/admin-events").expect(200).json().spliterator(), false)
                .filter(event -> event.at("/details/action").asText().equals("disable_idle"))
                .toList();
    }
}
