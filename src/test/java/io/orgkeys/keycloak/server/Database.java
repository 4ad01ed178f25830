package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A database for Keycloak. Tests can query the database while Keycloak uses it. Close the database only after each
 * Keycloak that uses it has stopped.
 */
public sealed interface Database extends AutoCloseable permits H2Database, MariaDatabase, PostgresDatabase {

    /**
     * Returns the vendor of the database for the tests: the system property {@code orgkeys.database}, or {@code h2}.
     */
    static String configuredVendor() {
        return System.getProperty("orgkeys.database", "h2");
    }

    /** Starts an empty database of the {@linkplain #configuredVendor() configured} vendor. */
    static Database startEmpty(Path directory) {
        return startEmpty(configuredVendor(), directory);
    }

    /**
     * Starts an empty database.
     *
     * @param vendor {@code h2}, {@code postgres} or {@code mariadb}; or {@code mariadb-unprepared} for a MariaDB that
     *     cannot store emoji and has the isolation level REPEATABLE READ
     * @param directory the directory for the files of the database, which is deleted first
     */
    static Database startEmpty(String vendor, Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            KeycloakDistribution.delete(absolute);
            return switch (vendor) {
                case "h2" -> H2Database.start();
                case "postgres" -> PostgresDatabase.start(absolute);
                case "mariadb" -> MariaDatabase.start(absolute);
                case "mariadb-unprepared" -> MariaDatabase.startUnprepared(absolute);
                default ->
                    throw new IllegalArgumentException(
                            "orgkeys.database is " + vendor + ", but can be h2, postgres or mariadb");
            };
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + vendor + " in " + absolute, e);
        }
    }

    /**
     * Starts an H2 in its own process, or uses the H2 process that an earlier JVM has started. The process keeps
     * running with its data when this JVM ends.
     *
     * @param directory the directory of the file that stores the process id and the port
     */
    static Database startKept(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            return H2Database.startKept(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start H2 in " + absolute, e);
        }
    }

    /** Returns the vendor, as in the system property {@code orgkeys.database}. */
    String vendor();

    /** Returns the value of Keycloak's option {@code --db}. */
    String keycloakVendor();

    String jdbcUrl();

    String user();

    String password();

    /** Returns the options of {@code kc.sh} that make Keycloak use this database. */
    default List<String> keycloakOptions() {
        return List.of(
                "--db=" + keycloakVendor(),
                "--db-url=" + jdbcUrl(),
                "--db-username=" + user(),
                "--db-password=" + password());
    }

    /** Opens a separate connection. The caller closes it. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    @Override
    void close();
}
