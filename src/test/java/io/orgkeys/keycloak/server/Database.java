package io.orgkeys.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/**
 * A database for Keycloak that a test can look into while Keycloak uses it. Close it after every Keycloak that uses it
 * has stopped.
 */
public sealed interface Database extends AutoCloseable permits H2Database, MariaDatabase, PostgresDatabase {

    /** Which database the tests run on: the system property {@code orgkeys.database}, or {@code h2}. */
    static String configuredVendor() {
        return System.getProperty("orgkeys.database", "h2");
    }

    /** An empty database of the {@linkplain #configuredVendor() configured} kind. */
    static Database startEmpty(Path directory) {
        return startEmpty(configuredVendor(), directory);
    }

    /**
     * An empty database.
     *
     * @param vendor {@code h2}, {@code postgres} or {@code mariadb}; {@code mariadb-unprepared} for one without emoji,
     *     and with REPEATABLE READ
     * @param directory where it keeps its files; what is in there is deleted first
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
     * An H2 that goes on when this JVM ends, with all that is in it.
     *
     * @param directory where it says that it runs
     */
    static Database startKept(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            return H2Database.startKept(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start H2 in " + absolute, e);
        }
    }

    /** As in {@code orgkeys.database}. */
    String vendor();

    /** What Keycloak calls it: the value of its option {@code --db}. */
    String keycloakVendor();

    String jdbcUrl();

    String user();

    String password();

    /** The options of {@code kc.sh} that make Keycloak use this database. */
    default List<String> keycloakOptions() {
        return List.of(
                "--db=" + keycloakVendor(),
                "--db-url=" + jdbcUrl(),
                "--db-username=" + user(),
                "--db-password=" + password());
    }

    /** A connection of the caller's own, next to Keycloak's. The caller closes it. */
    default Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), user(), password());
    }

    @Override
    void close();
}
