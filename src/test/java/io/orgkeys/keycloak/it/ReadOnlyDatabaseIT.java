package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a database that is read-only for a while, like a replica during a failover. The answer to a change must be 503,
 * so that clients retry.
 */
@OwnServers
class ReadOnlyDatabaseIT {

    private static PostgresDatabase database;
    private static KeycloakServer keycloak;
    private static TestRealm realm;

    @BeforeAll
    static void start() {
        database = (PostgresDatabase) Database.startEmpty("postgres", Path.of("target", "it", "read-only", "database"));
        keycloak = KeycloakServer.builder()
                .name("it-read-only")
                .database(database)
                .providers(TestProviders.withOurs(Path.of("target", "it", "read-only")))
                .importRealm(Path.of("realm-export.json"))
                .start();
        realm = TestRealm.on(keycloak);
        realm.storeEvents("TOKEN_EXCHANGE", "TOKEN_EXCHANGE_ERROR", "INTROSPECT_TOKEN", "INTROSPECT_TOKEN_ERROR");
    }

    @AfterAll
    static void stop() {
        keycloak.stop();
        database.close();
    }

    @Test
    void answersChangesWith503AndVerifiesKeys() throws Exception {
        String acme = realm.organizationId("acme");
        Answer bot = realm.createBot("acme", "Read only", "{\"stats\":[\"read\"],\"apiKeys\":[\"create\"]}");
        Answer rotating = realm.createBot("acme", "Rotates itself");
        Answer user = realm.createUserKey("acme", "bob");
        LeakScanner scanner = new LeakScanner("scanner").register(realm);
        realm.createResource("{\"name\":\"frozen\",\"actions\":[\"read\"]}");
        String bob = realm.token("bob");
        String secret = bot.text("secret");
        String path = "/" + bot.text("id");
        String own = "/organizations/" + acme + "/keys/" + user.text("id");
        String body = "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Another\"}".formatted(acme);
        String imported =
                "{\"prefix\":null,\"keys\":[{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Moved\",\"sha256\":\"%s\"}]}"
                        .formatted(acme, Sha256.of("moved"));
        Map<String, Supplier<Answer>> changes = new LinkedHashMap<>();
        changes.put("create", () -> realm.keys("POST", "").json(body).send());
        changes.put(
                "update",
                () -> realm.keys("PUT", path)
                        .json("{\"description\":\"Changed\"}")
                        .send());
        changes.put("rotate", () -> realm.keys("POST", path + "/rotate").send());
        changes.put("import", () -> realm.keys("POST", "/import").json(imported).send());
        changes.put(
                "settings",
                () -> realm.keys("PUT", "/settings")
                        .json("{\"userKeysPerMember\":2}")
                        .send());
        changes.put(
                "new resource",
                () -> realm.keys("POST", "/resources")
                        .json("{\"name\":\"ice\",\"actions\":[\"read\"]}")
                        .send());
        changes.put(
                "changed resource",
                () -> realm.keys("PUT", "/resources/frozen")
                        .json("{\"actions\":[\"write\"]}")
                        .send());
        changes.put(
                "create by a key",
                () -> realm.accountWith(secret, "POST", "/organizations/" + acme + "/keys")
                        .json("{\"type\":\"bot\",\"name\":\"By a key\"}")
                        .send());
        changes.put(
                "update by a member",
                () -> realm.account(bob, "PUT", own)
                        .json("{\"description\":\"Mine\"}")
                        .send());
        changes.put(
                "rotate by a member",
                () -> realm.account(bob, "POST", own + "/rotate").send());
        changes.put(
                "rotate itself",
                () -> realm.accountWith(rotating.text("secret"), "POST", "/self/rotate")
                        .send());
        // these requests are the last ones, because they revoke or delete what the requests above use
        changes.put("leak", () -> scanner.report(realm, user.text("secret")));
        changes.put(
                "deleted resource",
                () -> realm.keys("DELETE", "/resources/frozen").send());
        changes.put(
                "delete itself",
                () -> realm.accountWith(secret, "DELETE", "/self").send());
        changes.put("delete", () -> realm.keys("DELETE", "/" + user.text("id")).send());
        Map<String, Supplier<Answer>> tokenRequests = Map.of(
                "exchange", () -> realm.exchange("shortlinks-api", secret, Map.of()),
                "refused exchange", () -> realm.exchange("shortlinks-api", "h0p_bot_nonsense", Map.of()),
                "introspection", () -> realm.introspectAs("shortlinks-api", secret, Map.of()));
        realm.verify(bot).expect(200);
        // gets a new access token now, because Keycloak cannot log in users while the database is read-only
        realm.clearCachedTokens();
        realm.keys("GET", path).expect(200);

        database.readOnly(true);
        try {
            new Lags()
                    .await(
                            Duration.ofSeconds(30),
                            () -> changes.get("create").get().status() == 503);
            changes.forEach((what, request) -> {
                Answer answer = request.get();
                assertThat(answer.status()).as("%s: %s", what, answer.body()).isEqualTo(503);
                assertThat(answer.code()).as(what).isEqualTo("temporarily_unavailable");
                assertThat(answer.header("Content-Type")).as(what).startsWith("application/problem+json");
                assertThat(answer.header("Retry-After")).as(what).isEqualTo("1");
                assertThat(answer.header("Location")).as(what).isEmpty();
                assertThat(answer.body()).as(what).doesNotContain("secret");
            });
            tokenRequests.forEach((what, request) -> {
                Answer answer = request.get();
                assertThat(answer.status()).as("%s: %s", what, answer.body()).isEqualTo(503);
                assertThat(answer.text("error")).as(what).isEqualTo("temporarily_unavailable");
                assertThat(answer.header("Retry-After")).as(what).isEqualTo("1");
                assertThat(answer.body()).as(what).doesNotContain("access_token");
            });
            // requests that write nothing still succeed
            assertThat(realm.verify(bot).status()).isEqualTo(200);
            assertThat(realm.keys("GET", path).send().status()).isEqualTo(200);
            assertThat(realm.keys("GET", "").send().status()).isEqualTo(200);
            assertThat(realm.accountWith(secret, "GET", "/self").send().status())
                    .isEqualTo(200);
            // the event of this refusal cannot be stored, so the answer may be 503 instead of 403
            assertThat(realm.verify(secret, "?permission=domains:delete").status())
                    .isIn(403, 503);
            // these are requests to Keycloak's own endpoints; our documentation lists their errors
            assertThat(login().status()).isEqualTo(500);
            assertThat(login().header("Retry-After")).isEmpty();
            assertThat(realm.admin("POST", "/users")
                            .json("{\"username\":\"new\"}")
                            .send()
                            .status())
                    .isEqualTo(400);
        } finally {
            database.readOnly(false);
        }

        new Lags().await(Duration.ofSeconds(30), () -> login().status() == 200);
        tokenRequests.forEach((what, request) ->
                assertThat(request.get().status()).as(what).isEqualTo(what.startsWith("refused") ? 400 : 200));
        changes.forEach((what, request) -> {
            Answer answer = request.get();
            assertThat(answer.status())
                    .as("%s after the outage: %s", what, answer.body())
                    .isIn(List.of(200, 201, 204));
        });
    }

