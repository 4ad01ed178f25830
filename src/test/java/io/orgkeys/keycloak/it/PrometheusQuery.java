package io.orgkeys.keycloak.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A PromQL query of the dashboard or of an alert rule. Tests check that the server exports the metrics and labels that
 * the query uses.
 */
record PrometheusQuery(String expression) {

    /** The name of a metric and its optional label matchers. */
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:org_api_keys|cache)_\\w+)(?:\\{([^}]*)})?(?![\\w\"-])");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|=)\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

    /** A label that the server does not export, because Prometheus adds it to each sample. */
    private static final String INSTANCE = "instance";

    /** Returns the names of the metrics. */
    Set<String> metrics() {
        return selectors().stream().map(selector -> selector.group(1)).collect(Collectors.toSet());
    }

    /** Returns the labels of the {@code by} clauses. */
    Set<String> grouping() {
        return GROUPING.matcher(expression)
                .results()
                .flatMap(by -> Stream.of(by.group(1).split(", *")))
                .collect(Collectors.toSet());
    }

    /**
     * Asserts that the server exports each metric with matching label values and with all labels that the query groups
     * by.
     */
    void assertExportedBy(Metrics metrics) {
        List<MatchResult> selectors = selectors();
        assertThat(selectors).as(expression).isNotEmpty();
        Set<String> labels =
                grouping().stream().filter(label -> !label.equals(INSTANCE)).collect(Collectors.toSet());
        for (MatchResult selector : selectors) {
            assertThat(metrics.has(selector.group(1), matchers(selector.group(2)), labels))
                    .as("%s in %s", selector.group(), expression)
                    .isTrue();
        }
    }

    private List<MatchResult> selectors() {
        return SELECTOR.matcher(expression).results().toList();
    }

    private static Map<String, Pattern> matchers(@Nullable String text) {
        Map<String, Pattern> matchers = new HashMap<>();
        if (text != null) {
            MATCHER.matcher(text)
                    .results()
                    .filter(matcher -> !matcher.group(1).equals(INSTANCE))
                    .forEach(matcher -> matchers.put(
                            matcher.group(1),
                            Pattern.compile(
                                    matcher.group(2).equals("=")
                                            ? Pattern.quote(matcher.group(3))
                                            : matcher.group(3))));
        }
        return matchers;
    }
}
