package io.orgkeys.keycloak.it;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Invalid input is refused with an error for each invalid field, and changes nothing. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminKeyInputIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void lookUp() {
        acme = realm.organizationId("acme");
    }

    @AfterEach
    void assertNothingWasCreated() {
        assertThat(realm.keys("GET", "?search=*wrong*").send().body()).isEqualTo("[]");
    }

    @Test
    void reportsAllInvalidFieldsAtOnce() {
        Answer refused = post("""
                {"organizationId":"%s","type":"user","userId":"%s","name":"","description":"%s",
                 "permissions":{"nope":["read"],"stats":["write"]},"enabled":"yes","expiresAt":"2001-01-01T00:00:00Z","color":"red"}""".formatted(acme, realm.userId("erin"), "x".repeat(501)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_request");
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(refused.text("type")).isEqualTo("urn:orgkeys:problem:invalid_request");
        assertThat(refused.json().get("status").asInt()).isEqualTo(400);
        assertThat(refused.text("title")).isNotEmpty();
        assertThat(refused.invalidFields())
                .containsExactlyInAnyOrder(
                        "userId",
                        "name",
                        "description",
                        "permissions.nope",
                        "permissions.stats",
                        "enabled",
                        "expiresAt",
                        "color");
    }

    @Test
    void reportsAllInvalidFieldsEvenWithoutAnOrganization() {
        assertThat(post("{}").invalidFields()).containsExactlyInAnyOrder("organizationId", "type", "name");
        assertThat(
                        post("{\"type\":\"robot\",\"expiresAt\":\"2001-01-01T00:00:00Z\",\"permissions\":{\"nope\":[\"read\"]}}")
                                .invalidFields())
                .containsExactlyInAnyOrder("organizationId", "type", "name", "expiresAt", "permissions.nope");
    }

    @Test
    void aNameIsShortAndPrintable() {
        for (String name : List.of("", "   ", "wrong\nline", "wrong\u0000", "wrong\u0085", "wrong" + "x".repeat(96))) {
            assertThat(postFields("name", name).invalidFields()).as(name).containsExactly("name");
        }
        for (String json : List.of("null", "5", "[\"wrong\"]", "\"wrong\\ud83d\"")) {
            assertThat(postField("name", json).invalidFields()).as(json).containsExactly("name");
        }
        for (String name : List.of(
                "\u200b",
                "\u2060\ufeff",
                "\u00a0\u2003",
                "\u3164",
                "\u2800",
                "\ufe0f",
                "\u200d",
                "wrong\u2028b",
                "wrong\u2029b",
                "wrong\u202etoob",
                "\u2067wrong\u2069",
                "wrong\u200e",
                "wrong\u200f",
                "wrong\u061c",
                "wrong\uffff",
                "wrong\ufdd0",
                "wrong\ud83f\udffe",
                "wrong\ufffb",
                "wrong\udb40\udc41\udb40\udc42")) {
            assertThat(postFields("name", name).invalidFields())
                    .as(escaped(name))
                    .containsExactly("name");
            if (name.contains("wrong")) {
                assertThat(postFields("description", name).invalidFields())
                        .as(escaped(name))
                        .containsExactly("description");
            }
        }
        assertThat(postFields("description", "wrong\u001b[0m").invalidFields()).containsExactly("description");
        assertThat(postFields("description", "x".repeat(501)).invalidFields()).containsExactly("description");
    }

    @Test
    void refusesASecretAsNameOrDescription() {
        Answer key = realm.createBot("acme", "Holder of a secret", "{}");
        String secret = key.text("secret");
        for (String field : List.of("name", "description")) {
            Answer refused = postFields(field, "wrong: " + secret);
            assertThat(refused.invalidFields()).containsExactly(field);
            assertThat(refused.body()).doesNotContain(secret);
            assertThat(realm.keys("PUT", "/" + key.text("id"))
                            .json(Map.of(field, secret))
                            .send()
                            .invalidFields())
                    .containsExactly(field);
        }
        assertThat(realm.keys("POST", "/resources")
                        .json(Map.of("name", "wrong", "actions", List.of("read"), "description", secret))
                        .send()
                        .invalidFields())
                .containsExactly("description");
    }

    @Test
    void anExpiryIsATimeInTheFuture() {
        for (String json : List.of(
                "\"tomorrow\"",
                "\"2099-01-01\"",
                "\"2099-01-01T00:00:00\"",
                "4070908800",
                "\"2099-02-30T00:00:00Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "\"+10000-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59-01:00\"",
                "\"0001-01-01T00:00:00Z\"",
                "\"\"",
                "true")) {
            assertThat(postField("expiresAt", json).errorDetails("expiresAt"))
                    .as(json)
                    .hasSize(1);
        }
        assertThat(postField("expiresAt", "\"2001-01-01T00:00:00Z\"").errorDetails("expiresAt"))
                .containsExactly("Must be in the future.");
        assertThat(postFields("expiresAt", Instant.now().minusMillis(1).toString())
                        .invalidFields())
                .containsExactly("expiresAt");
    }

    @Test
    void acceptsOnlyPermissionsOfTheCatalog() {
        assertThat(postField("permissions", "{\"nope\":[\"read\"]}").errorDetails("permissions.nope"))
                .containsExactly("The catalog has no resource \"nope\".");
        assertThat(postField("permissions", "{\"Stats\":[\"read\"]}").invalidFields())
                .containsExactly("permissions.Stats");
        assertThat(postField("permissions", "{\"shortLinks\":[\"read\",\"fly\"]}")
                        .errorDetails("permissions.shortLinks"))
                .singleElement()
                .asString()
                .contains("fly", "create", "read", "update", "delete");
        assertThat(postField("permissions", "{\"stats\":[\"*\"]}").invalidFields())
                .containsExactly("permissions.stats");
        assertThat(postField("permissions", "{\"stats\":\"read\"}").invalidFields())
                .containsExactly("permissions.stats");
        assertThat(postField("permissions", "{\"stats\":[1]}").invalidFields()).containsExactly("permissions.stats");
        assertThat(postField("permissions", "[\"stats:read\"]").invalidFields()).containsExactly("permissions");
        assertThat(postField("permissions", "\"stats:read\"").invalidFields()).containsExactly("permissions");
    }

    @Test
    void refusesInvalidJsonWithThePositionOfTheError() {
        assertBody("", "JSON object");
        assertBody("[]", "JSON object");
        assertBody("\"wrong\"", "JSON object");
        assertBody("{\"name\":\"wrong\"} {}", "line 1");
        assertBody("{\n  \"name\": \"wrong\",\n  \"type\" \"bot\"}", "line 3, column 1");
        assertBody("{\"name\":\"a\",\"name\":\"wrong\"}", "line 1, column");
        assertBody("{\"name\":\"%s\"}".formatted("x".repeat(300 * 1024)), "256 KiB");
        assertBody("{\"name\":" + "[".repeat(100) + "]".repeat(100) + "}", "8 levels deep");
        // malformed JSON may contain a secret, so the answer must not repeat it
        assertThat(post("{\"secret\" h0p_bot_verysecret}").body()).doesNotContain("verysecret");
    }

    @Test
    void aBotKeyHasNoUserAndAUserKeyRequiresOne() {
        String bob = realm.userId("bob");
        assertThat(postFields("userId", bob).invalidFields()).containsExactly("userId");
        assertThat(postUserKey("").invalidFields()).containsExactly("userId");
        assertThat(postUserKey(",\"userId\":null").invalidFields()).containsExactly("userId");
        assertThat(postUserKey(",\"userId\":7").invalidFields()).containsExactly("userId");
    }

    @Test
    void givesTheSameAnswerForANonMemberAndAnUnknownUser() {
        Answer stranger = postUserKey(",\"userId\":\"" + realm.userId("erin") + "\"");
        assertThat(stranger.status()).isEqualTo(400);
        assertThat(stranger.invalidFields()).containsExactly("userId");
        for (String id : List.of("00000000-0000-4000-8000-000000000000", "nobody", acme)) {
            Answer nobody = postUserKey(",\"userId\":\"" + id + "\"");
            assertThat(nobody.status()).isEqualTo(400);
            assertThat(nobody.body()).isEqualTo(stranger.body());
        }
    }

    @Test
    void refusesToChangeImmutableFields() {
        Answer bot = realm.createBot("acme", "Bot", "{}");
        Answer user = realm.createUserKey("acme", "bob", "{}");
        String others =
                "{\"id\":\"%s\",\"organizationId\":\"%s\",\"type\":\"%s\",\"userId\":\"%s\",\"name\":\"wrong\"}";
        for (Answer key : List.of(bot, user)) {
            String json = others.formatted(
                    realm.userId("carol"),
                    realm.organizationId("globex"),
                    key.text("type").equals("bot") ? "user" : "bot",
                    realm.userId("carol"));
            Answer refused = realm.keys("PUT", "/" + key.text("id")).json(json).send();
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.invalidFields()).containsExactlyInAnyOrder("id", "organizationId", "type", "userId");
        }
    }

    @Test
    void validatesAnUpdateLikeACreation() {
        Answer key = realm.createBot("acme", "Right", "{}");
        Answer refused = realm.keys("PUT", "/" + key.text("id")).json("""
                        {"name":null,"description":7,"permissions":{"nope":["read"]},"enabled":1,
                         "expiresAt":"2001-01-01T00:00:00Z","version":"0","secret":"h0p_bot_x"}""").send();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalidFields())
                .containsExactlyInAnyOrder(
                        "name", "description", "permissions.nope", "enabled", "expiresAt", "version", "secret");
        Answer after = realm.keys("GET", "/" + key.text("id")).send();
        assertThat(after.header("ETag")).isEqualTo(key.header("ETag"));
        assertThat(after.text("name")).isEqualTo("Right");
    }

    private static void assertBody(String json, String detail) {
        Answer refused = post(json);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorDetails("body"))
                .as(detail)
                .singleElement()
                .asString()
                .contains(detail);
    }

    private static Answer post(String json) {
        return realm.keys("POST", "").json(json).send();
    }

    /** Posts a bot key that is valid except for this field. */
    private static Answer postField(String field, String json) {
        String name = field.equals("name") ? "" : ",\"name\":\"wrong\"";
        Answer answer =
                post("{\"organizationId\":\"%s\",\"type\":\"bot\"%s,\"%s\":%s}".formatted(acme, name, field, json));
        assertThat(answer.status()).as(json).isEqualTo(400);
        return answer;
    }

    private static String escaped(String text) {
        return text.chars().mapToObj(c -> String.format("%04x", c)).toList().toString();
    }

    /** Posts a bot key that is valid except for this field, which gets a string as its value. */
    private static Answer postFields(String field, String value) {
        Map<String, String> fields = new HashMap<>(Map.of("organizationId", acme, "type", "bot", "name", "wrong"));
        fields.put(field, value);
        Answer answer = realm.keys("POST", "").json(fields).send();
        assertThat(answer.status()).as(value).isEqualTo(400);
        return answer;
    }

    private static Answer postUserKey(String userId) {
        return post("{\"organizationId\":\"%s\",\"type\":\"user\",\"name\":\"wrong\"%s}".formatted(acme, userId));
    }
}
