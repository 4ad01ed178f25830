package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the warning in the log of a Keycloak 26.7 whose version file says 26.8.0. Checks nothing of the real 26.8. */
record NewerCell() implements Cell {

    private static final String VERSION = KeycloakVersions.NEWEST;
    private static final String NEWER = "26.8.0";

    @Override
    public String name() {
        return "newer";
    }

    @Override
    public String title() {
        return "Keycloak " + VERSION + " that says it is " + NEWER;
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        Path directory = Workshop.DIRECTORY.resolve("newer");
        Path zip = withNewerVersion(workshop.distribution(VERSION), directory);
        try (Database data = workshop.database("h2", name());
                KeycloakServer server = workshop.server(VERSION, data, name())
                        .distribution(zip)
                        .cache(directory)
                        .importRealm(Workshop.REALM)
                        .start()) {
            assertThat(Files.readString(server.logFile()))
                    .contains("Organization API Keys was not tested with Keycloak " + NEWER);
            TestRealm realm = TestRealm.on(server);
            Answer key = realm.createBot("acme", "CI", Tour.READ_STATS);
            realm.verify(key).expect(200);
        } finally {
            Files.delete(zip);
        }
        return "works, with a warning in the log";
    }

    private static Path withNewerVersion(Path distribution, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path zip = directory.resolve("newer.zip");
        Files.copy(distribution, zip, StandardCopyOption.REPLACE_EXISTING);
        Path jar = directory.resolve("keycloak-common.jar");
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            Path inside = files.getPath(
                    "/keycloak-" + VERSION, "lib", "lib", "main", "org.keycloak.keycloak-common-" + VERSION + ".jar");
            Files.copy(inside, jar, StandardCopyOption.REPLACE_EXISTING);
            try (FileSystem classes = FileSystems.newFileSystem(jar)) {
                Path properties = classes.getPath("/keycloak-version.properties");
                try (Stream<String> lines = Files.lines(properties)) {
                    Files.write(
                            properties,
                            lines.map(line -> line.replaceFirst("^version=.*", "version=" + NEWER))
                                    .toList());
                }
            }
            Files.copy(jar, inside, StandardCopyOption.REPLACE_EXISTING);
        }
        return zip;
    }
}
