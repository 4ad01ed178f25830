package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The log has a warning if a resource or an action that keys have a permission for is removed from the catalog. */
class LostPermissionsIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aRemovedResourceIsLoggedOnceWithTheNumberOfKeys() throws IOException {
        realm.createBot("acme", "One", "{\"webhooks\":[\"create\",\"read\"]}");
        realm.createBot("acme", "Another", "{\"webhooks\":[\"read\"],\"stats\":[\"read\"]}");
        assertThat(warnings(() -> component("DELETE", "webhooks")))
                .singleElement()
                .asString()
                .contains(" WARN ", "realm " + realm.name + " ", "resource webhooks", "permission by it: 2.");
    }

    @Test
    void aRemovedActionIsLogged() throws IOException {
        realm.createBot("acme", "Uploads", "{\"files\":[\"create\"]}");
        realm.createBot("acme", "Reads only", "{\"files\":[\"read\"]}");
        String actions = "{\"actions\":[\"read\",\"update\"]}";
        assertThat(warnings(() ->
                        realm.keys("PUT", "/resources/files").json(actions).expect(200)))
                .singleElement()
                .asString()
                .contains("actions create, delete of the resource files", "permission by it: 1.");
    }

    @Test
    void nothingIsLoggedIfNoKeyLosesAPermission() throws IOException {
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\",\"export\"]}");
        assertThat(warnings(() -> realm.keys("PUT", "/resources/reports")
                        .json("{\"actions\":[\"read\"]}")
                        .expect(200)))
                .isEmpty();
        assertThat(warnings(() -> realm.keys("DELETE", "/resources/reports").expect(204)))
                .isEmpty();
        realm.createBot("acme", "Reader", "{\"stats\":[\"read\"]}");
        assertThat(warnings(() -> realm.keys("PUT", "/resources/stats")
                        .json("{\"description\":\"Numbers\",\"actions\":[\"read\",\"export\"]}")
                        .expect(200)))
                .isEmpty();
    }

    /** The keys are deleted with the realm, so no warning is needed. */
    @Test
    void aRemovedRealmIsNotLogged() throws IOException {
        TestRealm other = realm.another();
        other.createBot("acme", "Gone with its realm", "{\"stats\":[\"read\"]}");
        assertThat(warnings(other::close)).isEmpty();
    }

    @Test
    void aRefusedChangeIsNotLogged() throws IOException {
        realm.createBot("acme", "Of domains", "{\"domains\":[\"read\"]}");
        ObjectNode component = (ObjectNode) find("domains");
        component.withObjectProperty("config").putArray("actions").add("re:ad");
        assertThat(warnings(() -> realm.admin(
                                "PUT", "/components/" + component.get("id").asText())
                        .json(component.toString())
                        .expect(400)))
                .isEmpty();
    }

    private static List<String> warnings(Runnable action) throws IOException {
        return ServerLog.of(action, "[io.orgkeys.keycloak.catalog.LostPermissions]", "");
    }

    private static JsonNode find(String name) {
        return realm.admin("GET", "/components?type=" + CatalogImportIT.TYPE + "&name=" + name)
                .expect(200)
                .json()
                .get(0);
    }

    private static void component(String method, String name) {
        realm.admin(method, "/components/" + find(name).get("id").asText()).expect(204);
    }
}
