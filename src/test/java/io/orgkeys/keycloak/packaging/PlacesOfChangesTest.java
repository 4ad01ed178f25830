package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the files, packages and members that the table of changes in the architecture page names exist. */
class PlacesOfChangesTest {

    private static final Path PAGE = Path.of("docs", "architecture.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "orgkeys", "keycloak");

    /** A path such as {@code service/KeyStates} or {@code docs/events.md}, or a member such as {@code cache/X.y}. */
    private static final Pattern PLACE = Pattern.compile("`((?:[\\w-]+/)+[\\w-]+)(?:\\.(\\w+))?`");

    @Test
    void everyPlaceExists() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf("## Code for each kind of change");
        List<MatchResult> places = PLACE.matcher(page.substring(start, page.indexOf("\n## ", start + 1)))
                .results()
                .toList();
        assertThat(places)
                .hasSizeGreaterThan(50)
                .allSatisfy(place -> assertThat(exists(place.group(1), place.group(2)))
                        .as(place.group())
                        .isTrue());
    }

    private static boolean exists(String path, @Nullable String suffix) throws IOException {
        Path source = SOURCES.resolve(path + ".java");
        if (Files.exists(source)) {
            return suffix == null || Files.readString(source).contains(suffix);
        }
        return Files.exists(Path.of(suffix == null ? path : path + "." + suffix))
                || Files.isDirectory(SOURCES.resolve(path));
    }
}
