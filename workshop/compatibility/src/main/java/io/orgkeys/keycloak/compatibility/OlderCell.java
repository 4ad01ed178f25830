package io.orgkeys.keycloak.compatibility;

import java.nio.file.Files;
import java.util.List;

import io.orgkeys.keycloak.server.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Checks that {@code kc.sh build} of a Keycloak that is too old fails with a clear message. */
record OlderCell(String version) implements Cell {

    @Override
    public String name() {
        return version;
    }

    @Override
    public String title() {
        return "Keycloak " + version + ", which is too old";
    }

    @Override
    public String run(Workshop workshop) throws Exception {
        try (Database data = workshop.database("h2", name())) {
            var server = workshop.server(version, data, name());
            assertThatThrownBy(server::start).hasMessageContaining("could not be built");
        }
        List<String> log = Files.readAllLines(
                Workshop.DIRECTORY.resolve("keycloak-" + name()).resolve("keycloak.log"));
        assertThat(log)
                .anyMatch(line -> line.contains("Organization API Keys needs Keycloak 26.7 or newer; this is Keycloak "
                        + version + ". Upgrade Keycloak, or remove the jar"))
                .as("no stack trace")
                .noneMatch(line -> line.startsWith("Caused by:"));
        return "`kc.sh build` refuses the jar";
    }
}
