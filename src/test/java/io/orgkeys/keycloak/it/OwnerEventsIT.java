package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the admin event with the ids of the keys that were deleted together with their owner. */
@Tag("database")
class OwnerEventsIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeEach
    void forgetEvents() {
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @Test
    void storesAnEventWhenAMemberLeaves() {
        String user = realm.members().create("acme", "leaver");
        Answer key = realm.createUserKeyOf("acme", user);

        realm.members().remove("acme", user);

        List<JsonNode> events = events(realm);
        assertThat(events).hasSize(1);
        JsonNode event = events.get(0);
        String acme = realm.organizationId("acme");
        assertThat(event.get("resourcePath").asText())
                .isEqualTo("organizations/" + acme + "/api-keys/" + key.text("id"));
        assertThat(event.at("/details/action").asText()).isEqualTo("owner_removed");
        assertThat(event.at("/details/key_count").asText()).isEqualTo("1");
        assertThat(event.at("/details/key_ids").asText()).isEqualTo(key.text("id"));
        assertThat(event.at("/authDetails/userId").asText()).isEqualTo(realm.userId("h0p-admin"));
        assertThat(event.at("/authDetails/clientId").asText())
                .isEqualTo(realm.clients().id("demo-cli"));
        assertThat(event.at("/authDetails/ipAddress").asText()).isNotEmpty();
        assertThat(Answer.parse(event.get("representation").asText()))
                .isEqualTo(Answer.parse("{\"organizationId\":\"%s\",\"userId\":\"%s\",\"count\":1,\"ids\":[\"%s\"]}"
                        .formatted(acme, user, key.text("id"))));
        assertThat(event.toString()).doesNotContain(key.text("secret").substring(9, 40));
    }

    @Test
    void storesNoEventForAMemberWithoutKeys() {
        String user = realm.members().create("acme", "keyless");
        realm.members().remove("acme", user);
        realm.admin("DELETE", "/users/" + user).expect(204);
        assertThat(events(realm)).isEmpty();
    }

    @Test
    void storesAnEventPerOrganizationOfADeletedUser() {
        String user = realm.members().create("acme", "removed");
        realm.members().add("globex", user);
        Answer key = realm.createUserKeyOf("acme", user);
        Answer elsewhere = realm.createUserKeyOf("globex", user);

        realm.admin("DELETE", "/users/" + user).expect(204);

        assertThat(events(realm).stream().map(event -> event.get("resourcePath").asText()))
                .containsExactlyInAnyOrder(
                        "organizations/" + realm.organizationId("acme") + "/api-keys/" + key.text("id"),
                        "organizations/" + realm.organizationId("globex") + "/api-keys/" + elsewhere.text("id"));
    }

    /**
     * Keycloak first removes the members, and each removal stores an event. It then deletes the organization with its
     * bot keys.
     */
    @Test
    void storesEventsWhenAnOrganizationIsDeleted() {
        try (TestRealm other = TestRealm.create()) {
            String path = "organizations/" + other.organizationId("acme") + "/api-keys";
            List<String> bots = List.of(
                    other.createBot("acme", "First").text("id"),
                    other.createBot("acme", "Second").text("id"));
            String ofBob = other.createUserKey("acme", "bob").text("id");
            String ofAlice = other.createUserKey("acme", "alice").text("id");
            other.createBot("globex", "Stays");
            other.admin("DELETE", "/admin-events").expect(204);

            other.admin("DELETE", "/organizations/" + other.organizationId("acme"))
                    .expect(204);

            List<JsonNode> events = events(other);
            assertThat(events.stream().map(event -> event.get("resourcePath").asText()))
                    .containsExactlyInAnyOrder(path, path + "/" + ofBob, path + "/" + ofAlice);
            JsonNode ofOrganization = events.stream()
                    .filter(event -> event.get("resourcePath").asText().equals(path))
                    .map(event -> Answer.parse(event.get("representation").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(ofOrganization.get("count").asInt()).isEqualTo(2);
            assertThat(ofOrganization.has("userId")).isFalse();
            assertThat(StreamSupport.stream(ofOrganization.get("ids").spliterator(), false)
                            .map(JsonNode::asText))
                    .containsExactlyInAnyOrderElementsOf(bots);
        }
    }

    /** An event would be useless, because nobody could read the events of a deleted realm. */
    @Test
    void storesNoEventForADeletedRealm() {
        TestRealm removed = TestRealm.create();
        removed.createUserKey("acme", "bob");
        removed.createBot("acme", "Goes");
        String id = removed.admin("GET", "").expect(200).text("id");
        removed.close();
        assertThat(Sql.number(
                        "select count(*) from ADMIN_EVENT_ENTITY where OPERATION_TYPE = 'DELETE' and REALM_ID = ?", id))
                .isZero();
    }

    private static List<JsonNode> events(TestRealm of) {
        return StreamSupport.stream(
                        of.admin("GET", "/admin-events?operationTypes=DELETE&resourcePath=organizations/*/api-keys*")
                                .expect(200)
                                .json()
                                .spliterator(),
                        false)
                .toList();
    }
}
