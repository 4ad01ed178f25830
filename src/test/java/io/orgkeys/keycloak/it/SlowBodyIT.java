package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a request whose body arrives much later than its headers. The server authenticates the caller when the headers
 * arrive, and checks the caller again when the body is complete.
 */
class SlowBodyIT {

    private static final String KEY_MANAGEMENT =
            "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"],\"stats\":[\"read\"]}";
    private static final String BOT = "{\"type\":\"bot\",\"name\":\"Late\",\"permissions\":{\"stats\":[\"read\"]}}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void refusesAKeyThatWasDeletedMeanwhile() {
        assertRefused(401, "unknown_key", key -> realm.keys("DELETE", key).expect(204));
    }

    @Test
    void refusesAKeyThatWasDisabledMeanwhile() {
        assertRefused(401, "disabled_key", key -> update(key, "{\"enabled\":false}"));
    }

    @Test
    void refusesASecretThatWasRotatedMeanwhile() {
        assertRefused(
                401,
                "unknown_key",
                key -> realm.keys("POST", key + "/rotate")
                        .json("{\"gracePeriod\":0}")
                        .expect(201));
    }

    @Test
    void refusesAKeyThatLostThePermissionMeanwhile() {
        assertRefused(
                403,
                "forbidden",
                key -> update(key, "{\"permissions\":{\"apiKeys\":[\"read\"],\"stats\":[\"read\"]}}"));
    }

    private static void update(String key, String change) {
        realm.keys("PUT", key).json(change).expect(200);
    }

    /** @param meanwhile gets the path of a key and restricts the key, while a request with the key is in progress */
    private static void assertRefused(int status, String code, Consumer<String> meanwhile) {
        for (Operation operation : Operation.values()) {
            Answer victim = realm.createBot("acme", "Victim");
            Answer thief = realm.createBot("acme", "Thief " + operation, KEY_MANAGEMENT);
            Answer answer = operation.sendSlowly(thief, victim, () -> meanwhile.accept("/" + thief.text("id")));
            assertThat(answer.status()).as("%s %s", operation, answer.body()).isEqualTo(status);
            assertThat(answer.code()).as(operation.name()).isEqualTo(code);
            assertUntouched(victim);
        }
        assertNothingCreated();
    }

    /**
     * An administrator of the organization starts a request, and then loses the role, leaves or is disabled before the
     * body is complete.
     */
    @Test
    void refusesAMemberWhoLeftOrLostTheRoleMeanwhile() {
        for (Operation operation : Operation.values()) {
            String name = "administrator-" + operation.name().toLowerCase(java.util.Locale.ROOT);
            String user = realm.members().createWithPassword(name);
            realm.administrators().changeRealmRole("POST", user, "org-admin");
            Answer victim = realm.createBot("acme", "Victim");
            String token = realm.token(name);
            Answer demoted = operation.sendSlowly(
                    "Authorization: Bearer " + token,
                    victim,
                    () -> realm.administrators().changeRealmRole("DELETE", user, "org-admin"));
            assertThat(demoted.status()).as("%s %s", operation, demoted.body()).isIn(403, 404);
            assertUntouched(victim);

            realm.administrators().changeRealmRole("POST", user, "org-admin");
            Answer left = operation.sendSlowly(
                    "Authorization: Bearer " + token,
                    victim,
                    () -> realm.members().remove("acme", user));
            assertThat(left.status()).as("%s %s", operation, left.body()).isEqualTo(404);
            assertUntouched(victim);

            realm.members().add("acme", user);
            Answer disabled = operation.sendSlowly(
                    "Authorization: Bearer " + token,
                    victim,
                    () -> realm.members().enable(user, false));
            assertThat(disabled.status())
                    .as("%s %s", operation, disabled.body())
                    .isEqualTo(401);
            assertUntouched(victim);
        }
        assertNothingCreated();
    }

    @Test
    void acceptsASlowRequestIfNothingChanged() {
        for (Operation operation : Operation.values()) {
            Answer victim = realm.createBot("acme", "Changed slowly");
            Answer manager = realm.createBot("acme", "Manager " + operation, KEY_MANAGEMENT);
            Answer answer = operation.sendSlowly(manager, victim, () -> {});
            assertThat(answer.status()).as("%s %s", operation, answer.body()).isIn(200, 201);
        }
        realm.keys("GET", "?search=Late")
                .expect(200)
                .json()
                .forEach(key ->
                        realm.keys("DELETE", "/" + key.get("id").asText()).expect(204));
    }

    /** A slow change must not bring back what another administrator has changed while its body arrived. */
    @Test
    void keepsOtherSettingsAndFieldsThatChangedMeanwhile() {
        Answer settings = sendSlowly(
                "/api-keys/settings",
                "{\"botKeysPerOrganization\":77}",
                () -> realm.changeSettings("{\"memberAttributes\":[\"plan\"]}"));
        assertThat(settings.json().get("memberAttributes")).hasSize(1);
        assertThat(realm.changeSettings("{\"memberAttributes\":[]}")
                        .json()
                        .get("botKeysPerOrganization")
                        .asInt())
                .isEqualTo(77);

        String resource = "/api-keys/resources/domains";
        Answer before = realm.admin("GET", resource).expect(200);
        Answer changed = sendSlowly(
                resource,
                "{\"description\":\"Slow\"}",
                () -> realm.admin("PUT", resource)
                        .json("{\"audience\":[\"other\"]}")
                        .expect(200));
        assertThat(changed.json().at("/audience/0").asText()).isEqualTo("other");
        assertThat(changed.text("description")).isEqualTo("Slow");
        assertThat(changed.json().get("actions")).isEqualTo(before.json().get("actions"));
    }

    private static Answer sendSlowly(String path, String json, Runnable meanwhile) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (RawHttp.Begun begun = new RawHttp("PUT", realm.adminUrl(path))
                .header("Authorization: Bearer " + TestServer.adminToken())
                .header("Content-Type: application/json")
                .body(bytes)
                .begin(bytes.length / 2)) {
            // a test cannot observe when the server has begun to read the body
            for (int i = 0; i < 20; i++) {
                realm.admin("GET", path).expect(200);
            }
            meanwhile.run();
            return begun.finish().expect(200);
        }
    }

    private static void assertUntouched(Answer victim) {
        assertThat(realm.verify(victim).status()).isEqualTo(200);
        assertThat(realm.read(victim).text("name")).isEqualTo("Victim");
    }

    private static void assertNothingCreated() {
        assertThat(realm.keys("GET", "?search=Late").expect(200).json()).isEmpty();
    }

    private enum Operation {
        CREATE("POST", "", BOT),
        UPDATE("PUT", "/{id}", "{\"name\":\"Late\"}"),
        ROTATE("POST", "/{id}/rotate", "{\"gracePeriod\":0}");

        private final String method;
        private final String path;
        private final String body;

        Operation(String method, String path, String body) {
            this.method = method;
            this.path = path;
            this.body = body;
        }

        Answer sendSlowly(Answer key, Answer victim, Runnable meanwhile) {
            int before = uses(key);
            return sendSlowly("X-Api-Key: " + key.text("secret"), victim, () -> uses(key) > before, meanwhile);
        }

        /**
         * Sends the beginning of a request, and then waits for twenty other requests, because a test cannot observe
         * when the server has authenticated a bearer token.
         */
        Answer sendSlowly(String credential, Answer victim, Runnable meanwhile) {
            int[] requests = {0};
            return sendSlowly(
                    credential,
                    victim,
                    () -> {
                        realm.verify(victim).expect(200);
                        return ++requests[0] > 20;
                    },
                    meanwhile);
        }

        private Answer sendSlowly(
                String credential, Answer victim, Supplier<Boolean> authenticated, Runnable meanwhile) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            try (RawHttp.Begun begun = new RawHttp(
                            method,
                            realm.url("/api-keys" + realm.keysOf("acme") + path.replace("{id}", victim.text("id"))))
                    .header(credential)
                    .header("Content-Type: application/json")
                    .body(bytes)
                    .begin(bytes.length / 2)) {
                new Lags().await(Duration.ofSeconds(30), authenticated::get);
                meanwhile.run();
                return begun.finish();
            }
        }

        /**
         * Returns the number of allowed uses of the key. The server updates this number in the database every second.
         */
        private static int uses(Answer key) {
            return realm.keys("GET", "/" + key.text("id") + "/usage")
                    .expect(200)
                    .json()
                    .path("allowed")
                    .asInt();
        }
    }
}
