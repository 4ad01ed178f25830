package io.orgkeys.keycloak.jpa;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import liquibase.change.Change;
import liquibase.changelog.ChangeSet;
import liquibase.database.Database;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generates the SQL of the change sets for each database that Keycloak supports, and executes it on an H2 that stands
 * for that database. Writes the SQL into {@code target/sql}.
 */
class DialectChangelogTest {

    private static final Pattern NAME = Pattern.compile("\\b(?:ORG|PK|FK|UX|IX)_\\w+");

    /** Keywords that Liquibase quotes although they are not reserved. Hibernate does not quote them. */
    private static final Set<String> UNRESERVED = Set.of("DESCRIPTION");

    @ParameterizedTest
    @EnumSource
    void supportsAllChanges(SupportedDatabase kind) throws Exception {
        Database database = kind.liquibase();
        List<ChangeSet> changeSets = SupportedDatabase.changeSets(database);
        assertThat(changeSets).isNotEmpty();
        for (ChangeSet changeSet : changeSets) {
            assertThat(changeSet.getDbmsSet())
                    .as("no change set is for some databases only")
                    .isNullOrEmpty();
            for (Change change : changeSet.getChanges()) {
                assertThat(change.supports(database)).isTrue();
                assertThat(change.validate(database).getErrorMessages()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void createsTablesWithinTheLimitsOfTheDatabase(SupportedDatabase kind) throws Exception {
        List<String> schema = kind.schema();
        kind.write("changelog", schema.stream());
        try (Connection connection =
                        DriverManager.getConnection(kind.url(UUID.randomUUID().toString()));
                Statement h2 = connection.createStatement()) {
            for (String sql : schema) {
                h2.execute(kind.forH2(sql));
            }
            Map<String, List<String>> columns = grouped(
                    h2,
                    "select TABLE_NAME, COLUMN_NAME from INFORMATION_SCHEMA.COLUMNS where lower(TABLE_SCHEMA) = 'public'");
            assertThat(columns.keySet())
                    .containsExactlyInAnyOrder(
                            "ORG_API_KEY",
                            "ORG_API_KEY_SECRET",
                            "ORG_API_KEY_PERMISSION",
                            "ORG_API_KEY_ATTRIBUTE",
                            "ORG_API_KEY_USAGE",
                            "ORG_API_KEY_REFUSAL",
                            "ORG_API_KEY_LAST_USE",
                            "ORG_API_KEY_TOMBSTONE");
            Set<String> names = schema.stream()
                    .flatMap(sql -> NAME.matcher(sql).results())
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            columns.values().forEach(names::addAll);
            Database database = kind.liquibase();
            assertThat(names)
                    .allMatch(name -> name.length() <= kind.limits().identifier())
                    .allMatch(name -> UNRESERVED.contains(name) || !database.isReservedWord(name));
            hasUsableIndexes(kind, h2);
            h2.execute("shutdown");
        }
    }

    private static void hasUsableIndexes(SupportedDatabase kind, Statement h2) throws SQLException {
        Map<String, List<String>> indexes = grouped(
                h2,
                "select concat(TABLE_NAME, '/', INDEX_NAME), COLUMN_NAME from INFORMATION_SCHEMA.INDEX_COLUMNS"
                        + " where lower(TABLE_SCHEMA) = 'public' order by ORDINAL_POSITION");
        assertThat(indexes).hasSizeGreaterThan(15);
        assertThat(indexes.entrySet().stream().map(index -> index.getKey().replaceFirst("/.*", "") + index.getValue()))
                .as("Oracle refuses a second index on the same columns")
                .doesNotHaveDuplicates();
        Map<String, List<String>> lengths = grouped(
                h2,
                "select concat(TABLE_NAME, '/', COLUMN_NAME), coalesce(CHARACTER_MAXIMUM_LENGTH, -1)"
                        + " from INFORMATION_SCHEMA.COLUMNS where lower(TABLE_SCHEMA) = 'public'");
        indexes.forEach((index, columns) -> {
            int bytes = columns.stream()
                    .mapToInt(column -> Integer.parseInt(
                            Objects.requireNonNull(lengths.get(index.replaceFirst("/.*", "/") + column))
                                    .get(0)))
                    .map(length ->
                            length < 0 ? Long.BYTES : length * kind.limits().bytesPerCharacter())
                    .sum();
            assertThat(bytes)
                    .as(index)
                    .isPositive()
                    .isLessThanOrEqualTo(kind.limits().indexBytes());
        });
    }

    /** Runs a query with two columns. Returns a map from the first column to the second, all in upper case. */
    private static Map<String, List<String>> grouped(Statement h2, String query) throws SQLException {
        Map<String, List<String>> grouped = new TreeMap<>();
        try (ResultSet rows = h2.executeQuery(query)) {
            while (rows.next()) {
                grouped.computeIfAbsent(rows.getString(1).toUpperCase(Locale.ROOT), key -> new ArrayList<>())
                        .add(rows.getString(2).toUpperCase(Locale.ROOT));
            }
        }
        return grouped;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            H2         | VARCHAR(36)  | VARCHAR(100)   | VARCHAR(255)             | VARCHAR(500)   | BOOLEAN    | BIGINT
            POSTGRESQL | VARCHAR(36)  | VARCHAR(100)   | VARCHAR(255) COLLATE "C" | VARCHAR(500)   | BOOLEAN    | BIGINT
            MYSQL      | VARCHAR(36)  | VARCHAR(100)   | VARCHAR(255)             | TEXT(500)      | TINYINT    | BIGINT
            MARIADB    | VARCHAR(36)  | VARCHAR(100)   | VARCHAR(255)             | TEXT(500)      | TINYINT(1) | BIGINT
            ORACLE     | VARCHAR2(36) | NVARCHAR2(100) | NVARCHAR2(255)           | NVARCHAR2(500) | NUMBER(1)  | NUMBER(38, 0)
            SQL_SERVER | varchar(36)  | nvarchar(100)  | nvarchar(255)            | nvarchar(500)  | bit        | bigint
            """)
    void choosesTheTypesOfTheDatabase(
            SupportedDatabase kind,
            String id,
            String name,
            String searchName,
            String description,
            String flag,
            String time)
            throws Exception {
        assertThat(kind.schema().get(0).replace("`", ""))
                .contains(
                        "(ID " + id + " NOT NULL,",
                        " NAME " + name + " NOT NULL,",
                        " SEARCH_NAME " + searchName + " NOT NULL,",
                        " DESCRIPTION " + description,
                        " ENABLED " + flag + " NOT NULL,",
                        " CREATED_AT " + time + " NOT NULL,");
    }
}
