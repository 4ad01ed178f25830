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
 * A MariaDB as nobody prepared it for Keycloak: in {@code utf8mb3}, so characters beyond the first 65,536 are refused where they
 * are written, and not found elsewhere; and with its default isolation level, REPEATABLE READ.
 */
@OwnServers
@Tag(OwnServers.BESIDE_MARIADB)
@SuppressWarnings("NullAway.Init") // the server is started before the first test
class NarrowTextIT {

    private static final String KEY = "\ud83d\udd11";
    private static final String NARROW = "\u5bc6\u94a5 Gr\u00fc\u00dfe";

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
    void whatTheDatabaseCannotStoreIsWrongWithTheField() {
        Answer refused = create(KEY + " CI", "Opens " + KEY).expect(400);
        assertThat(refused.wrongFields()).containsExactlyInAnyOrder("name", "description");
        assertThat(refused.complaints("name")).singleElement().asString().contains("emoji");

        Answer key = create(NARROW, NARROW).expect(201);
        assertThat(key.text("name")).isEqualTo(NARROW);
        assertThat(realm.keys("PUT", "/" + key.text("id"))
                        .json(Map.of("name", KEY))
                        .expect(400)
                        .wrongFields())
                .containsExactly("name");
        assertThat(realm.keys("GET", "?search=" + Http.encode("\u5bc6"))
                        .expect(200)
                        .json())
                .hasSize(1);
    }

    @Test
    void aLookupOfWhatCannotBeThereFindsNothing() {
        String nobody = Http.encode(KEY);
        for (String query :
                List.of("search=" + nobody, "search=*" + nobody + "*", "userId=" + nobody, "createdBy=" + nobody)) {
            assertThat(realm.keys("GET", "?" + query).expect(200).body())
                    .as(query)
                    .isEqualTo("[]");
            assertThat(realm.keys("GET", "/count?" + query).expect(200).body())
                    .as(query)
                    .isEqualTo("0");
        }
        for (String status : List.of("active", "disabled")) {
            assertThat(realm.keys("GET", "?search=" + nobody + "&status=" + status)
                            .expect(200)
                            .body())
                    .isEqualTo("[]");
        }
        realm.keys("GET", "?organizationId=" + nobody).expect(404);
        realm.keys("GET", "/organizations/" + nobody + "/access").expect(404);
        for (String method : List.of("GET", "DELETE")) {
            realm.keys(method, "/" + nobody).expect(404);
        }
        realm.keys("PUT", "/" + nobody).json("{}").expect(404);
        realm.keys("POST", "/" + nobody + "/rotate").expect(404);
        realm.keys("GET", "/" + nobody + "/usage").expect(404);
        realm.keys("GET", "/resources/" + nobody).expect(404);
        realm.accountAs("alice", "GET", "/organizations/" + nobody + "/keys").expect(404);
        realm.accountAs("alice", "GET", realm.keysOf("acme") + "/" + nobody).expect(404);
        assertThat(realm.accountAs("alice", "GET", realm.keysOf("acme") + "?search=" + nobody)
                        .expect(200)
                        .body())
                .isEqualTo("[]");
    }

    @Test
    void anOwnerWhoCannotBeThereIsNoMember() {
        realm.keys("POST", "")
                .json(Map.of("organizationId", KEY, "type", "bot", "name", "CI"))
                .expect(404);
        assertThat(realm.keys("POST", "")
                        .json(Map.of("organizationId", acme, "type", "user", "userId", KEY, "name", "CI"))
                        .expect(400)
                        .wrongFields())
                .containsExactly("userId");
    }

    @Test
    void oneOfManyThatAreImportedFailsAlone() {
        JsonNode keys = realm.keys("POST", "/import")
                .json(importOf(List.of(row("Plain", "one"), row(KEY, "two"), row(NARROW, "three"))))
                .expect(200)
                .json()
                .path("keys");
        assertThat(keys.findValuesAsText("status")).containsExactly("accepted", "failed", "accepted");
        assertThat(keys.get(1).path("errors").findValuesAsText("field")).containsExactly("name");
    }

    @Test
    void aTokenForAClientThatCannotBeThereIsRefused() {
        Answer key = create("Exchanged", "").expect(201);
        Answer refused = realm.exchange("shortlinks-api", key.text("secret"), Map.of("audience", KEY));
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
    }

    /** A transaction sees what was there when it first read something, not what was there when it got its lock. */
    @Test
    void noKeyIsLeftOfAMemberWhoLeavesOrOfAnOrganizationThatIsDeleted() throws Exception {
        for (int i = 0; i < 10; i++) {
            String user = realm.members().create("acme", "leaver" + i);
            VanishingOwnerIT.race(
                    database,
                    user,
                    () -> realm.keys("POST", "")
                            .json(Map.of("organizationId", acme, "type", "user", "userId", user, "name", "Late"))
                            .send(),
                    () -> realm.admin("DELETE", "/organizations/" + acme + "/members/" + user)
                            .send());
            String organization = realm.organizations().create("shortlived" + i);
            VanishingOwnerIT.race(
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
    void aKeyThatRotatesItselfAllTheTimeIsChangedAllTheSame() {
        for (int i = 0; i < 5; i++) {
            Answer key = create("Restless " + i, "").expect(201);
            String path = "/" + key.text("id");
            try (RestlessThief thief = new RestlessThief(realm, key)) {
                thief.busy(1);
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
