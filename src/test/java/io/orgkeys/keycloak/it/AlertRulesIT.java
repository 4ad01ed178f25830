package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that promtool accepts the alert rules for Prometheus, and that the server exports the metrics that the rules
 * query.
 */
class AlertRulesIT {

    private static final Path RULES = Path.of("docker", "prometheus", "api-keys.rules.yml");
    private static final Path TESTS = Path.of("src", "test", "resources", "prometheus", "api-keys.rules.test.yml");
    private static final Path DOCUMENTATION = Path.of("docs", "monitoring.md");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void verify() {
        Answer key = realm.createBot("acme", "Watched");
        realm.verify(key.text("secret"), "").expect(200);
    }

    @Test
    void promtoolAcceptsTheRules() throws Exception {
        assertPromtoolSucceeds("check", "rules", RULES.toString());
    }

    @Test
    void theRulesPassTheirPromtoolTests() throws Exception {
        assertPromtoolSucceeds("test", "rules", TESTS.toString());
    }

    private static void assertPromtoolSucceeds(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Gateway.program("promtool").toString()));
        command.addAll(List.of(arguments));
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
        assertThat(output).contains("SUCCESS");
    }

    @Test
    void theServerExportsTheMetricsOfTheRules() throws IOException {
        Metrics metrics = Metrics.of(TestServer.keycloak());
        assertThat(rules())
                .hasSizeGreaterThan(8)
                // while all peppers are configured, the server exports no series with pepper="unlisted"
                .allSatisfy(
                        rule -> new PrometheusQuery(rule.path("expr").asText().replace("{pepper=\"unlisted\"}", ""))
                                .assertExportedBy(metrics));
    }

    @Test
    void theDocumentationDescribesEachAlert() throws IOException {
        List<String> explained = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(Files.readString(DOCUMENTATION))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(rules()).extracting(rule -> rule.path("alert").asText()).isSubsetOf(explained);
    }

    private static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(RULES.toFile())
                .at("/groups/0/rules")
                .forEach(rules::add);
        return rules;
    }
}