    /**
     * All statements succeed, but the commit fails, as when a database server shuts down or a replica does not confirm
     * the commit.
     */
    @Test
    void returns503WhenTheCommitFails() {
        Answer key = realm.createBot("acme", "Uncommitted");
        String path = "/" + key.text("id");
        Sql.update(
                database,
                "create function refuse_commit() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'no commit' using errcode = '57014'; end $$");
        Sql.update(
                database,
                "create constraint trigger refuse_commit after update on ORG_API_KEY"
                        + " deferrable initially deferred for each row execute function refuse_commit()");
        try {
            Answer answer = realm.keys("PUT", path).json("{\"enabled\":false}").send();
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            assertThat(answer.code()).isEqualTo("temporarily_unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(realm.verify(key).status()).isEqualTo(200);
        } finally {
            Sql.update(database, "drop trigger refuse_commit on ORG_API_KEY");
        }
        realm.keys("PUT", path).json("{\"enabled\":false}").expect(200);
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
    }

    /** If the answer were 503, clients would retry forever, and nobody would look into the log. */
    @Test
    void returns500ForAnErrorThatIsNotAnOutage() {
        Answer key = realm.createBot("acme", "Faulty");
        Sql.update(
                database,
                "create function fail_update() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'a fault' using errcode = '22001'; end $$");
        Sql.update(
                database,
                "create trigger fail_update before update on ORG_API_KEY"
                        + " for each row execute function fail_update()");
        try {
            assertThat(realm.keys("PUT", "/" + key.text("id"))
                            .json("{\"enabled\":false}")
                            .send()
                            .status())
                    .isEqualTo(500);
        } finally {
            Sql.update(database, "drop trigger fail_update on ORG_API_KEY");
        }
    }

    private static Answer login() {
        return realm.tokenEndpoint()
                .form(Map.of("grant_type", "password", "client_id", "demo-cli", "username", "bob", "password", "bob"))
                .send();
    }
}
