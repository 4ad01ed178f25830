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
 * H2 in the memory of this JVM, served to Keycloak over TCP. So it is there before Keycloak starts, after Keycloak was
 * killed, and for several nodes at once, and a test can look into it at any time. H2's own way to share a file between
 * processes ({@code AUTO_SERVER}) can do none of this, and closes the database under a Keycloak that is stopping.
 */
public final class H2Database implements Database {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Null when it is the server of another process. */
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

    /** In the memory of a process that goes on when this JVM ends: the next one finds it, with all that is in it. */
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
        Instant deadline = Instant.now().plus(PATIENCE);
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
        // The port is in the name, because two databases of this JVM would be the same one otherwise. VALUE is a
        // keyword
        // of H2 and a column of Keycloak.
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/mem:keycloak" + port + ";DB_CLOSE_DELAY=-1;NON_KEYWORDS=VALUE";
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
            // It is how H2 answers: the connection is gone with the database
        }
        server.stop();
    }
}
