package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** An administrator creates, reads, rotates and deletes keys. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminKeysIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void lookUp() {
        acme = realm.organizationId("acme");
    }

    @Test
    void creatingABotKeyReturnsItsLocationVersionAndSecret() {
        Instant expiry = Instant.now().plus(Duration.ofDays(30)).truncatedTo(ChronoUnit.MILLIS);
        Answer created = realm.keys("POST", "")
                .json("""
                        {"organizationId":"%s","type":"bot","name":" CI ","description":"Builds and deploys",
                         "permissions":{"stats":["read"],"domains":["delete","create"]},"expiresAt":"%s"}""".formatted(acme, expiry.toString().replace("Z", "+00:00")))
                .expect(201);
        String secret = created.text("secret");
        assertThat(secret).matches("h0p_bot_[0-9A-Za-z]{38}");
        assertThat(created.header("Location")).isEqualTo(realm.adminUrl("/api-keys/" + created.text("id")));
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.header("ETag")).isEqualTo("\"" + created.text("version") + "\"");

        ObjectNode key = (ObjectNode) created.json();
        assertThat(Instant.parse(key.remove("createdAt").asText()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60))
                .isEqualTo(key.remove("updatedAt").asText())
                .isEqualTo(key.remove("secretIssuedAt").asText());
        key.remove(List.of("id", "secret", "version"));
        assertThat(key).isEqualTo(Answer.parse("""
                                {"organizationId":"%s","type":"bot","name":"CI","description":"Builds and deploys",
                                 "permissions":{"domains":["create","delete"],"stats":["read"]},
                                 "effectivePermissions":{"domains":["create","delete"],"stats":["read"]},
                                 "ineffectivePermissions":[],"allowedNetworks":[],"attributes":{},
                                 "enabled":true,"status":"active","expiresAt":"%s","lastFour":"%s",
                                 "createdBy":{"type":"user","id":"%s","name":"h0p-admin"}}""".formatted(
                        acme, expiry, secret.substring(secret.length() - 4), realm.userId("h0p-admin"))));
        assertThat(realm.verify(secret, "?permission=domains:delete").status()).isEqualTo(200);
    }

    @Test
    void creatingAUserKeyReturnsItsOwner() {
        Answer created = realm.createUserKey("acme", "bob");
        assertThat(created.text("secret")).matches("h0p_user_[0-9A-Za-z]{38}");
        assertThat(created.text("type")).isEqualTo("user");
        assertThat(created.text("userId")).isEqualTo(realm.userId("bob"));
        assertThat(created.text("username")).isEqualTo("bob");
        assertThat(created.text("createdBy.name")).isEqualTo("h0p-admin");
    }

    @Test
    void refusesASecondUserKeyOfTheSameMember() {
        realm.createUserKey("acme", "carol", "{}");
        Answer second = realm.keys("POST", "")
                .json(Map.of("organizationId", acme, "type", "user", "userId", realm.userId("carol"), "name", "Second"))
                .send();
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("limit_reached");
        realm.createUserKey("globex", "carol", "{}");
    }

    @Test
    void returnsTheSecretOnlyWhenItIsIssued() {
        Answer created = realm.createBot("acme", "Discreet");
        Answer read = Http.get(created.header("Location"))
                .bearer(realm.token("h0p-admin"))
                .expect(200);
        ObjectNode withoutSecret = (ObjectNode) created.json();
        String secret = withoutSecret.remove("secret").asText();
        assertThat(read.json()).isEqualTo(withoutSecret);
        assertThat(read.header("ETag")).isEqualTo(created.header("ETag"));
        assertThat(Stream.of(
                                read,
                                realm.keys("GET", "").expect(200),
                                realm.keys("POST", "/lookup")
                                        .json(Map.of("secret", secret))
                                        .expect(200),
                                realm.update(created, "{\"enabled\":true}"))
                        .map(Answer::body))
                .allSatisfy(body -> assertThat(body).contains("Discreet").doesNotContain(secret.substring(8, 40)));
    }

    @Test
    void rotationReturnsANewSecretLikeCreation() {
        Answer key = realm.createBot("acme", "Rotated");
        Answer rotated = realm.rotate(key, "{\"gracePeriod\":60}");
        assertThat(rotated.text("secret")).matches("h0p_bot_[0-9A-Za-z]{38}").isNotEqualTo(key.text("secret"));
        assertThat(rotated.header("Cache-Control")).isEqualTo("no-store");
        assertThat(rotated.header("ETag")).isNotEqualTo(key.header("ETag"));
        assertThat(rotated.text("secretIssuedAt")).isNotEqualTo(key.text("secretIssuedAt"));
        for (String kept : List.of("id", "name", "permissions", "createdAt", "createdBy", "status")) {
            assertThat(rotated.json().get(kept)).isEqualTo(key.json().get(kept));
        }
        ObjectNode withoutSecret = (ObjectNode) rotated.json();
        withoutSecret.remove("secret");
        assertThat(read(key.text("id")).json()).isEqualTo(withoutSecret);
        assertThat(read(key.text("id")).header("ETag")).isEqualTo(rotated.header("ETag"));
    }

    @Test
    void aDeletedKeyIsNotFoundByAnyRequest() {
        Answer key = key("Deleted");
        String id = key.text("id");
        realm.keys("DELETE", "/" + id).expect(204);
        assertThat(Stream.of(
                        read(id),
                        put(id, "{}"),
                        realm.keys("DELETE", "/" + id).send(),
                        realm.keys("POST", "/" + id + "/rotate").send()))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.code()).isEqualTo("key_not_found");
                });
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("unknown_key");
    }

    @Test
    void preservesNamesInAnyScript() {
        for (String name : List.of("Größe 100 % \"x\" \\ 'y'", "日本語 キー", "مفتاح", "🔑🚀👩‍💻", "İ".repeat(100))) {
            Answer created = realm.keys("POST", "")
                    .json(Map.of("organizationId", acme, "type", "bot", "name", name, "description", name + name))
                    .expect(201);
            Answer read = read(created.text("id"));
            assertThat(read.text("name")).isEqualTo(name);
            assertThat(read.text("description")).isEqualTo(name + name);
            assertThat(realm.keys("GET", "?search=" + Http.encode('"' + name + '"'))
                            .send()
                            .body())
                    .contains(created.text("id"));
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
}
