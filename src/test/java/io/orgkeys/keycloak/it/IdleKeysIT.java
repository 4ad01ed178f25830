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

/** A key that nobody uses for as long as the realm says is disabled, and one that somebody uses is not. */
@Tag("database")
class IdleKeysIT {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Uses are written a while after they happen: so much later a key counts as idle. */
    private static final Duration LATE = Duration.ofMinutes(5);

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeEach
    void begin() {
        settings("{\"maximumIdleTime\":{\"user\":null,\"bot\":864000}}");
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @AfterEach
    void end() {
        realm.deleteKeys();
    }

    @Test
    void aKeyThatWasNeverUsedIsDisabledWhenItsTimeIsUpAndWhoeverMayEnablesItAgain() {
        Answer key = realm.createBot("acme", "Forgotten");
        Answer user = realm.createUserKey("acme", "bob");
        look(Duration.ofDays(10).plus(LATE).minus(MINUTE));
        assertThat(read(key).text("status")).isEqualTo("active");
        TestServer.later(Duration.ofDays(10).plus(LATE).plus(MINUTE), () -> {
            look();
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
            look();
            realm.verify(key).expect(200);
        });
        // it has as much time again
        look(Duration.ofDays(20));
        assertThat(read(key).text("status")).isEqualTo("active");
    }

    @Test
    void aKeyThatIsUsedStays() {
        Answer used = realm.createBot("acme", "Used");
        Answer unused = realm.createBot("acme", "Unused");
        TestServer.later(Duration.ofDays(8), () -> realm.use(used));
        look(Duration.ofDays(11));
        assertThat(read(used).text("status")).isEqualTo("active");
        assertThat(read(unused).text("status")).isEqualTo("disabled");
        look(Duration.ofDays(17));
        assertThat(read(used).text("status")).isEqualTo("active");
        look(Duration.ofDays(19));
        assertThat(read(used).text("status")).isEqualTo("disabled");
    }

    @Test
    void aRefusedVerificationIsNoUse() {
        Answer key = realm.createBot("acme", "Refused", "{}");
        TestServer.later(Duration.ofDays(8), () -> {
            assertThat(realm.verify(key).status()).isEqualTo(403);
            // and that has been written
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
        look(Duration.ofDays(11));
        assertThat(read(key).text("status")).isEqualTo("disabled");
    }

    @Test
    void aRotationBeginsItsTimeAnew() {
        Answer key = realm.createBot("acme", "Rotated");
        TestServer.later(Duration.ofDays(8), () -> realm.rotate(key));
        look(Duration.ofDays(11));
        assertThat(read(key).text("status")).isEqualTo("active");
        look(Duration.ofDays(19));
        assertThat(read(key).text("status")).isEqualTo("disabled");
    }

    @Test
    void eachTypeHasATimeOfItsOwnAndWithoutOneNothingIsDisabled() {
        Answer bot = realm.createBot("acme", "Bot");
        Answer user = realm.createUserKey("acme", "bob");
        settings("{\"maximumIdleTime\":{\"user\":86400,\"bot\":null}}");
        look(Duration.ofDays(100));
        assertThat(read(bot).text("status")).isEqualTo("active");
        assertThat(read(user).json().get("enabled").asBoolean()).isFalse();
    }

    @Test
    void moreKeysThanAreLookedAtAtOnceAreAllDisabled() {
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
                        // long ago: they are idle since they are here
                        "createdAt",
                        "2024-02-03T04:05:06Z"))
                .toList();
        Map<String, Object> body = new HashMap<>(Map.of("keys", keys));
        body.put("prefix", null);
        realm.keys("POST", "/import").json(body).expect(200);
        look(Duration.ofDays(1));
        assertThat(realm.keys("GET", "/count?status=disabled")
                        .expect(200)
                        .json()
                        .asLong())
                .isZero();
        TestServer.later(Duration.ofDays(8), () -> realm.use(first));
        look(Duration.ofDays(11));
        assertThat(read(first).text("status")).isEqualTo("active");
        assertThat(realm.keys("GET", "/count?status=disabled").expect(200).body())
                .isEqualTo(realm.keys("GET", "/count?search=Key").expect(200).body());
    }

    // ---

    private static void settings(String json) {
        realm.changeSettings(json);
    }

    private static Answer read(Answer key) {
        return realm.read(key);
    }

    private static void look() {
        Http.post(TestServer.url("/realms/master/test-clock/tasks/org-api-keys-upkeep"))
                .expect(204);
    }

    private static void look(Duration later) {
        TestServer.later(later, IdleKeysIT::look);
    }

    /** Those about keys that the server disabled. */
    private static List<JsonNode> events() {
        return StreamSupport.stream(
                        realm.admin("GET", "/admin-events").expect(200).json().spliterator(), false)
                .filter(event -> event.at("/details/action").asText().equals("disable_idle"))
                .toList();
    }
}
