package io.orgkeys.keycloak.it;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

import io.orgkeys.keycloak.server.Database;

/**
 * Reads and writes a server's database directly. Methods without a database or a connection as parameter use the
 * database of the shared test server.
 */
public final class Sql {

    private Sql() {}

    /** Executes a statement in its own transaction and returns the number of changed rows. */
    static int update(String statement, Object... parameters) {
        return update(TestServer.database(), statement, parameters);
    }

    public static int update(Database database, String statement, Object... parameters) {
        try (Connection connection = database.connect()) {
            return update(connection, statement, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    static int update(Connection connection, String statement, Object... parameters) throws SQLException {
        try (PreparedStatement prepared = prepare(connection, statement, parameters)) {
            return prepared.executeUpdate();
        }
    }

    /**
     * Executes a statement once for each of the parameters, over one connection, because PostgreSQL starts a process
     * for each new connection.
     */
    static void updateForEach(String statement, Collection<?> parameters) {
        try (Connection connection = TestServer.database().connect();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (Object parameter : parameters) {
                prepared.setObject(1, parameter);
                prepared.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Returns the number that the query selects, for example a count. */
    static long number(String query, Object... parameters) {
        return number(TestServer.database(), query, parameters);
    }

    public static long number(Database database, String query, Object... parameters) {
        try (Connection connection = database.connect();
                PreparedStatement prepared = prepare(connection, query, parameters);
                ResultSet rows = prepared.executeQuery()) {
            if (!rows.next()) {
                throw new AssertionError("No row: " + query);
            }
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static PreparedStatement prepare(Connection connection, String statement, Object... parameters)
            throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        for (int i = 0; i < parameters.length; i++) {
            prepared.setObject(i + 1, parameters[i]);
        }
        return prepared;
    }
}
