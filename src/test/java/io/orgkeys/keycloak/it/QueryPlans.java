package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads the execution plans of the server's SQL statements, with their actual parameters, from PostgreSQL's log. The
 * log includes the statements that PostgreSQL executes for foreign keys.
 */
final class QueryPlans implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String TABLES = "org_api_key";

    private final Connection connection;
    private final Path report;

    private QueryPlans(Connection connection, Path report) {
        this.connection = connection;
        this.report = report;
    }

    /** @param report the file to which the plans are written for people to read */
    static QueryPlans record(Path report) throws SQLException, IOException {
        Files.deleteIfExists(report);
        QueryPlans plans = new QueryPlans(TestServer.database().connect(), report);
        plans.execute("alter system set auto_explain.log_analyze = on");
        plans.execute("alter system set auto_explain.log_nested_statements = on");
        plans.execute("alter system set auto_explain.log_format = json");
        plans.execute("alter system set auto_explain.log_min_duration = 0");
        plans.execute("select pg_reload_conf()");
        return plans;
    }

    /**
     * Returns the plans of the statements on our tables that the request executed, in the order of execution. Repeats
     * the request until the log has at least one plan.
     *
     * @param what describes the request in the report
     */
    List<Plan> of(String what, Runnable request) {
        try {
            // the server's connections apply the new logging configuration with a delay, so the request is repeated
            Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
            List<Plan> plans = once(request);
            while (plans.isEmpty() && Instant.now().isBefore(deadline)) {
                plans = once(request);
            }
            if (plans.isEmpty()) {
                throw new AssertionError("No statement was logged: " + what);
            }
            write(what, plans);
            return plans;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Plan> once(Runnable request) throws SQLException {
        String file = text("select pg_current_logfile('jsonlog')");
        String database = text("select current_database()");
        String size = text("select size from pg_stat_file('" + file + "')");
        request.run();
        // once the log contains this statement, it contains all statements of the request
        String marker = UUID.randomUUID().toString();
        execute("select '" + marker + "'");
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        String log = "";
        while (!log.contains(marker)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("The database does not log: " + file);
            }
            log = text("select pg_read_file('" + file + "', " + size + ", 100000000)");
        }
        return log.lines().flatMap(line -> plan(line, database)).toList();
    }

    /** Returns the plan in a line of the log, in which all databases of the server log. */
    private static Stream<Plan> plan(String line, String database) {
        if (!line.toLowerCase(Locale.ROOT).contains(TABLES)) {
            return Stream.empty();
        }
        try {
            JsonNode entry = MAPPER.readTree(line);
            if (!entry.path("dbname").asText().equals(database)) {
                return Stream.empty();
            }
            String message = entry.path("message").asText();
            int plan = message.indexOf("plan:");
            if (plan < 0) {
                return Stream.empty();
            }
            JsonNode json = MAPPER.readTree(message.substring(plan + "plan:".length()));
            return Stream.of(new Plan(json.path("Query Text").asText(), json.path("Plan")))
                    .filter(Plan::isAboutKeys);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private void write(String what, List<Plan> plans) {
        StringBuilder text = new StringBuilder("=== ").append(what).append('\n');
        for (Plan plan : plans) {
            text.append(plan.statement()).append('\n').append(plan).append('\n');
        }
        try {
            Files.writeString(
                    report, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return Objects.requireNonNull(rows.getString(1), sql);
        }
    }

    @Override
    public void close() throws SQLException {
        execute("alter system reset all");
        execute("select pg_reload_conf()");
        connection.close();
    }

    /** The execution plan of one statement. */
    record Plan(String statement, JsonNode root) {

        boolean isAboutKeys() {
            return scans().findAny().isPresent();
        }

        boolean isQuery() {
            return !root.path("Node Type").asText().equals("ModifyTable");
        }

        boolean isCount() {
            return statement.toLowerCase(Locale.ROOT).startsWith("select count(");
        }

        /** Returns our tables that the statement read completely. */
        List<String> fullyScannedTables() {
            return nodes(root)
                    .filter(node -> node.path("Node Type").asText().equals("Seq Scan"))
                    .map(node -> node.path("Relation Name").asText())
                    .filter(table -> table.startsWith(TABLES))
                    .toList();
        }

        /** Returns the number of rows of our tables that the statement read. */
        long rowsRead() {
            return scans().mapToLong(Plan::rowsRead).sum();
        }

        private static long rowsRead(JsonNode scan) {
            double rows = scan.path("Actual Rows").asDouble()
                    + scan.path("Rows Removed by Filter").asDouble()
                    + scan.path("Rows Removed by Index Recheck").asDouble();
            return Math.round(rows * scan.path("Actual Loops").asDouble());
        }

        private Stream<JsonNode> scans() {
            return nodes(root)
                    .filter(node -> node.path("Node Type").asText().endsWith("Scan"))
                    .filter(node -> node.path("Relation Name").asText().startsWith(TABLES));
        }

        private static Stream<JsonNode> nodes(JsonNode node) {
            Stream.Builder<JsonNode> children = Stream.builder();
            node.path("Plans").forEach(children);
            return Stream.concat(Stream.of(node), children.build().flatMap(Plan::nodes));
        }

        @Override
        public String toString() {
            return tree(root, "  ");
        }

        private static String tree(JsonNode node, String indent) {
            StringBuilder text =
                    new StringBuilder(indent).append(node.path("Node Type").asText());
            for (String detail : List.of(
                    "Relation Name",
                    "Index Name",
                    "Index Cond",
                    "Recheck Cond",
                    "Filter",
                    "Sort Key",
                    "Actual Rows",
                    "Actual Loops",
                    "Rows Removed by Filter")) {
                JsonNode value = node.path(detail);
                if (!value.isMissingNode()) {
                    text.append("; ")
                            .append(detail)
                            .append(": ")
                            .append(value.isArray() ? value.toString() : value.asText());
                }
            }
            text.append('\n');
            node.path("Plans").forEach(child -> text.append(tree(child, indent + "  ")));
            return text.toString();
        }
    }
}
