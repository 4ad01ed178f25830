package io.orgkeys.keycloak.jpa;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.jspecify.annotations.Nullable;

/**
 * Connections to an H2 that simulates another database. Records each statement, and the methods that set its parameters,
 * before H2 executes it.
 */
@SuppressWarnings("serial") // ConnectionProvider is serializable, but Hibernate never serializes it
final class RecordedConnections implements ConnectionProvider {

    private final transient SupportedDatabase database;
    private final String url;
    private final transient List<Statement> statements = new ArrayList<>();

    /**
     * A prepared statement.
     *
     * @param setters the name of the method that set each parameter, by the number of the parameter
     * @param stale whether {@link #readStaleVersions} was switched on
     */
    record Statement(String sql, Map<Integer, String> setters, boolean stale) {}

    private boolean stale;

    RecordedConnections(SupportedDatabase database, String url) {
        this.database = database;
        this.url = url;
    }

    /**
     * Sets whether a query without a lock returns an older version of a key than the query that locked the key. This
     * occurs on MySQL and MariaDB, where a query without a lock reads the state from the beginning of the transaction.
     */
    void readStaleVersions(boolean yes) {
        stale = yes;
    }

    List<Statement> statements() {
        return statements;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "prepareStatement" -> prepared(connection, (String) arguments[0]);
                    case "getMetaData" -> metadata(connection.getMetaData());
                    default -> call(connection, method, arguments);
                });
    }

    private DatabaseMetaData metadata(DatabaseMetaData metadata) {
        return (DatabaseMetaData) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getDatabaseProductName") && database == SupportedDatabase.SQL_SERVER
                                ? "Microsoft SQL Server"
                                : call(metadata, method, arguments));
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        Statement recorded = new Statement(sql, new TreeMap<>(), stale);
        statements.add(recorded);
        PreparedStatement statement = connection.prepareStatement(
                database.forH2(stale ? sql.replaceFirst("^select \\w+\\.VERSION from", "select -1 from") : sql));
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("set") && arguments.length > 1) {
                        recorded.setters.put((Integer) arguments[0], method.getName());
                        if (!method.getName().equals("setNull")) {
                            statement.setObject((Integer) arguments[0], database.parameterForH2(arguments[1]));
                            return null;
                        }
                    }
                    return call(statement, method, arguments);
                });
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        connection.close();
    }

    @Override
    public boolean supportsAggressiveRelease() {
        return false;
    }

    @Override
    public boolean isUnwrappableAs(Class<?> type) {
        return false;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException(type.getName());
    }
}
