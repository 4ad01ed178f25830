package io.orgkeys.keycloak.compatibility;

import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that Keycloak works after the jar was removed, and that the keys still exist when the jar is installed again.
 */
record RemovalCell() implements Cell {

    private static final String COMPONENTS = "/components?type=io.orgkeys.keycloak.catalog.ApiCatalogProvider";

    @Override
    public String name() {
        return "removal";
    }

    @Override
    public String title() {
        return "the jar removed, and put in again";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        try (Database data = workshop.database("postgres", name())) {
            Installation installation = new Installation(workshop, data, name());
            Answer bot;
            Answer user;
            Answer ofLeaver;
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                bot = realm.createBot("acme", "CI", Tour.READ_STATS);
                user = realm.createUserKey("acme", "bob", Tour.READ_STATS);
                ofLeaver = realm.createUserKey("acme", "carol", Tour.READ_STATS);
            }
            Path file = Workshop.DIRECTORY.resolve("without.json");
            try (KeycloakServer server = installation.serverWith().start()) {
                TestRealm realm = TestRealm.on(server);
                Http.get(realm.url("/api-keys/verify")).send().expect(404);
                Installation.assertKeycloakWorks(server);
                // without the provider, nothing deletes the keys of a deleted user
                realm.admin("DELETE", "/users/" + realm.userId("carol")).send().expect(204);
                // delete one component of the catalog; the export must still contain the other components
                delete(realm, "webhooks");
            }
            export(installation, file);
            assertThat(Files.readString(file))
                    .contains("ApiCatalogProvider", "domains")
                    .doesNotContain("webhooks");
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                realm.verify(bot).expect(200);
                realm.verify(user).expect(200);
                assertThat(realm.verify(ofLeaver).expect(401).code()).isEqualTo("owner_inactive");
                assertThat(realm.keys("GET", "/resources").send().expect(200).json())
                        .hasSize(5);
            }
        }
        return "keys are still there";
    }

    private static void delete(TestRealm realm, String name) {
        for (JsonNode component :
                realm.admin("GET", COMPONENTS).send().expect(200).json()) {
            if (component.get("name").asText().equals(name)) {
                realm.admin("DELETE", "/components/" + component.get("id").asText())
                        .send()
                        .expect(204);
            }
        }
    }

    private static void export(Installation installation, Path file) throws NotRunException {
        assertThat(installation.serverWith().run("export", "--optimized", "--realm=h0p", "--file=" + file))
                .as("exit code of the export")
                .isZero();
    }
}
