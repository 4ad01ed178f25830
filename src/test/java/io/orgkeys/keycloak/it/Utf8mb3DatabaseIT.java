package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a MariaDB database with two unsuitable defaults. The character set {@code utf8mb3} rejects characters beyond
 * U+FFFF in writes, and does not find them in queries. The isolation level is REPEATABLE READ.
 */
@OwnServers
@Tag(OwnServers.BESIDE_MARIADB)
@SuppressWarnings("NullAway.Init") // the server is started before the first test
class Utf8mb3DatabaseIT {

    private static final String EMOJI = "\ud83d\udd11";
    private static final String BMP_TEXT = "\u5bc6\u94a5 Gr\u00fc\u00dfe";

    private static Database database;
    private static KeycloakServer server;
    private static TestRealm realm;
    private static String acme;

    @BeforeAll
    static void start() {
        database = Database.startEmpty("mariadb-unprepared", Path.of("target", "it", "narrow", "database"));
        server = KeycloakServer.builder()
                .name("it-narrow")
                .database(database)
                .providers(TestProviders.withOurs(Path.of("target", "it", "narrow")))
                .importRealm(Path.of("realm-export.json"))
                .start();
        realm = TestRealm.on(server);
        acme = realm.organizationId("acme");
    }

    @AfterAll
    static void stop() {
        server.stop();
        database.close();
    }

    @Test
    void reportsUnstorableTextAsAnInvalidField() {
        Answer refused = create(EMOJI + " CI", "Opens " + EMOJI).expect(400);
        assertThat(refused.invalidFields()).containsExactlyInAnyOrder("name", "description");
        assertThat(refused.errorDetails("name")).singleElement().asString().contains("emoji");

        Answer key = create(BMP_TEXT, BMP_TEXT).expect(201);
        assertThat(key.text("name")).isEqualTo(BMP_TEXT);
        assertThat(realm.keys("PUT", "/" + key.text("id"))
                        .json(Map.of("name", EMOJI))
                        .expect(400)
                        .invalidFields())
                .containsExactly("name");
        assertThat(realm.keys("GET", "?search=" + Http.encode("\u5bc6"))
                        .expect(200)
                        .json())
                .hasSize(1);
    }

    @Test
    void findsNothingForUnstorableText() {
        String emoji = Http.encode(EMOJI);
        for (String query :
                List.of("search=" + emoji, "search=*" + emoji + "*", "userId=" + emoji, "createdBy=" + emoji)) {
            assertThat(realm.keys("GET", "?" + query).expect(200).body())
                    .as(query)
                    .isEqualTo("[]");
            assertThat(realm.keys("GET", "/count?" + query).expect(200).body())
                    .as(query)
                    .isEqualTo("0");
        }
        for (String status : List.of("active", "disabled")) {
            assertThat(realm.keys("GET", "?search=" + emoji + "&status=" + status)
                            .expect(200)
                            .body())
                    .isEqualTo("[]");
        }
        realm.keys("GET", "?organizationId=" + emoji).expect(404);
        realm.keys("GET", "/organizations/" + emoji + "/access").expect(404);
        for (String method : List.of("GET", "DELETE")) {
            realm.keys(method, "/" + emoji).expect(404);
        }
        realm.keys("PUT", "/" + emoji).json("{}").expect(404);
        realm.keys("POST", "/" + emoji + "/rotate").expect(404);
        realm.keys("GET", "/" + emoji + "/usage").expect(404);
        realm.keys("GET", "/resources/" + emoji).expect(404);
        realm.accountAs("alice", "GET", "/organizations/" + emoji + "/keys").expect(404);
        realm.accountAs("alice", "GET", realm.keysOf("acme") + "/" + emoji).expect(404);
        assertThat(realm.accountAs("alice", "GET", realm.keysOf("acme") + "?search=" + emoji)
                        .expect(200)
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void refusesAnOwnerWithAnUnstorableId() {
        realm.keys("POST", "")
                .json(Map.of("organizationId", EMOJI, "type", "bot", "name", "CI"))
                .expect(404);
        assertThat(realm.keys("POST", "")
                        .json(Map.of("organizationId", acme, "type", "user", "userId", EMOJI, "name", "CI"))
                        .expect(400)
                        .invalidFields())
                .containsExactly("userId");
    }

    @Test
    void importsAllRowsExceptTheOneWithUnstorableText() {
        JsonNode keys = realm.keys("POST", "/import")
                .json(importOf(List.of(row("Plain", "one"), row(EMOJI, "two"), row(BMP_TEXT, "three"))))
                .expect(200)
                .json()
                .path("keys");
        assertThat(keys.findValuesAsText("status")).containsExactly("accepted", "failed", "accepted");
        assertThat(keys.get(1).path("errors").findValuesAsText("field")).containsExactly("name");
    }

    @Test
    void refusesATokenExchangeForAnUnstorableAudience() {
        Answer key = create("Exchanged", "").expect(201);
        Answer refused = realm.exchange("shortlinks-api", key.text("secret"), Map.of("audience", EMOJI));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }

    /**
     * With REPEATABLE READ, a transaction reads a snapshot from the time of its first query. If it then waits for a
     * lock, it does not see rows that were committed during the wait.
     */
    @Test
    void leavesNoKeyOfARemovedMemberOrOrganization() throws Exception {
        for (int i = 0; i < 10; i++) {
            String user = realm.members().create("acme", "leaver" + i);
            OwnerRemovalRaceIT.race(
                    database,
                    user,
                    () -> realm.keys("POST", "")
                            .json(Map.of("organizationId", acme, "type", "user", "userId", user, "name", "Late"))
                            .send(),
                    () -> realm.admin("DELETE", "/organizations/" + acme + "/members/" + user)
                            .send());
            String organization = realm.organizations().create("shortlived" + i);
            OwnerRemovalRaceIT.race(
                    database,
                    organization,
                    () -> realm.keys("POST", "")
                            .json(Map.of("organizationId", organization, "type", "bot", "name", "Late"))
                            .send(),
                    () -> realm.admin("DELETE", "/organizations/" + organization)
                            .send());
        }
    }

    @Test
    void updatesAKeyThatConstantlyRotatesItself() {
        for (int i = 0; i < 5; i++) {
            Answer key = create("Restless " + i, "").expect(201);
            String path = "/" + key.text("id");
            try (SelfRotatingThief thief = new SelfRotatingThief(realm, key)) {
                thief.awaitRotations(1);
                realm.keys("PUT", path).json(Map.of("description", "Stolen")).expect(200);
                realm.keys("POST", path + "/rotate").json("{\"gracePeriod\":0}").expect(201);
                realm.keys("PUT", path).json("{\"enabled\":false}").expect(200);
                thief.stop();
                assertThat(thief.failures()).isEmpty();
            }
            assertThat(realm.verify(key).status()).isEqualTo(401);
        }
    }

    private static Answer create(String name, String description) {
        return realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        acme,
                        "type",
                        "bot",
                        "name",
                        name,
                        "description",
                        description,
                        "permissions",
                        Map.of("stats", List.of("read"))))
                .send();
    }

    private static Map<String, Object> row(String name, String secret) {
        return Map.of("organizationId", acme, "type", "bot", "name", name, "sha256", Sha256.of(secret));
    }

    private static Map<String, Object> importOf(List<Map<String, Object>> rows) {
        Map<String, Object> body = new HashMap<>(Map.of("keys", rows));
        body.put("prefix", null);
        return body;
    }
}
