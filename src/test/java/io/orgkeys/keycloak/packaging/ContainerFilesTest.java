package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks the files in {@code docker} without a container engine. */
class ContainerFilesTest {

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.two-nodes.yaml"})
    void portsAreBoundToLoopback(String file) throws IOException {
        assertThat(found("- \"(.*):\\d+:\\d+\"", Path.of("docker", file)))
                .isNotEmpty()
                .containsOnly("127.0.0.1");
        assertThat(found("(- \"?\\d+:\\d+)", Path.of("docker", file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "compose.yaml", "compose.two-nodes.yaml", ".env.example"})
    void noFileContainsAPassword(String file) throws IOException {
        assertThat(found("PASSWORD[:=] *([^ \\n]+)", Path.of("docker", file)))
                .allSatisfy(password -> assertThat(password).startsWith("${"));
    }

    private static List<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .toList();
    }
}
