package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that the tests that the documentation names as evidence exist. */
class NamedTestsTest {

    private static final List<Path> TESTS =
            List.of(Path.of("src", "test", "java"), Path.of("workshop", "release", "src", "test", "java"));

    /** A test class, or one of its methods, such as {@code FuzzIT} or {@code FuzzIT.noBodyBreaksIt}. */
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*(?:IT|Test|Cases))(?:\\.(\\w+))?`");

    @ParameterizedTest
    @CsvSource({
        "docs/rfc-checklist.md, 30",
        "docs/owasp.md, 30",
        "docs/attacks.md, 30",
        "docs/threat-model.md, 30",
        "docs/compatibility.md, 6"
    })
    void everyNamedTestExists(String page, int least) throws IOException {
        Map<String, Path> classes = classes();
        List<MatchResult> named =
                NAME.matcher(Files.readString(Path.of(page))).results().toList();
        assertThat(named).hasSizeGreaterThan(least);
        for (MatchResult test : named) {
            assertThat(classes).as(test.group()).containsKey(test.group(1));
            @Nullable String method = test.group(2);
            if (method != null) {
                assertThat(classes.get(test.group(1)))
                        .content()
                        .as(test.group())
                        // unlike a test method, a helper method of a test class is private or static
                        .containsPattern("(?m)^    (public )?void " + method + "\\(");
            }
        }
    }

    private static Map<String, Path> classes() throws IOException {
        Map<String, Path> classes = new HashMap<>();
        for (Path directory : TESTS) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("package-info.java"))
                        .forEach(file ->
                                classes.put(file.getFileName().toString().replace(".java", ""), file));
            }
        }
        return classes;
    }
}
