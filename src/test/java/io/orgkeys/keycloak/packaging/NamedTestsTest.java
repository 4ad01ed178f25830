package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RfcChecklistTest {

    private static final Path CHECKLIST = Path.of("docs", "rfc-checklist.md");
    private static final Path TESTS = Path.of("src", "test", "java", "io", "orgkeys", "keycloak", "it");

    @Test
    void everyTestThatTheChecklistNamesExists() throws IOException {
        List<MatchResult> named = Pattern.compile("`(\\w+IT)\\.(\\w+)`")
                .matcher(Files.readString(CHECKLIST))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(30);
        for (MatchResult test : named) {
            assertThat(TESTS.resolve(test.group(1) + ".java"))
                    .content()
                    .as(test.group())
                    .containsPattern("@Test\\s+void " + test.group(2) + "\\(");
        }
    }
}
