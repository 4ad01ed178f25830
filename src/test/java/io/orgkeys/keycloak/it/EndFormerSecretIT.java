package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the former secret of a rotated key can be ended before its grace period is over. */
@Tag("database")
class EndFormerSecretIT {

    private static final String GRACE = "{\"gracePeriod\":3600}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final LeakScanner scanner = new LeakScanner("scanner");

    @BeforeAll
    static void prepare() {
        scanner.register(realm);
        realm.storeEvents();
    }

    @Test
    void endsTheGracePeriodAtOnce() {
        Answer first = realm.createBot("acme", "Ended");
        Answer second = realm.rotate(first, GRACE);
        Answer other = realm.createBot("acme", "Other");
        Answer otherSecond = realm.rotate(other, GRACE);
        assertValid(first, second);

        end(first).expect(204);

        assertThat(realm.verify(first).code()).isEqualTo("unknown_key");
        assertThat(realm.introspect(first.text("secret")).body()).isEqualTo("{\"active\":false}");
        assertValid(second, other, otherSecond);
        JsonNode read = realm.read(first).json();
        assertThat(read.has("formerSecretExpiresAt")).isFalse();
        assertThat(read.get("version").asInt())
                .isEqualTo(second.json().get("version").asInt() + 1);
        assertThat(read.get("secretIssuedAt")).isEqualTo(second.json().get("secretIssuedAt"));
    }

    @Test
    void showsUntilWhenTheFormerSecretIsValid() {
        Answer first = realm.createBot("globex", "Shown");
        assertThat(first.json().has("formerSecretExpiresAt")).isFalse();
        Answer second = realm.rotate(first, GRACE);
        Instant end = Instant.parse(second.text("secretIssuedAt")).plusSeconds(3600);
        assertFormerSecretExpires(end, second);
        assertFormerSecretExpires(end, realm.read(first));
        assertFormerSecretExpires(end, realm.accountWith(second.text("secret"), "GET", "/self"));
        Answer listed = realm.keys("GET", "?search=" + first.text("id")).expect(200);
        assertThat(listed.text("0.formerSecretExpiresAt")).isEqualTo(end.toString());

        Instant expiry = end.minusSeconds(60);
        assertFormerSecretExpires(expiry, realm.update(first, "{\"expiresAt\":\"" + expiry + "\"}"));
        TestServer.later(Duration.ofSeconds(3601), () -> {
            Answer read = realm.read(first);
            assertThat(read.text("status")).isEqualTo("expired");
            assertThat(read.json().has("formerSecretExpiresAt")).isFalse();
        });
        realm.update(first, "{\"expiresAt\":null}");
        TestServer.later(
                Duration.ofSeconds(3601),
                () -> assertThat(realm.read(first).json().has("formerSecretExpiresAt"))
                        .as("after the grace period")
                        .isFalse());
    }

    @Test
    void changesNothingWithoutAFormerSecret() {
        Answer key = realm.createBot("acme", "Never rotated");
        realm.admin("DELETE", "/admin-events").expect(204);
        end(key).expect(204);
        assertThat(realm.read(key).json()).isEqualTo(withoutSecret(key));

        Answer second = realm.rotate(key, GRACE);
        TestServer.later(Duration.ofHours(2), () -> {
            end(key).expect(204);
            assertThat(realm.read(key).text("version")).isEqualTo(second.text("version"));
        });
        end(key).expect(204);
        end(key).expect(204);
        assertThat(actions(key)).containsExactlyInAnyOrder("rotate", "end_former_secret");
        assertValid(second);
    }

