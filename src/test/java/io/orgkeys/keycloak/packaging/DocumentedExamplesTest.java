package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the code blocks in the documentation are copies from the tested programs in {@code examples}. */
class DocumentedExamplesTest {

    private static final Pattern BLOCK = Pattern.compile(
            "^From\\s\\[[^]]+]\\(([^)]+)\\):\n\n```\\w+\n(.*?)\n```$", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void everyDocumentedExcerptIsInItsFile() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(Files.readString(page));
            while (block.find()) {
                Path file = page.resolveSibling(block.group(1)).normalize();
                assertThat(Files.readString(file)).as(file.toString()).contains(block.group(2));
                shown.add(String.valueOf(file.getFileName()));
            }
        }
        assertThat(shown)
                .contains(
                        "check-key.sh",
                        "server.go",
                        "server.mjs",
                        "server.py",
                        "StatsController.java",
                        "application.yml");
    }

    @Test
    void everyProgramIsLinkedFromAPage() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path page : pages()) {
            text.append(Files.readString(page));
        }
        try (Stream<Path> directories = Files.list(Path.of("examples"))) {
            for (Path directory : directories.filter(Files::isDirectory).collect(Collectors.toSet())) {
                assertThat(text).contains("../examples/" + directory.getFileName() + "/");
            }
        }
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }
}
