package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory H2, in this JVM or in its own process. Keycloak connects to it over TCP. The database exists before
 * Keycloak starts and after Keycloak was killed, serves several nodes at once, and tests can query it at any time. H2's
 * {@code AUTO_SERVER} mode, which shares a file between processes, can do none of this, and closes the database while
 * Keycloak is still stopping.
 */
public final class H2Database implements Database {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    /** Null if the server runs in another process. */
    private final @Nullable Server server;

    private final int port;

    private H2Database(@Nullable Server server, int port) {
        this.server = server;
        this.port = port;
    }

    static H2Database start() throws IOException {
        try {
            int port = Ports.free();
            return new H2Database(
                    Server.createTcpServer("-tcpPort", String.valueOf(port), "-tcpDaemon", "-ifNotExists")
                            .start(),
                    port);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /**
     * Uses the H2 process of this directory, or starts one. The process keeps running with its data when this JVM ends.
     */
    static H2Database startKept(Path directory) throws IOException {
        Path file = directory.resolve("h2.process");
        Optional<KeptProcess> running = KeptProcess.read(file);
        if (running.isPresent()) {
            return new H2Database(
                    null, Integer.parseInt(Objects.requireNonNull(running.get().note(0))));
        }
        Files.createDirectories(directory);
        int port = Ports.free();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-cp",
                        Path.of(URI.create(Server.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                                .toString(),
                        Server.class.getName(),
                        "-tcp",
                        "-tcpPort",
                        String.valueOf(port),
                        "-ifNotExists")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("h2.log").toFile())
                .start();
        KeptProcess.write(file, process.toHandle(), List.of(String.valueOf(port)));
        H2Database database = new H2Database(null, port);
        database.awaitConnection(process);
        return database;
    }

    private void awaitConnection(Process process) throws IOException {
        Instant deadline = Instant.now().plus(START_TIMEOUT);
        while (true) {
            try (Connection connection = connect()) {
                if (connection.isValid(0)) {
                    return;
                }
            } catch (SQLException e) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IOException("H2 does not answer on port " + port, e);
                }
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    @Override
    public String vendor() {
        return "h2";
    }

    @Override
    public String keycloakVendor() {
        return "dev-mem";
    }

    @Override
    public String jdbcUrl() {
        // The database name contains the port, so that each database in this JVM has a different name. VALUE must not
        // be a keyword, because Keycloak uses it as a column name. Like the other databases, H2 waits long for a lock,
        // because its default of two seconds is too short on a busy machine.
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:keycloak" + port
                + ";DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE;LOCK_TIMEOUT=30000";
    }

    @Override
    public String user() {
        return "sa";
    }

    @Override
    public String password() {
        return "password";
    }

    @Override
    public void close() {
        if (server == null) {
            return;
        }
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } catch (SQLException e) {
            // expected: H2 closes the connection when it shuts down
        }
        server.stop();
    }
}
