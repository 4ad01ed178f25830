package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The server exports the metrics that the Grafana dashboard queries and the documentation lists. */
class DashboardIT {

    private static final Path DASHBOARD = Path.of("docker", "grafana", "api-keys.json");
    private static final Path DOCUMENTATION = Path.of("docs", "metrics.md");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static Metrics metrics;

    @BeforeAll
    static void produceMetrics() {
        Answer key = realm.createBot("acme", "On produceMetrics");
        for (int i = 0; i < 2; i++) {
            realm.verify(key.text("secret"), "").expect(200);
            realm.introspect(key.text("secret"));
        }
        realm.revoke(key);
        realm.verify(key.text("secret"), "").expect(401);
        metrics = Metrics.of(TestServer.keycloak());
    }

    /** A query of a panel, and the legend of the lines that the query draws. */
    private record Query(String expression, String legend) {}

    private static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            panel.path("targets")
                    .forEach(target -> queries.add(new Query(
                            target.path("expr").asText(),
                            target.path("legendFormat").asText())));
        }
        return queries;
    }

    private static JsonNode dashboard() throws IOException {
        return Answer.parse(Files.readString(DASHBOARD));
    }

    @Test
    void eachQueryUsesExportedMetricsAndLabels() throws IOException {
        assertThat(queries())
                .hasSizeGreaterThan(8)
                .allSatisfy(query -> new PrometheusQuery(query.expression).assertExportedBy(metrics));
    }

    /** This test also fails when someone adds a metric and does not add it to the dashboard. */
    @Test
    void theDashboardShowsAllOurMetrics() throws IOException {
        Set<String> shown = queries().stream()
                .flatMap(query -> new PrometheusQuery(query.expression).metrics().stream())
                .collect(Collectors.toSet());
        assertThat(metrics.names().stream().filter(name -> name.startsWith("org_api_keys_")))
                .hasSizeGreaterThan(12)
                .allSatisfy(name -> assertThat(shown).contains(name));
    }

    @Test
    void eachLegendUsesLabelsThatItsQueryKeeps() throws IOException {
        assertThat(queries()).allSatisfy(query -> {
            assertThat(new PrometheusQuery(query.expression).grouping())
                    .as(query.legend)
                    .containsAll(PLACEHOLDER
                            .matcher(query.legend)
                            .results()
                            .map(label -> label.group(1))
                            .toList());
        });
    }

    @Test
    void grafanaCanImportTheDashboard() throws IOException {
        JsonNode dashboard = dashboard();
        assertThat(dashboard.path("title").asText()).isNotEmpty();
        assertThat(dashboard.path("uid").asText()).matches("[a-z0-9-]{1,40}");
        assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
        assertThat(dashboard.has("id")).as("Grafana assigns the id").isFalse();

        Set<String> variables = new HashSet<>(Set.of("__rate_interval", "__all"));
        for (JsonNode variable : dashboard.at("/templating/list")) {
            variables.add(variable.path("name").asText());
        }
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        assertThat(dashboard.at("/templating/list/0/query").asText()).isEqualTo("prometheus");
        assertThat(VARIABLE.matcher(dashboard.toString()).results().map(used -> used.group(1)))
                .as("variables")
                .contains("datasource")
                .isSubsetOf(variables);

        Set<Integer> ids = new HashSet<>();
        Set<String> taken = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asText();
            assertThat(title).isNotEmpty();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            assertThat(panel.path("type").asText()).isEqualTo("timeseries");
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            JsonNode position = panel.path("gridPos");
            assertThat(position.path("x").asInt() + position.path("w").asInt()).isBetween(1, 24);
            for (int x = 0; x < position.path("w").asInt(); x++) {
                for (int y = 0; y < position.path("h").asInt(); y++) {
                    assertThat(taken.add((position.path("x").asInt() + x) + "/"
                                    + (position.path("y").asInt() + y)))
                            .as("%s overlaps another panel", title)
                            .isTrue();
                }
            }
            Set<String> queries = new HashSet<>();
            panel.path("targets")
                    .forEach(target -> assertThat(
                                    queries.add(target.path("refId").asText()))
                            .as(title)
                            .isTrue());
            assertThat(queries).isNotEmpty();
        }
    }

    /**
     * Reads the names of metrics from a table in the documentation, where {@code {count,sum,max}} stands for three
     * endings.
     */
    @Test
    void theServerExportsEachDocumentedMetric() throws IOException {
        List<String> documented = Pattern.compile("(?m)^\\| (`(?:org_api_keys|cache)_.*?) \\|")
                .matcher(Files.readString(DOCUMENTATION))
                .results()
                .flatMap(row -> Stream.of(row.group(1).replace("`", "").split(", (?=\\w+_)")))
                .flatMap(DashboardIT::expandBraces)
                .toList();
        assertThat(documented)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(metrics.all(name)).as(name).isNotEmpty());
    }

    private static Stream<String> expandBraces(String name) {
        int brace = name.indexOf('{');
        return brace < 0
                ? Stream.of(name)
                : Stream.of(name.substring(brace + 1, name.length() - 1).split(","))
                        .map(end -> name.substring(0, brace) + end);
    }
}
