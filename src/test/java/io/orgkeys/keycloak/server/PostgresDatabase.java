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

/** A PostgreSQL from a Maven artifact. It needs neither a container nor an installed server. */
public final class PostgresDatabase implements Database {
    private final EmbeddedPostgres server;
    private final Path data;
    private final List<String> command;
    private @Nullable Process restarted;

    private PostgresDatabase(EmbeddedPostgres server, Path data) throws IOException {
        this.server = server;
        this.data = data;
        // the command line of the server, for example "…/bin/postgres" "-D" "…"
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
                // for speed, because the data need not survive a power failure
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                // commits must survive a crash of the processes; the library disables synchronous_commit by default
                .setServerConfig("synchronous_commit", "on")
                // on every machine, sort by the rules of a language, as an installed PostgreSQL usually does
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "icu")
                .setLocaleConfig("icu-locale", "en-US")
                // lets tests log the execution plans of Keycloak's statements
                .setServerConfig("session_preload_libraries", "auto_explain")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .setServerConfig("log_rotation_age", "0")
                .setServerConfig("log_rotation_size", "0")
                .start();
        return new PostgresDatabase(server, data);
    }

    /**
     * Kills all processes of the server, as a crash would. {@link #startAgain()} restarts it with the same data and
     * port.
     */
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
            line.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
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

    /** Suspends the server. Connections stay open, but get no more answers, which is worse for clients than a crash. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Makes the server refuse or accept changes, also on open connections. */
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
            // the library does not know the restarted process, and so does not stop it
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
