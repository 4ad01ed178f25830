package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.orgkeys.keycloak.server.KeycloakServer;
import org.jspecify.annotations.Nullable;

/** The metrics of a server at one time, read from the same endpoint from which Prometheus reads them. */
final class Metrics {

    private static final String LABEL_PATTERN = "(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern LABEL = Pattern.compile(LABEL_PATTERN);

    /**
     * Matches a line with a sample. If tracing is enabled, the server appends an exemplar to the line, after a hash
     * sign.
     */
    private static final Pattern SAMPLE = Pattern.compile(
            "(?m)^(?<name>\\w+)(?:\\{(?<labels>(?:" + LABEL_PATTERN + ",?)*)})? (?<value>\\S+)(?: # .*)?$");

    private final List<Sample> samples;

    private Metrics(List<Sample> samples) {
        this.samples = samples;
    }

    /** One sample: a line of the endpoint's output. */
    record Sample(String name, Map<String, String> labels, double value) {}

    static Metrics of(KeycloakServer server) {
        String text = Http.get(server.managementUrl() + "/metrics").expect(200).body();
        List<Sample> samples = new ArrayList<>();
        Matcher line = SAMPLE.matcher(text);
        while (line.find()) {
            samples.add(new Sample(
                    line.group("name"), labels(line.group("labels")), Double.parseDouble(line.group("value"))));
        }
        return new Metrics(samples);
    }

    private static Map<String, String> labels(@Nullable String text) {
        return text == null
                ? Map.of()
                : LABEL.matcher(text)
                        .results()
                        .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
    }

    /** Returns the names of all metrics. */
    Set<String> names() {
        return samples.stream().map(Sample::name).collect(Collectors.toSet());
    }

    /** Returns whether there is a sample with this name, all these labels, and label values that match the patterns. */
    boolean has(String name, Map<String, Pattern> matchers, Set<String> labels) {
        return all(name).stream()
                .anyMatch(sample -> sample.labels.keySet().containsAll(labels)
                        && matchers.entrySet().stream()
                                .allMatch(label -> label.getValue()
                                        .matcher(sample.labels.getOrDefault(label.getKey(), ""))
                                        .matches()));
    }

    /** Returns all samples of a metric; empty if there is no such metric. */
    List<Sample> all(String name) {
        return samples.stream().filter(sample -> sample.name.equals(name)).toList();
    }

    /** Returns the value of the first sample with these labels. */
    double value(String name, Map<String, String> labels) {
        return all(name).stream()
                .filter(sample -> sample.labels.entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .findFirst()
                .orElseThrow(() -> new AssertionError("No metric " + name + " with " + labels));
    }
}
