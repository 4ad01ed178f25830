package io.orgkeys.keycloak.jpa;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Changes of tables that have rows already, in a schema that is not the user's first, as Keycloak's {@code db-schema} may be. */
@SuppressWarnings("NullAway.Init") // all is made before each test
class ChangelogTest {

    private Connection connection;
    private Liquibase liquibase;

    @BeforeEach
    void createSchema() throws SQLException, LiquibaseException {
        connection = DriverManager.getConnection("jdbc:h2:mem:" + UUID.randomUUID());
        update("create schema ELSEWHERE");
        Database database =
                DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
        database.setDefaultSchemaName("ELSEWHERE");
        liquibase = new Liquibase(
                new ApiKeyEntityProviderFactory().getChangelogLocation(), new ClassLoaderResourceAccessor(), database);
    }

    @AfterEach
    void close() throws LiquibaseException {
        liquibase.close();
    }

    @Test
    void secretsThatAreThereGetTheRealmOfTheirKey() throws SQLException, LiquibaseException {
        upTo("0.1.0-digests-by-realm");
        insertKey("key1", "realm1");
        insertKey("key2", "realm2");
        insertSecret("s1", "key1", "ab".repeat(32));
        insertSecret("s2", "key2", "cd".repeat(32));

        liquibase.update(new Contexts());

        assertThat(realmOf("s1")).isEqualTo("realm1");
        assertThat(realmOf("s2")).isEqualTo("realm2");
        // one realm has a digest once, and others have it, too
        update("update ELSEWHERE.ORG_API_KEY_SECRET set DIGEST = 'the same'");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> update("update ELSEWHERE.ORG_API_KEY_SECRET set REALM_ID = 'realm1'"))
                .withMessageContaining("UX_ORG_API_KEY_SECRET_DIGEST");
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> update("update ELSEWHERE.ORG_API_KEY_SECRET set REALM_ID = null"));
    }

    /** Runs all that comes before this change. */
    private void upTo(String id) throws LiquibaseException {
        int before = (int) liquibase.listUnrunChangeSets(new Contexts(), new LabelExpression()).stream()
                .takeWhile(change -> !change.getId().equals(id))
                .count();
        assertThat(before).isPositive();
        liquibase.update(before, "");
    }

    private void insertKey(String id, String realmId) throws SQLException {
        update("""
                insert into ELSEWHERE.ORG_API_KEY (ID, REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, SLOT, NAME, SEARCH_NAME,
                    ENABLED, CREATED_AT, CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, VERSION, IDLE_SINCE)
                values ('%s', '%s', 'org', 'bot', '%s', 0, 'N', 'n', true, 0, 'user', 'u', 'u', 0, 0, 0)
                """.formatted(id, realmId, id));
    }

    private void insertSecret(String id, String keyId, String digest) throws SQLException {
        update(
                "insert into ELSEWHERE.ORG_API_KEY_SECRET (ID, KEY_ID, DIGEST, LAST_FOUR, ISSUED_AT) values ('%s', '%s', '%s', 'abcd', 0)"
                        .formatted(id, keyId, digest));
    }

    private String realmOf(String secretId) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "select REALM_ID from ELSEWHERE.ORG_API_KEY_SECRET where ID = '" + secretId + "'")) {
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
