package io.orgkeys.keycloak.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The workshop compiles sources of the provider and of its tests, so it must use the same library versions. */
class WorkshopVersionsTest {

    private static final Pattern VERSION = Pattern.compile("<([\\w.-]+\\.version)>([^<$]+)</\\1>");

    @Test
    void theWorkshopUsesTheVersionsOfTheProvider() throws IOException {
        Map<String, String> workshop = versions(Path.of("workshop", "pom.xml"));
        assertThat(workshop).hasSizeGreaterThan(8);
        assertThat(versions(Path.of("pom.xml"))).containsAllEntriesOf(workshop);
    }

    @Test
    void theMutationTestsUseTheVersionOfJqwikOfTheProvider() throws IOException {
        String jqwik = versions(Path.of("workshop", "mutation", "pom.xml")).getOrDefault("jqwik.version", "missing");
        assertThat(Files.readString(Path.of("pom.xml")))
                .containsPattern("<artifactId>jqwik</artifactId>\\s+<version>" + Pattern.quote(jqwik) + "</version>");
    }

    @Test
    void theLibrariesAreTestedWithTheVersionsOfTheProvider() throws IOException {
        Map<String, String> libraries = versions(Path.of("clients", "pom.xml"));
        assertThat(libraries.remove("jackson.version")).isNotNull();
        assertThat(libraries).isNotEmpty();
        assertThat(versions(Path.of("pom.xml"))).containsAllEntriesOf(libraries);
    }

    private static Map<String, String> versions(Path pom) throws IOException {
        return VERSION.matcher(Files.readString(pom))
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
    }
}