    @Test
    void anEventRecordsTheChange() {
        Answer key = realm.createBot("acme", "Recorded");
        realm.rotate(key, GRACE);
        realm.admin("DELETE", "/admin-events").expect(204);
        end(key).expect(204);
        JsonNode events = events(key);
        assertThat(events).hasSize(1);
        JsonNode event = events.get(0);
        assertThat(event.get("resourceType").asText()).isEqualTo("API_KEY");
        assertThat(event.get("operationType").asText()).isEqualTo("ACTION");
        assertThat(event.at("/details/action").asText()).isEqualTo("end_former_secret");
        assertThat(event.at("/authDetails/userId").asText()).isEqualTo(realm.userId("h0p-admin"));
        assertThat(Answer.parse(event.get("representation").asText()))
                .isEqualTo(realm.read(key).json());
    }

    @Test
    void aLeakReportOfTheEndedSecretStillDisablesTheKey() {
        Answer first = realm.createBot("acme", "Found later");
        Answer second = realm.rotate(first, GRACE);
        end(first).expect(204);
        assertThat(realm.keys("POST", "/lookup")
                        .json("{\"secret\":\"" + first.text("secret") + "\"}")
                        .expect(200)
                        .text("formerSecret.issuedAt"))
                .isEqualTo(first.text("secretIssuedAt"));
        scanner.report(realm, first.text("secret")).expect(200);
        assertThat(realm.verify(second).code()).isEqualTo("disabled_key");
    }

    @Test
    void refusesAStaleVersion() {
        Answer first = realm.createBot("acme", "Versioned");
        Answer second = realm.rotate(first, GRACE);
        Answer stale = request(first).header("If-Match", first.header("ETag")).expect(412);
        assertThat(stale.code()).isEqualTo("stale_version");
        assertValid(first);
        request(first).header("If-Match", second.header("ETag")).expect(204);
        assertThat(realm.verify(first).code()).isEqualTo("unknown_key");
    }

    @Test
    void requiresThePermissionToRotateTheKey() {
        Answer bot = realm.createBot("acme", "Guarded");
        realm.rotate(bot, GRACE);
        Answer ofBob = realm.createUserKey("acme", "bob");
        realm.rotate(ofBob, GRACE);
        for (Answer key : List.of(bot, ofBob)) {
            String path = realm.keysOf("acme") + "/" + key.text("id") + "/former-secret";
            realm.keysAs("h0p-viewer", "DELETE", "/" + key.text("id") + "/former-secret")
                    .expect(403);
            realm.accountAs("carol", "DELETE", path).expect(404);
            String reader = realm.createBot("acme", "Reader", "{\"apiKeys\":[\"read\"]}")
                    .text("secret");
            realm.accountWith(reader, "DELETE", path).expect(403);
            assertValid(key);
        }
        realm.accountAs("bob", "DELETE", realm.keysOf("acme") + "/" + ofBob.text("id") + "/former-secret")
                .expect(204);
        String manager =
                realm.createBot("acme", "Manager", "{\"apiKeys\":[\"update\"]}").text("secret");
        realm.accountWith(manager, "DELETE", realm.keysOf("acme") + "/" + bot.text("id") + "/former-secret")
                .expect(204);
        for (Answer key : List.of(bot, ofBob)) {
            assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
        }
    }

    /** The answer contains no secret, so the permission to impersonate the owner is not required. */
    @Test
    void anAdministratorEndsTheFormerSecretOfAUserKeyThatTheyMayNotRotate() {
        Answer key = realm.createUserKey("globex", "carol");
        realm.rotate(key, GRACE);
        String path = "/" + key.text("id");
        realm.keysAs("h0p-org-manager", "POST", path + "/rotate").expect(403);
        realm.keysAs("h0p-org-manager", "DELETE", path + "/former-secret").expect(204);
        assertThat(realm.verify(key).code()).isEqualTo("unknown_key");
    }

