package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a key can be changed and deleted even if its admin event does not fit the columns of the event store. */
@Tag("database")
class LargeEventsIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    /** The maximum size of a column of the type TEXT in MariaDB, in bytes. */
    private static final int MAX_COLUMN_SIZE = 65_535;

    private static final int ACTION_LENGTH = 36;

    /**
     * 1,000 permissions with actions of 36 characters. A representation of a key contains each permission twice: as
     * granted and as effective.
     */
    private static final Map<String, List<String>> PERMISSIONS = permissions(ACTION_LENGTH);

    @BeforeAll
    static void fillTheCatalog() {
        PERMISSIONS.forEach((name, actions) -> realm.keys("POST", "/resources")
                .json(Map.of("name", name, "actions", actions))
                .expect(201));
    }

    @BeforeEach
    void deleteEvents() {
        realm.admin("DELETE", "/admin-events").expect(204);
    }

    @Test
    void aLargeKeyIsCreatedChangedRotatedAndDeleted() {
        Answer key = create("Large");
        assertEffectivePermissionsAreOmitted(onlyEvent("CREATE"));
        String path = "/" + key.text("id");
        realm.keys("PUT", path).json("{\"enabled\":false}").expect(200);
        assertEffectivePermissionsAreOmitted(onlyEvent("UPDATE"));
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("disabled_key");
        realm.keys("POST", path + "/rotate").json("{\"gracePeriod\":0}").expect(201);
        assertEffectivePermissionsAreOmitted(onlyEvent("ACTION"));
        realm.keys("DELETE", path).expect(204);
        assertEffectivePermissionsAreOmitted(onlyEvent("DELETE"));
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("unknown_key");
    }

    @Test
    void aLargeKeyRevokesItself() {
        Answer key = create("Large and honest");
        realm.accountWith(key.text("secret"), "DELETE", "/self").expect(204);
        assertEffectivePermissionsAreOmitted(onlyEvent("DELETE"));
    }

    @Test
    void aLargeKeyIsDisabledWhenItLeaks() {
        Answer key = create("Large and public");
        LeakScanner scanner = new LeakScanner("scanner").register(realm);
        assertThat(scanner.report(realm, key.text("secret")).status()).isEqualTo(200);
        assertEffectivePermissionsAreOmitted(onlyEvent("ACTION"));
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("disabled_key");
    }

    @Test
    void aLargeKeyIsDisabledWhenItIsIdle() {
        realm.changeSettings("{\"maximumIdleTime\":{\"user\":null,\"bot\":864000}}");
        Answer key = create("Large and idle");
        TestServer.later(Duration.ofDays(11), () -> {
            Http.post(TestServer.url("/realms/master/test-clock/tasks/org-api-keys-upkeep"))
                    .expect(204);
            assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("disabled_key");
        });
        realm.changeSettings("{\"maximumIdleTime\":{\"user\":null,\"bot\":null}}");
    }

    @Test
    void aLargeKeyIsImported() {
        Map<String, Object> body = new HashMap<>(Map.of(
                "keys",
                List.of(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        "bot",
                        "name",
                        "Large and moved",
                        "permissions",
                        PERMISSIONS,
                        "sha256",
                        Sha256.of(UUID.randomUUID().toString())))));
        body.put("prefix", null);
        Answer imported = realm.keys("POST", "/import").json(body).expect(200);
        assertThat(imported.json().path("accepted").asInt()).isEqualTo(1);
        assertEffectivePermissionsAreOmitted(onlyEvent("CREATE"));
    }

    @Test
    void aResourceWithManyRolesIsStored() {
        List<String> actions =
                IntStream.range(0, 50).mapToObj(i -> "action" + i).toList();
        Map<String, List<String>> roles = new TreeMap<>();
        actions.forEach(action -> roles.put(
                action,
                IntStream.range(0, 50)
                        .mapToObj(i -> "%s-%s-%02d".formatted(action, "r".repeat(30), i))
                        .toList()));
        realm.keys("POST", "/resources")
                .json(Map.of("name", "guarded", "actions", actions, "roles", roles))
                .expect(201);
        JsonNode representation = representation(onlyEvent("CREATE"));
        assertThat(representation.at("/truncated")).hasToString("[\"roles\"]");
        assertThat(representation.at("/actions")).hasSize(50);
        realm.keys("DELETE", "/resources/guarded").expect(204);
    }

    private static Map<String, List<String>> permissions(int length) {
        Map<String, List<String>> all = new TreeMap<>();
        for (int resource = 0; resource < 20; resource++) {
            all.put(
                    "large%02d".formatted(resource),
                    IntStream.range(0, 50)
                            .mapToObj(i -> "%s%02d".formatted("a".repeat(length - 2), i))
                            .toList());
        }
        return all;
    }

    private static Answer create(String name) {
        return realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        "bot",
                        "name",
                        name,
                        "permissions",
                        PERMISSIONS))
                .expect(201);
    }

    private static void assertEffectivePermissionsAreOmitted(JsonNode event) {
        JsonNode representation = representation(event);
        assertThat(representation.at("/truncated")).hasToString("[\"effectivePermissions\"]");
        assertThat(representation.has("effectivePermissions")).isFalse();
        assertThat(representation.at("/permissions")).hasSize(20);
        assertThat(representation.at("/id").asText()).isNotEmpty();
    }

    private static JsonNode representation(JsonNode event) {
        String text = event.get("representation").asText();
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(MAX_COLUMN_SIZE);
        return Answer.parse(text);
    }

    /** Returns the only event about a key or a resource with this operation. */
    private static JsonNode onlyEvent(String operation) {
        List<JsonNode> found = StreamSupport.stream(
                        realm.admin("GET", "/admin-events?operationTypes=" + operation + "&resourcePath=*api-keys*")
                                .expect(200)
                                .json()
                                .spliterator(),
                        false)
                .filter(event -> event.get("resourceType").asText().matches("API_KEY|API_RESOURCE"))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
