package io.orgkeys.keycloak.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ReleaseTest {

    private static final String CHANGELOG = """
            # Changelog

            ## [Unreleased]

            ## [1.1.0] - 2027-02-01

            ### Added

            - Something.

            ## [1.0.0] - 2027-01-01

            - The first.

            [1.0.0]: https://example.org
            """;

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void returnsOnlyTheSectionOfTheVersion() {
        assertThat(Changelog.sectionOf("1.1.0", CHANGELOG))
                .isEqualTo("## [1.1.0] - 2027-02-01\n\n### Added\n\n- Something.\n");
        assertThat(Changelog.sectionOf("1.0.0", CHANGELOG)).isEqualTo("## [1.0.0] - 2027-01-01\n\n- The first.\n");
    }

    @Test
    void refusesAVersionWithoutChanges() {
        for (String version : new String[] {"1.2.0", "1.1", "1x0.0"}) {
            assertThatIllegalStateException().isThrownBy(() -> Changelog.sectionOf(version, CHANGELOG));
        }
        assertThatIllegalStateException().isThrownBy(() -> Changelog.sectionOf("1.0.0", "## [1.0.0] - 2027-01-01\n\n"));
    }

    @Test
    void readsTheVersionOfTheProject() {
        String pom = "<project>\n  <groupId>g</groupId>\n  <artifactId>a</artifactId>\n  <version>%s</version>\n"
                + "  <dependency><artifactId>b</artifactId><version>9</version></dependency></project>";
        ProjectFile project = ProjectFile.read(pom.formatted("1.1.0"));
        assertThat(project.name()).isEqualTo("a-1.1.0");
        project.requireReleaseVersion();
        ProjectFile snapshot = ProjectFile.read(pom.formatted("1.2.0-SNAPSHOT"));
        assertThatIllegalStateException().isThrownBy(snapshot::requireReleaseVersion);
    }

    @Test
    void theBillListsThePackagesInThePages() {
        BillOfMaterials bill = new BillOfMaterials(
                json("{'metadata':{'component':{'bom-ref':'pkg:maven/ours'}},'components':[],'dependencies':[]}"));
        bill.add(json("{'name':'@patternfly/react-core','version':'5.4.14','license':'MIT'}"));
        bill.add(json("{'name':'react','version':'18.3.1','license':'MIT'}"));
        assertThat(bill.json().at("/components/0/group").asText()).isEqualTo("@patternfly");
        assertThat(bill.json().at("/components/0/name").asText()).isEqualTo("react-core");
        assertThat(bill.json().at("/components").findValuesAsText("purl"))
                .containsExactly("pkg:npm/%40patternfly/react-core@5.4.14", "pkg:npm/react@18.3.1");
        assertThat(bill.json().at("/dependencies"))
                .isEqualTo(json("[{'ref':'pkg:maven/ours','dependsOn':"
                        + "['pkg:npm/%40patternfly/react-core@5.4.14','pkg:npm/react@18.3.1']}]"));
    }

    @Test
    void refusesAJarWithinTheJar() {
        JsonNode maven = json("{'metadata':{'component':{'bom-ref':'pkg:maven/ours'}},'components':[{'name':'x'}]}");
        assertThatIllegalStateException().isThrownBy(() -> new BillOfMaterials(maven));
    }

    @Test
    void refusesMessagesThatAreNotTranslated(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("messages_en.properties"), "a=A\nkeys_one=A key\nkeys_other=Keys\n");
        Files.writeString(directory.resolve("messages_ja.properties"), "a=エー\nkeys_other=キー\n");
        Translations.requireComplete(directory);
        Files.writeString(directory.resolve("messages_ar.properties"), "keys_many=مفاتيح\n");
        assertThatIllegalStateException()
                .isThrownBy(() -> Translations.requireComplete(directory))
                .withMessageContaining("messages_ar.properties: a");
    }
}
