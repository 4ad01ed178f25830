package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.Sql;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that another build of the jar can use the same database. Keys, catalog and settings must be kept, and each
 * change set must be executed only once. The system property {@code former} names the previous jar. Without it, the
 * previous jar is a copy of this jar with an additional file.
 */
record UpgradeCell() implements Cell {

    @Override
    public String name() {
        return "upgrade";
    }

    @Override
    public String title() {
        return "another build of the jar over the same database";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        String former = System.getProperty("former", "");
        Path before = former.isBlank() ? modifiedCopy(workshop.jar()) : Path.of(former);
        try (Database data = workshop.database("postgres", name())) {
            Installation installation = new Installation(workshop, data, name());
            Answer bot;
            Answer user;
            Answer catalog;
            try (KeycloakServer server = installation.serverWith(before).start()) {
                TestRealm realm = TestRealm.on(server);
                bot = realm.createBot("acme", "CI", Tour.READ_STATS);
                user = realm.createUserKey("acme", "bob", Tour.READ_STATS);
                realm.verify(bot).expect(200);
                catalog = realm.keys("GET", "/resources").send().expect(200);
            }
            try (KeycloakServer server = installation.server().start()) {
                TestRealm realm = TestRealm.on(server);
                realm.verify(bot).expect(200);
                realm.verify(user).expect(200);
                assertThat(realm.keys("GET", "/resources").send().expect(200).json())
                        .isEqualTo(catalog.json());
                assertThat(Sql.number(data, "select count(*) from " + Tour.CHANGELOG))
                        .as("executed change sets")
                        .isEqualTo(Tour.changeSets());
                assertThat(Sql.number(data, "select count(distinct ID) from " + Tour.CHANGELOG))
                        .isEqualTo(Tour.changeSets());
                realm.createBot("acme", "After", Tour.READ_STATS);
            }
        }
        return "keys stay valid";
    }

    /** Returns a copy of the jar with an additional file. */
    static Path modifiedCopy(Path jar) throws IOException {
        Path copy = Workshop.DIRECTORY.resolve("former.jar");
        Files.createDirectories(Workshop.DIRECTORY);
        Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem files = FileSystems.newFileSystem(copy)) {
            Files.writeString(files.getPath("/META-INF/former"), "Another build");
        }
        return copy;
    }
}
