package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.orgkeys.keycloak.server.Project;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that all files name the newest tested Keycloak version: the value of {@code keycloak.newest.version}. */
class NewestKeycloakTest {

    private static final Map<Path, List<String>> PATTERNS = Map.of(
            Path.of("docker", "Dockerfile"), List.of("ARG KEYCLOAK_VERSION=(.+)"),
            Path.of("docs", "containers.md"), List.of("`KEYCLOAK_VERSION` \\| ([^ ]+) \\|"),
            Path.of("docker", "kubernetes", "keycloak.yaml"), List.of("-api-keys:([0-9.]+)-[0-9]+"),
            Path.of("docs", "install.md"), List.of("26\\.7\\.0 to ([0-9.]+)\\)"),
            Path.of("docs", "compatibility.md"),
                    List.of(
                            "26\\.7\\.0 to ([0-9]+\\.[0-9]+\\.[0-9]+)",
                            "between 26\\.7\\.0 and ([0-9.]+) on",
                            "in full with ([0-9.]+) on PostgreSQL",
                            "\\*Keycloak ([0-9.]+) that says it is"),
            Path.of(".github", "ISSUE_TEMPLATE", "bug.yml"), List.of("Keycloak ([0-9.]+),"));

    static List<Path> files() {
        return List.copyOf(PATTERNS.keySet());
    }

    @ParameterizedTest
    @MethodSource("files")
    void namesTheTestedKeycloakVersion(Path file) throws IOException {
        String tested = Project.property("keycloak.newest.version");
        for (String pattern : PATTERNS.getOrDefault(file, List.of())) {
            assertThat(findOnly(pattern, file)).as(pattern).isEqualTo(tested);
        }
    }

    private static String findOnly(String pattern, Path file) throws IOException {
        List<String> found = Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).as("%s in %s", pattern, file).hasSize(1);
        return found.get(0);
    }
}
