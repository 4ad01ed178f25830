package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests a database schema whose name must be quoted in SQL. */
@OwnServers
@Tag(OwnServers.BESIDE_MARIADB)
class SchemaNameIT {

    /**
     * Keycloak itself does not start if the name of the schema is in mixed case or is a reserved word.
     * {@code ChangelogTest} tests such names.
     */
    @Test
    void createsVerifiesAndCountsKeys() {
        String schema = "kc-db";
        try (Database database = Database.startEmpty("postgres", Path.of("target", "it", "schema", "database"))) {
            Sql.update(database, "create schema \"" + schema + "\"");
            assertVerifiesAndCounts(database, schema);
        }
    }

    private static void assertVerifiesAndCounts(Database database, String schema) {
        try (KeycloakServer server = KeycloakServer.builder()
                .name("it-schema")
                .database(database)
                .providers(TestProviders.withOurs(Path.of("target", "it", "schema")))
                .importRealm(Path.of("realm-export.json"))
                .options("--db-schema=" + schema, "--spi-api-key-usage--default--interval=1")
                .start()) {
            TestRealm realm = TestRealm.on(server);
            Answer key = realm.createBot("acme", "Quoted");
            realm.use(key);
            String first = lastUse(realm, key);
            // waits for a second write to test both SQL statements: the first use inserts a row, and later uses update
            // the row
            new Lags().await(Duration.ofMinutes(1), () -> {
                realm.verify(key).expect(200);
                return !lastUse(realm, key).equals(first);
            });
            assertThat(realm.keys("GET", "/" + key.text("id") + "/usage")
                            .expect(200)
                            .json()
                            .path("allowed")
                            .asInt())
                    .isGreaterThan(1);
        }
    }

    private static String lastUse(TestRealm realm, Answer key) {
        return realm.read(key).text("lastUsedAt");
    }
}
