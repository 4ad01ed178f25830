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
