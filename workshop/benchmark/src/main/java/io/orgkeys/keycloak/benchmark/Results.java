package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The results that the load generator reports. */
final class Results {

    private final Map<Row, Result> rows = new EnumMap<>(Row.class);

    /** @param directory the directory that contains only the report of the generator */
    static Results read(Path directory, Site site) throws IOException {
        Path report;
        try (Stream<Path> files = Files.walk(directory)) {
            report = files.filter(file -> file.endsWith(Path.of("js", "stats.js")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("The load generator left no report in " + directory));
        }
        Results results = new Results();
        Map<Row, Long> serverTimes = ServerTime.read(site.serverTimes());
        JsonNode requests = parse(Files.readString(report)).path("contents");
        for (Row row : Row.values()) {
            for (JsonNode request : requests) {
                JsonNode stats = request.path("stats");
                if (stats.path("name").asText().equals(row.text())) {
                    results.rows.put(row, result(row, stats, site, serverTimes.getOrDefault(row, 0L)));
                }
            }
        }
        return results;
    }

    /**
     * Parses the report, which is JavaScript for a browser. The report starts with an object in which some names are
     * not quoted.
     */
    private static JsonNode parse(String script) throws IOException {
        return JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                .build()
                .readTree(script.substring(script.indexOf('{')));
    }

    private static Result result(Row row, JsonNode stats, Site site, long serverMillis) {
        long successes = stats.at("/numberOfRequests/ok").asLong();
        boolean once = row == Row.VERIFY_COLD;
        double seconds = switch (row) {
            case UNKNOWN, TOKEN_EXCHANGE, CLIENT_CREDENTIALS, LIST -> site.seconds();
            default -> (double) site.seconds() * site.rounds();
        };
        // if each key is used only once, the measurement ends when no key is left, so its duration is not known in
        // advance
        double perSecond = once
                ? 1_000.0
                        * Load.CLIENTS
                        / Math.max(0.001, stats.at("/meanResponseTime/ok").asDouble())
                : successes / seconds;
        return new Result(
                row,
                perSecond,
                serverMillis * 1_000 / Math.max(1, successes),
                stats.at("/percentiles1/ok").asLong(),
                stats.at("/percentiles4/ok").asLong(),
                stats.at("/numberOfRequests/ko").asLong());
    }

    /** Returns the average of each row. */
    static Results average(List<Results> servers) {
        Results average = new Results();
        for (Row row : Row.values()) {
            List<Result> ofRow = servers.stream()
                    .map(server -> server.rows.get(row))
                    .filter(Objects::nonNull)
                    .toList();
            if (!ofRow.isEmpty()) {
                average.rows.put(row, Result.average(row, ofRow));
            }
        }
        return average;
    }

    Result get(Row row) {
        return Objects.requireNonNull(rows.get(row), row.text());
    }

    Stream<Result> all() {
        return rows.values().stream().filter(result -> result.row() != Row.WARM_UP);
    }
}