    @Test
    void aKeyEndsItsOwnFormerSecret() {
        Answer first = realm.createBot("acme", "On its own");
        Answer second =
                realm.accountWith(first.text("secret"), "POST", "/self/rotate").expect(201);
        realm.accountWith(second.text("secret"), "DELETE", "/self/former-secret")
                .expect(204);
        realm.accountWith(second.text("secret"), "DELETE", "/self/former-secret")
                .expect(204);
        assertThat(realm.accountWith(first.text("secret"), "DELETE", "/self/former-secret")
                        .expect(401)
                        .code())
                .isEqualTo("unknown_key");
        assertValid(second);
        realm.accountAs("bob", "DELETE", "/self/former-secret").expect(401);
    }

    /** Without its former secret, a key that rotated itself is no longer waiting for the first use of the new secret. */
    @Test
    void anEndedSecretCannotRepeatItsRotation() {
        Answer first = realm.createBot("acme", "Lost answer");
        Answer second =
                realm.accountWith(first.text("secret"), "POST", "/self/rotate").expect(201);
        end(first).expect(204);
        assertThat(realm.accountWith(first.text("secret"), "POST", "/self/rotate")
                        .expect(401)
                        .code())
                .isEqualTo("unknown_key");
        assertThat(Sql.number(
                        "select count(*) from ORG_API_KEY_SECRET where KEY_ID = ? and ROTATED_WITH is null",
                        first.text("id")))
                .isEqualTo(1);
        assertValid(second);
        Answer third =
                realm.accountWith(second.text("secret"), "POST", "/self/rotate").expect(201);
        assertValid(second, third);
    }

    @Test
    void aRotationAtTheSameTimeDoesNotLoseTheCurrentSecret() throws Exception {
        for (int i = 0; i < 5; i++) {
            Answer first = realm.createBot("acme", "Race " + i);
            Answer second = realm.rotate(first, GRACE);
            List<Answer> answers = ConcurrentRequests.send(
                    List.of(() -> realm.rotate(first, GRACE), () -> end(first).expect(204)));
            assertValid(answers.get(0));
            assertThat(realm.verify(first).code()).isEqualTo("unknown_key");
            // either the rotation was first, and its former secret was ended, or the other way round
            assertThat(realm.verify(second).status())
                    .isEqualTo(realm.read(first).json().has("formerSecretExpiresAt") ? 200 : 401);
        }
    }

    @Test
    void onlyOneOfTwoChangesOfTheSameVersionIsMade() throws Exception {
        for (int i = 0; i < 5; i++) {
            Answer first = realm.createBot("acme", "Versions " + i);
            Answer second = realm.rotate(first, GRACE);
            List<Answer> answers = ConcurrentRequests.send(List.of(
                    () -> realm.keys("POST", "/" + first.text("id") + "/rotate")
                            .header("If-Match", second.header("ETag"))
                            .send(),
                    () -> request(first)
                            .header("If-Match", second.header("ETag"))
                            .send()));
            assertThat(answers).extracting(Answer::status).containsOnlyOnce(412);
            assertValid(second);
        }
    }

    private static Answer end(Answer key) {
        return request(key).send();
    }

    private static Http request(Answer key) {
        return realm.keys("DELETE", "/" + key.text("id") + "/former-secret");
    }

    private static void assertValid(Answer... keys) {
        for (Answer key : keys) {
            assertThat(realm.verify(key.text("secret"), "").status())
                    .as(key.text("name"))
                    .isEqualTo(200);
        }
    }

    private static void assertFormerSecretExpires(Instant at, Http request) {
        assertFormerSecretExpires(at, request.expect(200));
    }

    private static void assertFormerSecretExpires(Instant at, Answer key) {
        assertThat(key.text("formerSecretExpiresAt")).isEqualTo(at.toString());
    }

    private static JsonNode withoutSecret(Answer key) {
        JsonNode json = key.json().deepCopy();
        ((ObjectNode) json).remove("secret");
        return json;
    }

    private static List<String> actions(Answer key) {
        return events(key).findValuesAsText("action");
    }

    private static JsonNode events(Answer key) {
        return realm.admin("GET", "/admin-events?resourcePath=organizations/*/api-keys/" + key.text("id"))
                .expect(200)
                .json();
    }
}
