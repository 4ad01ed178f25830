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

/** The jar is taken out, and put in again: Keycloak works without it, and the keys are still there afterwards. */
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
        try (Database data = workshop.database("postgres")) {
            Installation installation = new Installation(workshop, data);
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
                // nobody tells us
                realm.admin("DELETE", "/users/" + realm.userId("carol")).send().expect(204);
                Answer partial = realm.admin("POST", "/partial-export").send();
                System.out.println("partial export without the jar: " + partial.status() + " " + partial.body());
                JsonNode components =
                        realm.admin("GET", COMPONENTS).send().expect(200).json();
                System.out.println("components without the jar: " + components);
            }
            System.out.println("export without the jar: "
                    + installation
                            .serverWith()
                            .logFile(Workshop.DIRECTORY.resolve("export-without.log"))
                            .run("export", "--optimized", "--realm=h0p", "--file=" + file));
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                realm.verify(bot).expect(200);
                realm.verify(user).expect(200);
                assertThat(realm.verify(ofLeaver).expect(401).code()).isEqualTo("owner_inactive");
                for (JsonNode component :
                        realm.admin("GET", COMPONENTS).send().expect(200).json()) {
                    realm.admin("DELETE", "/components/" + component.get("id").asText())
                            .send()
                            .expect(204);
                }
            }
            try (KeycloakServer server = installation.serverWith().start()) {
                Installation.assertKeycloakWorks(server);
                TestRealm.on(server).admin("POST", "/partial-export").send().expect(200);
            }
            int code = installation.serverWith().run("export", "--optimized", "--realm=h0p", "--file=" + file);
            assertThat(code).isZero();
            assertThat(Files.readString(file)).doesNotContain("ApiCatalogProvider");
        }
        return "keys are still there";
    }
}
