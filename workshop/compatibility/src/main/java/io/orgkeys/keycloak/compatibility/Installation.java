package io.orgkeys.keycloak.compatibility;

import java.nio.file.Path;

import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/** One Keycloak installation and its database, which are started several times with different settings. */
final class Installation {

    private final Workshop workshop;
    private final Database database;
    private final String name;

    Installation(Workshop workshop, Database database, String name) {
        this.workshop = workshop;
        this.database = database;
        this.name = name;
    }

    /** Returns a server with our jar. The first start imports the example realm. */
    KeycloakServer.Builder server() throws NotRunException {
        return workshop.server(KeycloakVersions.NEWEST, database, name).importRealm(Workshop.REALM);
    }

    /** Returns a server with other jars, or with none. */
    KeycloakServer.Builder serverWith(Path... jars) throws NotRunException {
        return server().providers(jars);
    }

    /** Asserts that everything unrelated to keys works: logins, the admin REST API and the consoles. */
    static void assertKeycloakWorks(KeycloakServer server) {
        TestRealm realm = TestRealm.on(server);
        realm.token("alice");
        realm.admin("GET", "").send().expect(200);
        realm.admin("GET", "/users").send().expect(200);
        realm.admin("GET", "/components").send().expect(200);
        assertThat(Http.get(server.baseUrl() + "/admin/master/console/")
                        .send()
                        .expect(200)
                        .body())
                .contains("/admin/keycloak.v2/");
        Http.get(realm.url("/account/")).send().expect(200);
    }
}
