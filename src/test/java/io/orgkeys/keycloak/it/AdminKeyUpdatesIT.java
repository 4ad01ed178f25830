package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** An administrator updates keys. The optimistic lock refuses an update that is based on a stale version. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminKeyUpdatesIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void lookUp() {
        acme = realm.organizationId("acme");
    }

    @Test
    void changesOnlyTheFieldsOfTheRequest() {
        JsonNode before = read(key("Partial").text("id")).json();
        Answer after = put(before.get("id").asText(), "{\"name\":\"Renamed\"}").expect(200);
        ObjectNode expected = before.deepCopy();
        expected.put("name", "Renamed");
        expected.set("updatedAt", after.json().get("updatedAt"));
        expected.put("version", before.get("version").asInt() + 1);
        assertThat(after.json()).isEqualTo(expected);
        assertThat(read(before.get("id").asText()).json()).isEqualTo(expected);

        Answer narrowed = put(before.get("id").asText(), "{\"permissions\":{\"domains\":[\"read\"]}}")
                .expect(200);
        assertThat(narrowed.json().get("permissions").toString()).isEqualTo("{\"domains\":[\"read\"]}");
        assertThat(narrowed.text("description")).isEqualTo("DescribedOperation");
    }

    @Test
    void acceptsAWholeRepresentation() {
        for (Answer created : List.of(key("Whole"), realm.createUserKey("acme", "alice"))) {
            JsonNode before = read(created.text("id")).json();
            ObjectNode sent = before.deepCopy();
            sent.put("description", "Changed");
            Answer after = put(created.text("id"), sent.toString()).expect(200);
            sent.set("updatedAt", after.json().get("updatedAt"));
            sent.put("version", before.get("version").asInt() + 1);
            assertThat(after.json()).isEqualTo(sent);
        }
    }

    @Test
    void nullRemovesTheDescriptionAndTheExpiry() {
        Answer key = key("Cleared");
        assertThat(key.json().has("description")).isTrue();
        assertThat(key.json().has("expiresAt")).isTrue();
        put(key.text("id"), "{\"description\":null,\"expiresAt\":null}").expect(200);
        JsonNode after = read(key.text("id")).json();
        assertThat(after.has("description")).isFalse();
        assertThat(after.has("expiresAt")).isFalse();
    }

    @Test
    void refusesAnUpdateWithAVersionOtherThanTheCurrent() {
        String id = key("Versioned").text("id");
        int version = read(id).json().get("version").asInt();
        assertStale(put(id, "{\"name\":\"Lost\",\"version\":%d}".formatted(version + 1)));
        assertStale(putIfMatch(id, "\"" + (version + 1) + "\"", "{\"name\":\"Lost\"}"));
        // a weak ETag in If-Match never matches (RFC 9110 §13.1.1)
        assertStale(putIfMatch(id, "W/\"" + version + "\"", "{\"name\":\"Lost\"}"));
        assertThat(read(id).text("name")).isEqualTo("Versioned");

        Answer first = putIfMatch(id, "\"" + version + "\"", "{\"name\":\"1\"}").expect(200);
        assertThat(first.header("ETag")).isNotEqualTo("\"" + version + "\"").isEqualTo(read(id).header("ETag"));
        Answer second = putIfMatch(id, "\"x\", " + first.header("ETag"), "{\"name\":\"2\"}")
                .expect(200);
        Answer third = put(id, "{\"name\":\"3\",\"version\":%s}".formatted(second.text("version")))
                .expect(200);
        putIfMatch(id, "*", "{\"name\":\"4\"}").expect(200);
        assertStale(putIfMatch(id, third.header("ETag"), "{\"name\":\"Lost\"}"));
        assertThat(read(id).text("name")).isEqualTo("4");
    }

    @Test
    void refusesOneOfTwoConcurrentUpdatesOfTheSameVersion() {
        String id = key("Contended").text("id");
        String token = realm.token("h0p-admin");
        for (int round = 0; round < 5; round++) {
            String tag = read(id).header("ETag");
            List<Answer> answers = Stream.of("One", "Other")
                    .map(name ->
                            CompletableFuture.supplyAsync(() -> Http.request("PUT", realm.adminUrl("/api-keys/" + id))
                                    .bearer(token)
                                    .header("If-Match", tag)
                                    .json(Map.of("name", name))
                                    .send()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 412);
            Answer winner = answers.get(answers.get(0).status() == 200 ? 0 : 1);
            assertThat(read(id).text("name")).isEqualTo(winner.text("name"));
        }
    }

    /** Creates a bot key with a description and an expiry. */
    private static Answer key(String name) {
        return realm.keys("POST", "").json("""
                        {"organizationId":"%s","type":"bot","name":"%s","description":"DescribedOperation",
                         "permissions":{"stats":["read"]},"expiresAt":"2099-12-31T23:59:59.999Z"}""".formatted(acme, name)).expect(201);
    }

    private static Answer read(String id) {
        return realm.keys("GET", "/" + id).send();
    }

    private static Answer put(String id, String json) {
        return realm.keys("PUT", "/" + id).json(json).send();
    }

    private static Answer putIfMatch(String id, String tag, String json) {
        return realm.keys("PUT", "/" + id).header("If-Match", tag).json(json).send();
    }

    private static void assertStale(Answer answer) {
        assertThat(answer.status()).isEqualTo(412);
        assertThat(answer.code()).isEqualTo("stale_version");
    }
}
