package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documentation shows of a program in {@code examples} is what is tested there. */
class DocumentedExamplesTest {

    private static final Path PAGE = Path.of("docs", "resource-servers.md");
    private static final Pattern BLOCK = Pattern.compile(
            "^From \\[[^]]+]\\(([^)]+)\\):\n\n```\\w+\n(.*?)\n```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void whatIsShownOfAFileIsInIt() throws IOException {
        Set<String> shown = new TreeSet<>();
        Matcher block = BLOCK.matcher(Files.readString(PAGE));
        while (block.find()) {
            Path file = PAGE.resolveSibling(block.group(1)).normalize();
            assertThat(Files.readString(file)).as(file.toString()).contains(block.group(2));
            shown.add(String.valueOf(file.getFileName()));
        }
        assertThat(shown)
                .contains(
                        "check-key.sh",
                        "server.go",
                        "server.mjs",
                        "server.py",
                        "ApiKeyResolver.java",
                        "Organizations.java",
                        "SecurityConfiguration.java");
    }

    @Test
    void everyProgramIsLinkedFromThePage() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> directories = Files.list(Path.of("examples"))) {
            for (Path directory : directories.filter(Files::isDirectory).collect(Collectors.toSet())) {
                assertThat(page).contains("../examples/" + directory.getFileName() + "/");
            }
        }
    }
}
