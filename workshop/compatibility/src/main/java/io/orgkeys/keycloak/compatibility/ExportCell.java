package io.orgkeys.keycloak.compatibility;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.Sql;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks {@code kc.sh export} and {@code kc.sh import}: the file contains the catalog and the settings, but no keys.
 */
record ExportCell() implements Cell {

    @Override
    public String name() {
        return "export";
    }

    @Override
    public String title() {
        return "`kc.sh export`, and `kc.sh import` elsewhere and over the same realm";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        Path file = Workshop.DIRECTORY.resolve("exported.json");
        Map<String, JsonNode> exported;
        Answer key;
        try (Database here = workshop.database("postgres", name())) {
            Installation installation = new Installation(workshop, here, name());
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                realm.createResource(
                        "{\"name\":\"reports\",\"actions\":[\"read\"],\"roles\":{\"read\":[\"org-admin\"]},"
                                + "\"audience\":[\"shortlinks-api\"]}");
                realm.keys("PUT", "/settings")
                        .json("{\"botKeysPerOrganization\":7,\"maximumLifetime\":{\"user\":86400}}")
                        .send()
                        .expect(200);
                key = realm.createBot("acme", "Stays at home", Tour.READ_STATS);
                exported = catalogAndSettings(realm);
            }
            run(installation, "export", "--optimized", "--realm=h0p", "--file=" + file);
            assertThat(Files.readString(file))
                    .contains("reports")
                    .doesNotContain(key.text("id"), "Stays at home", key.text("secret"));
            try (Database there = workshop.database("postgres", "there")) {
                Installation other = new Installation(workshop, there, name());
                run(other, "import", "--optimized", "--file=" + file);
                try (KeycloakServer server = other.server().withoutRealms().start()) {
                    TestRealm realm = TestRealm.on(server);
                    assertThat(catalogAndSettings(realm)).isEqualTo(exported);
                    assertThat(realm.verify(key).expect(401).code()).isEqualTo("unknown_key");
                    realm.verify(realm.createBot("acme", "Made here", Tour.READ_STATS))
                            .expect(200);
                }
            }
            assertThat(Sql.number(here, "select count(*) from ORG_API_KEY")).isEqualTo(1);
            run(installation, "import", "--optimized", "--override=true", "--file=" + file);
            assertThat(Sql.number(here, "select count(*) from ORG_API_KEY"))
                    .as("keys after the realm was replaced by the import")
                    .isZero();
        }
        return "the file has the catalog and the settings, but no keys; importing over a realm deletes its keys";
    }

    private static void run(Installation installation, String... command) throws Exception {
        int code = installation.server().run(command);
        assertThat(code).as("exit code of " + List.of(command)).isZero();
    }

    private static Map<String, JsonNode> catalogAndSettings(TestRealm realm) {
        Map<String, JsonNode> all = new TreeMap<>();
        for (String path : List.of("/resources", "/settings")) {
            all.put(path, realm.keys("GET", path).send().expect(200).json());
        }
        return all;
    }
}
