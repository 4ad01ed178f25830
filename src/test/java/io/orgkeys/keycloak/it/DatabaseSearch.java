package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.orgkeys.keycloak.server.Database;

/** Searches all columns of all tables of a database for texts. */
final class DatabaseSearch {

    private DatabaseSearch() {}

    /** Searches for the texts, ignoring case. Returns each text that was found, with the columns that contain it. */
    static Map<String, Set<String>> find(Database database, Collection<String> texts) {
        try (Connection connection = database.connect()) {
            Map<String, Set<String>> found = new TreeMap<>();
            for (String table : tables(connection)) {
                search(connection, table, texts, found);
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot search " + database.vendor(), e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        DatabaseMetaData metadata = connection.getMetaData();
        try (ResultSet rows = metadata.getTables(connection.getCatalog(), connection.getSchema(), "%", null)) {
            while (rows.next()) {
                // the type is TABLE or BASE TABLE, depending on the database
                if (rows.getString("TABLE_TYPE").endsWith("TABLE")) {
                    tables.add(rows.getString("TABLE_NAME"));
                }
            }
        }
        return tables;
    }

    private static void search(
            Connection connection, String table, Collection<String> texts, Map<String, Set<String>> found)
            throws SQLException {
        String quote = connection.getMetaData().getIdentifierQuoteString();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + quote + table + quote)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = text(rows, i, columns.getColumnType(i)).toLowerCase(Locale.ROOT);
                    String columnName = (table + "." + columns.getColumnName(i)).toUpperCase(Locale.ROOT);
                    texts.stream()
                            .filter(text -> value.contains(text.toLowerCase(Locale.ROOT)))
                            .forEach(text -> found.computeIfAbsent(text, key -> new TreeSet<>())
                                    .add(columnName));
                }
            }
        }
    }

    private static String text(ResultSet rows, int column, int type) throws SQLException {
        switch (type) {
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> {
                byte[] bytes = rows.getBytes(column);
                return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
            }
            default -> {
                String value = rows.getString(column);
                return value == null ? "" : value;
            }
        }
    }
}
