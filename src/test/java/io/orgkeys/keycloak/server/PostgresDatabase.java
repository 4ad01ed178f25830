package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that is started from a Maven artifact: no container and no installed server is needed. */
public final class PostgresDatabase implements Database {
    private final EmbeddedPostgres server;
    private final Path data;
    private final List<String> command;
    private @Nullable Process restarted;

    private PostgresDatabase(EmbeddedPostgres server, Path data) throws IOException {
        this.server = server;
        this.data = data;
        // "…/bin/postgres" "-D" "…": how it was started
        this.command = Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(Files.readString(data.resolve("postmaster.opts")).strip())
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toList();
    }

    static PostgresDatabase start(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path data = directory.resolve("data");
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setPort(Ports.free())
                // Nobody needs the data after a power failure
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                // but what was committed before a crash: the library would have that written a moment later
                .setServerConfig("synchronous_commit", "on")
                // Sorted as people sort, as an installed PostgreSQL does, whatever machine this is
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "icu")
                .setLocaleConfig("icu-locale", "en-US")
                // A test can ask, from some moment on, for the plans of all that Keycloak executes
                .setServerConfig("session_preload_libraries", "auto_explain")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .setServerConfig("log_rotation_age", "0")
                .setServerConfig("log_rotation_size", "0")
                .start();
        return new PostgresDatabase(server, data);
    }

    /** Ends all of its processes at once, as a crash would; {@link #startAgain()} begins with the same data and port. */
    public void crash() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all = tree(postmaster);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    public void startAgain() throws IOException, InterruptedException {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        List<String> line = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            line.addAll(List.of("unshare", "-U")); // as the library does: PostgreSQL refuses to run as root
        }
        line.addAll(command);
        restarted = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("restarted.log").toFile())
                .start();
        for (int i = 0; i < 300; i++) {
            try (Connection connection = connect()) {
                connection.createStatement().execute("select 1");
                return;
            } catch (SQLException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("PostgreSQL does not start again. See " + data.resolve("restarted.log"));
    }

    /** Connections stay open, and nothing is answered any more: worse for those who wait than a crash. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Refuses changes from now on, also on connections that are open, or takes them again. */
    public void readOnly(boolean on) throws SQLException, InterruptedException {
        String value = on ? "on" : "off";
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set default_transaction_read_only = " + value);
            statement.execute("select pg_reload_conf()");
        }
        for (int i = 0; i < 300; i++) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement();
                    ResultSet shown = statement.executeQuery("show default_transaction_read_only")) {
                if (shown.next() && shown.getString(1).equals(value)) {
                    return;
                }
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("PostgreSQL does not read its configuration again");
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> kill = new ArrayList<>(List.of("kill", "-" + name));
        tree(postmaster()).forEach(process -> kill.add(String.valueOf(process.pid())));
        new ProcessBuilder(kill).inheritIO().start().waitFor();
    }

    private ProcessHandle postmaster() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    @Override
    public String vendor() {
        return "postgres";
    }

    @Override
    public String keycloakVendor() {
        return "postgres";
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "postgres";
    }

    @Override
    public void close() {
        if (restarted != null) {
            // of which the library knows nothing
            tree(postmaster()).forEach(ProcessHandle::destroyForcibly);
            restarted.onExit().join();
        }
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }
}
