package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A PostgreSQL that is started from a Maven artifact: no container and no installed server is needed. */
public final class PostgresDatabase implements Database {
    private final EmbeddedPostgres server;

    private PostgresDatabase(EmbeddedPostgres server) {
        this.server = server;
    }

    static PostgresDatabase start(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new PostgresDatabase(EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setPort(Ports.free())
                // Nobody needs the data after a power failure
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .start());
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
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot stop PostgreSQL", e);
        }
    }
}
