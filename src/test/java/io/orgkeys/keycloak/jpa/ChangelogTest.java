package io.orgkeys.keycloak.jpa;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests change sets on tables that already contain rows. The tables are in a schema that is not the default schema of
 * the database user, as with Keycloak's option {@code db-schema}.
 */
@SuppressWarnings("NullAway.Init") // createSchema() sets all fields
class ChangelogTest {

    private Connection connection;
    private Liquibase liquibase;

    private String schema;

    /** Creates a schema. Each test calls this method first. Some of the names are valid in SQL only with quotes. */
    private void createSchema(String name) throws SQLException, LiquibaseException {
        schema = '"' + name + '"';
        connection = DriverManager.getConnection("jdbc:h2:mem:" + UUID.randomUUID());
        update("create schema " + schema);
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        database.setDefaultSchemaName(name);
        liquibase = new Liquibase(
                new ApiKeyEntityProviderFactory().getChangelogLocation(), new ClassLoaderResourceAccessor(), database);
    }

    @AfterEach
    void close() throws LiquibaseException {
        liquibase.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ELSEWHERE", "KC-DB", "ORDER"})
    void existingSecretsGetTheRealmOfTheirKey(String name) throws SQLException, LiquibaseException {
        createSchema(name);
        upTo("0.1.0-digests-by-realm");
        insertKey("key1", "realm1");
        insertKey("key2", "realm2");
        insertSecret("s1", "key1", "ab".repeat(32));
        insertSecret("s2", "key2", "cd".repeat(32));

        liquibase.update(new Contexts());

        assertThat(realmOf("s1")).isEqualTo("realm1");
        assertThat(realmOf("s2")).isEqualTo("realm2");
        // a digest is unique within a realm, but not across realms
        update("update " + schema + ".ORG_API_KEY_SECRET set DIGEST = 'the same'");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> update("update " + schema + ".ORG_API_KEY_SECRET set REALM_ID = 'realm1'"))
                .withMessageContaining("UX_ORG_API_KEY_SECRET_DIGEST");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> update("update " + schema + ".ORG_API_KEY_SECRET set REALM_ID = null"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ELSEWHERE", "KC-DB", "ORDER"})
    void eachExistingKeyGetsOneLastUse(String name) throws SQLException, LiquibaseException {
        createSchema(name);
        upTo("0.1.0-list-indexes");
        insertKey("used", "realm1");
        insertKey("unused", "realm2");
        for (String key : List.of("used", "deleted")) {
            update("insert into %s.ORG_API_KEY_LAST_USE (KEY_ID, LAST_USED_AT) values ('%s', 7)"
                    .formatted(schema, key));
        }

        liquibase.update(new Contexts());

        assertThat(lastUses()).containsExactly("unused realm2 0", "used realm1 7");
    }

    private List<String> lastUses() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select KEY_ID, REALM_ID, LAST_USED_AT from " + schema
                        + ".ORG_API_KEY_LAST_USE order by KEY_ID")) {
            while (result.next()) {
                rows.add(result.getString(1) + " " + result.getString(2) + " " + result.getLong(3));
            }
        }
        return rows;
    }

    /**
     * In snapshot versions of this provider, the SQL of the change set {@code 0.1.0-digests-by-realm} contained the
     * name of the schema. So a database that a snapshot version has updated contains a different checksum of this
     * change set. Liquibase must accept it.
     */
    @Test
    void acceptsTheChecksumsOfSnapshotVersions() throws SQLException, LiquibaseException {
        createSchema("ELSEWHERE");
        liquibase.update(new Contexts());
        update(
                "update " + schema
                        + ".DATABASECHANGELOG set MD5SUM = '9:00000000000000000000000000000000' where ID = '0.1.0-digests-by-realm'");
        liquibase.update(new Contexts());
        assertThat(liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression()))
                .isEmpty();
    }

    /** Runs all change sets before the change set with this id. */
    private void upTo(String id) throws LiquibaseException {
        int before = (int) liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression()).stream()
                .takeWhile(change -> !change.getId().equals(id))
                .count();
        assertThat(before).isPositive();
        liquibase.update(before, "");
    }

    private void insertKey(String id, String realmId) throws SQLException {
        update("""
                insert into %s.ORG_API_KEY (ID, REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, SLOT, NAME, SEARCH_NAME,
                    ENABLED, CREATED_AT, CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, VERSION, IDLE_SINCE)
                values ('%s', '%s', 'org', 'bot', '%s', 0, 'N', 'n', true, 0, 'user', 'u', 'u', 0, 0, 0)
                """.formatted(schema, id, realmId, id));
    }

    private void insertSecret(String id, String keyId, String digest) throws SQLException {
        update(
                "insert into %s.ORG_API_KEY_SECRET (ID, KEY_ID, DIGEST, LAST_FOUR, ISSUED_AT) values ('%s', '%s', '%s', 'abcd', 0)"
                        .formatted(schema, id, keyId, digest));
    }

    private String realmOf(String secretId) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select REALM_ID from " + schema + ".ORG_API_KEY_SECRET where ID = '" + secretId + "'")) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private void update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
