package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Each change of a key, the catalog or the settings writes an admin event. Reads and refused requests write none. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminEventsIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void lookUp() {
        acme = realm.organizationId("acme");
    }

    @BeforeEach
    void deleteEvents() {
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @Test
    void everyChangeOfAKeyIsRecordedWithItsActorAndWithoutASecret() {
        Answer created = realm.keysAs("h0p-org-manager", "POST", "")
                .json(Map.of("organizationId", acme, "type", "bot", "name", "Watched"))
                .expect(201);
        String path = "/" + created.text("id");
        ObjectNode createdKey = (ObjectNode) created.json();
        createdKey.remove("secret");
        JsonNode event = onlyEvent("CREATE");
        assertEvent(event, "API_KEY", "organizations/" + acme + "/api-keys/" + created.text("id"), "h0p-org-manager");
        assertThat(Answer.parse(event.get("representation").asText())).isEqualTo(createdKey);

        Answer updated =
                realm.keys("PUT", path).json("{\"name\":\"Watched closely\"}").send();
        event = onlyEvent("UPDATE");
        assertEvent(event, "API_KEY", "organizations/" + acme + "/api-keys/" + created.text("id"), "h0p-admin");
        assertThat(Answer.parse(event.get("representation").asText()))
                .isEqualTo(updated.expect(200).json());

        Answer rotated =
                realm.keysAs("h0p-org-manager", "POST", path + "/rotate").expect(201);
        ObjectNode rotatedKey = (ObjectNode) rotated.json();
        rotatedKey.remove("secret");
        event = onlyEvent("ACTION");
        assertEvent(event, "API_KEY", "organizations/" + acme + "/api-keys/" + created.text("id"), "h0p-org-manager");
        assertThat(event.at("/details/action").asText()).isEqualTo("rotate");
        assertThat(Answer.parse(event.get("representation").asText())).isEqualTo(rotatedKey);

        assertThat(rotatedKey.path("formerSecretExpiresAt").asText()).isNotEmpty();

        realm.keys("DELETE", path).expect(204);
        event = onlyEvent("DELETE");
        assertEvent(event, "API_KEY", "organizations/" + acme + "/api-keys/" + created.text("id"), "h0p-admin");
        assertThat(Answer.parse(event.get("representation").asText())).isEqualTo(rotatedKey);

        String all = realm.admin("GET", "/admin-events").send().body();
        for (Answer issued : List.of(created, rotated)) {
            assertThat(all).doesNotContain(issued.text("secret").substring(8, 40));
        }
        assertThat(all).doesNotContain("\"secret\\\"");
    }

    @Test
    void aUserKeyIsRecordedLikeABotKey() {
        Answer created = realm.createUserKey("globex", "carol");
        JsonNode event = onlyEvent("CREATE");
        assertEvent(
                event,
                "API_KEY",
                "organizations/" + realm.organizationId("globex") + "/api-keys/" + created.text("id"),
                "h0p-admin");
        assertThat(Answer.parse(event.get("representation").asText())
                        .get("username")
                        .asText())
                .isEqualTo("carol");
    }

    @Test
    void recordsTheRealmOfAnAdministratorOfTheMasterRealm() {
        Answer created = Http.post(realm.adminUrl("/api-keys"))
                .bearer(TestServer.adminToken())
                .json(Map.of("organizationId", acme, "type", "bot", "name", "From outside"))
                .expect(201);
        JsonNode event = onlyEvent("CREATE");
        assertThat(event.at("/authDetails/userId").asText()).isEqualTo(created.text("createdBy.id"));
        assertThat(event.at("/authDetails/realmId").asText())
                .isNotEmpty()
                .isNotEqualTo(event.get("realmId").asText());
    }

    @Test
    void everyChangeOfTheCatalogIsRecorded() {
        Answer created = realm.keys("POST", "/resources")
                .json("{\"name\":\"recorded\",\"actions\":[\"read\"]}")
                .expect(201);
        JsonNode event = onlyEvent("CREATE");
        assertEvent(event, "API_RESOURCE", "api-keys/resources/recorded", "h0p-admin");
        assertThat(Answer.parse(event.get("representation").asText())).isEqualTo(created.json());

        Answer updated = realm.keys("PUT", "/resources/recorded")
                .json("{\"actions\":[\"read\",\"write\"],\"description\":\"New\"}")
                .expect(200);
        event = onlyEvent("UPDATE");
        assertEvent(event, "API_RESOURCE", "api-keys/resources/recorded", "h0p-admin");
        assertThat(Answer.parse(event.get("representation").asText())).isEqualTo(updated.json());

        realm.keys("DELETE", "/resources/recorded").expect(204);
        assertEvent(onlyEvent("DELETE"), "API_RESOURCE", "api-keys/resources/recorded", "h0p-admin");
    }

    @Test
    void everyChangeOfTheSettingsIsRecorded() {
        Answer updated = realm.changeSettings("{\"userKeysPerMember\":2}");
        JsonNode event = onlyEvent("UPDATE");
        assertEvent(event, "API_KEY_SETTINGS", "api-keys/settings", "h0p-admin");
        assertThat(Answer.parse(event.get("representation").asText())).isEqualTo(updated.json());
    }

    @Test
    void recordsNeitherRefusedRequestsNorReads() {
        Answer key = realm.createBot("acme", "Untouched", "{}");
        deleteEvents();
        String path = "/" + key.text("id");
        realm.keys("POST", "")
                .json("{\"organizationId\":\"" + acme + "\",\"type\":\"bot\"}")
                .expect(400);
        realm.keys("PUT", path).json("{\"name\":\"\"}").expect(400);
        realm.keys("PUT", path).json("{\"version\":7}").expect(412);
        realm.keys("POST", path + "/rotate").json("{\"gracePeriod\":-1}").expect(400);
        realm.keysAs("h0p-viewer", "DELETE", path).expect(403);
        realm.keys("DELETE", "/missing").expect(404);
        realm.keys("POST", "/resources").json("{}").expect(400);
        realm.keys("POST", "/resources")
                .json("{\"name\":\"stats\",\"actions\":[\"read\"]}")
                .expect(409);
        realm.keys("PUT", "/resources/stats").json("{\"actions\":[]}").expect(400);
        realm.keys("DELETE", "/resources/missing").expect(404);
        realm.keysAs("h0p-viewer", "DELETE", "/resources/stats").expect(403);
        realm.keys("PUT", "/settings").json("{\"prefix\":\"\"}").expect(400);
        realm.keysAs("h0p-viewer", "PUT", "/settings").json("{}").expect(403);
        for (String read : List.of("", "/count", path, "/settings", "/resources", "/resources/stats")) {
            realm.keys("GET", read).expect(200);
        }
        realm.keys("POST", "/lookup").json(Map.of("secret", key.text("secret"))).expect(200);
        assertThat(realm.admin("GET", "/admin-events").expect(200).body()).isEqualTo("[]");
    }

    /** Returns the only event with this operation. */
    private static JsonNode onlyEvent(String operation) {
        List<JsonNode> found = StreamSupport.stream(
                        realm.admin("GET", "/admin-events?operationTypes=" + operation)
                                .expect(200)
                                .json()
                                .spliterator(),
                        false)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static void assertEvent(JsonNode event, String resourceType, String path, String actor) {
        assertThat(event.get("resourceType").asText()).isEqualTo(resourceType);
        assertThat(event.get("resourcePath").asText()).isEqualTo(path);
        assertThat(event.at("/authDetails/userId").asText()).isEqualTo(realm.userId(actor));
        assertThat(event.at("/authDetails/clientId").asText())
                .isEqualTo(realm.clients().id("demo-cli"));
        assertThat(event.at("/authDetails/ipAddress").asText()).isNotEmpty();
        assertThat(event.has("error")).isFalse();
    }
}
