package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.keycloak.protocol.oidc.grants.OAuth2GrantTypeFactory;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.orgkeys.keycloak.it.grant.OtherPasswordGrantFactory;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Tests a server with options that no other test sets: no console pages, no cache, peppers, and tracing. */
@OwnServers
@SuppressWarnings("NullAway.Init") // the server is started before the first test
class OptionsIT {

    private static final String ENV_PEPPER = "ZW52aXJvbm1lbnQtZW52aXJvbm1lbnQtZW52aXJvbm1lbnQt";
    private static final String VAULT_PEPPER = "dmF1bHQtdmF1bHQtdmF1bHQtdmF1bHQtdmF1bHQtdmF1bHQt";
    private static final String SHORT_PEPPER = "dG9vIHNob3J0";
    private static final Path VAULT =
            Path.of("target", "it", "options", "vault").toAbsolutePath();

    private static Database database;
    private static TraceCollector traces;
    private static KeycloakServer server;
    private static TestRealm realm;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(VAULT);
        Files.writeString(VAULT.resolve("master_api-keys-pepper-p2"), VAULT_PEPPER + "\n");
        Files.writeString(VAULT.resolve("master_api-keys-pepper-p3"), SHORT_PEPPER);
        database = Database.startEmpty("h2", Path.of("target", "it", "options", "database"));
        traces = TraceCollector.start();
        server = withPeppers("p2,p1").start();
        realm = TestRealm.on(server);
    }

    private static KeycloakServer.Builder withPeppers(String ids) {
        return KeycloakServer.builder()
                .name("it-options")
                .database(database)
                .providers(Path.of(System.getProperty("orgkeys.jar", "")), otherExtension())
                .importRealm(Path.of("realm-export.json"))
                .options("--spi-theme--org-api-keys--pages=false")
                .options("--spi-api-key-store--cache--enabled=false")
                .options("--spi-api-key-feed--default--polls-per-second=5")
                .options("--tracing-enabled=true", "--tracing-protocol=http/protobuf")
                .options("--tracing-endpoint=" + traces.url())
                .environment("QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms")
                .options("--vault=file", "--vault-dir=" + VAULT)
                .options("--spi-api-key-store--jpa--peppers=" + ids)
                .environment("KC_SPI_API_KEY_STORE__JPA__PEPPER_P1", ENV_PEPPER);
    }

    private static Path otherExtension() {
        return ProviderJar.of(
                Path.of("target", "it", "options", "other-extension.jar"),
                Map.of(OAuth2GrantTypeFactory.class, OtherPasswordGrantFactory.class));
    }

    @AfterAll
    static void stop() {
        server.stop();
        traces.close();
        database.close();
    }

    /**
     * Another extension's password grant would not limit its tokens to the permissions of the key. Its answers would
     * include an ID token, and its tokens would have a wider scope.
     */
    @Test
    void refusesTokensOfAnotherExtensionsPasswordGrant() throws IOException {
        realm.keyLogin().createClient("limited", realm.keyLogin().createFlow("limited", "{}"), "{}");
        realm.keyLogin().createClient("roles", realm.keyLogin().createFlow("roles", "{\"keepRoles\":\"true\"}"), "{}");
        String secret = realm.createUserKey("acme", "alice").text("secret");
        Answer limited = login("limited", secret);
        assertThat(limited.status()).as(limited.body()).isEqualTo(500);
        assertThat(limited.text("error")).isEqualTo("server_error");
        assertThat(limited.body()).doesNotContain("token\":");
        assertThat(Files.readString(server.logFile()))
                .contains("another extension has replaced the password grant of this one");
        assertThat(login("roles", secret).expect(200).text("access_token")).isNotEmpty();
    }

    /** Without the cache of keys, nodes do not tell each other of changed keys. */
    @Test
    void theChangeFeedGivesAnswersASecondIfTheCacheIsDisabled() {
        assertThat(FeedCases.poll(realm).path("lifespan").asInt()).isEqualTo(1_000);
    }

    @Test
    void limitsThePollsOfAClient() {
        realm.clients().create("polling", "{}");
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < 100 && answers.stream().noneMatch(answer -> answer.status() == 429); i++) {
            answers.add(
                    FeedCases.poll(realm, "polling").json("{\"since\":2000}").send());
        }
        Answer last = answers.get(answers.size() - 1);
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("Retry-After")).isEqualTo("1");
        assertThat(last.code()).isEqualTo("too_many_requests");
        assertThat(answers.size()).isGreaterThan(5);
        realm.clients().create("another-polling", "{}");
        FeedCases.poll(realm, "another-polling").json("{\"since\":2000}").expect(200);
    }

    private static Answer login(String client, String secret) {
        return realm.tokenEndpoint()
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        client,
                        "client_secret",
                        client + "-secret",
                        "username",
                        "alice",
                        "password",
                        secret,
                        "scope",
                        "openid"))
                .send();
    }

    /**
     * Disabling the pages is for installations that use only the REST APIs. Keycloak's consoles then stay unchanged.
     */
    @Test
    void leavesTheConsolesUnchangedWhenPagesAreDisabled() throws IOException {
        assertThat(Console.at(server.baseUrl() + "/admin/master/console/").html())
                .contains("/admin/keycloak.v2/")
                .doesNotContain("org-api-keys");
        Console account = Console.at(server.baseUrl() + "/realms/master/account/");
        assertThat(account.html()).contains("/account/keycloak.v3/").doesNotContain("org-api-keys");
        assertThat(account.resource("content.json").expect(200).body())
                .contains("organizations")
                .doesNotContain("orgApiKeys");
        // the REST APIs still work
        assertThat(Http.get(server.baseUrl() + "/admin/realms/master/api-keys/access")
                        .send()
                        .status())
                .isEqualTo(401);
        assertThat(Files.readString(server.logFile()))
                .contains("The consoles show no pages for API keys: they are disabled in the configuration.");
    }

    @Test
    void readsTheDatabaseForEachVerificationWithoutACache() {
        for (Answer key : List.of(realm.createBot("acme", "Not cached"), realm.createUserKey("acme", "bob"))) {
            String secret = key.text("secret");
            for (int i = 0; i < 2; i++) {
                realm.verify(key).expect(200);
                assertThat(realm.introspect(secret).text("jti")).isEqualTo(key.text("id"));
            }
            enableInDatabase(key, false);
            assertThat(realm.verify(key).expect(401).code()).isEqualTo("disabled_key");
            assertThat(realm.introspect(secret).body()).isEqualTo("{\"active\":false}");
            enableInDatabase(key, true);
            realm.verify(key).expect(200);
            realm.revoke(key);
            assertThat(realm.verify(key).expect(401).code()).isEqualTo("unknown_key");
        }
    }

    /**
     * Changes a key directly in the database, which invalidates no cache. A server with a cache would not see the
     * change at once.
     */
    private static void enableInDatabase(Answer key, boolean enabled) {
        Sql.update(database, "update ORG_API_KEY set ENABLED = ? where ID = ?", enabled, key.text("id"));
    }

    @Test
    void hasNoCacheMetricsWithoutACache() {
        realm.verify(realm.createBot("acme", "Measured")).expect(200);
        Metrics metrics = Metrics.of(server);
        assertThat(metrics.value(
                        "org_api_keys_verification_seconds_count", Map.of("way", "verify", "outcome", "granted")))
                .isPositive();
        assertThat(metrics.all("org_api_keys_cache_requests_total")).isEmpty();
        assertThat(metrics.all("org_api_keys_lookup_seconds_count")).isEmpty();
        assertThat(metrics.all("cache_size"))
                .extracting(size -> size.labels().get("cache"))
                .isNotEmpty()
                .doesNotContain("org-api-keys", "org-api-keys-unknown");
    }

    @Test
    void tracesEachVerificationWithItsOutcome() {
        Answer key = realm.createBot("acme", "Traced");
        String secret = key.text("secret");
        traces.clear();
        realm.verify(secret, "?permission=stats:read").expect(200);
        realm.verify(secret, "?permission=domains:delete").expect(403);
        realm.introspect(secret);
        realm.revoke(key);
        realm.verify(secret, "").expect(401);

        assertThat(outcomes("ApiKeyVerifier.verify", 3))
                .containsExactlyInAnyOrder("granted", "insufficient_permissions", "unknown_key");
        assertThat(outcomes("ApiKeyVerifier.introspection", 1)).containsExactly("granted");
        assertThat(traces.spans("ApiKeyVerifier.verify")).allSatisfy(span -> {
            assertThat(traces.hasParent(span)).as("child of the request's span").isTrue();
            assertThat(span.getStatus().getCode())
                    .as("a refusal is not an error")
                    .isNotEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
        });
        assertThat(traces.all()).isNotEmpty().doesNotContain(secret).doesNotContain(secret.substring(8, 40));
    }

    /** Waits for this many spans with this name, and returns the outcome attribute of each span. */
    private static List<String> outcomes(String name, int count) {
        new Lags().await(Duration.ofSeconds(20), () -> traces.spans(name).size() >= count);
        return traces.spans(name).stream().map(OptionsIT::outcome).toList();
    }

    private static String outcome(Span span) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("api_key.outcome"))
                .map(attribute -> attribute.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }

    /** Runs after all other tests, because it stops the server. */
    @Nested
    class AtTheEnd {

        @Test
        void readsPeppersFromVaultAndEnvironmentWithoutRevealingThem() throws IOException {
            Answer key = realm.createBot("acme", "Peppered");
            realm.verify(key).expect(200);
            assertThat(Sql.number(
                            database,
                            "select count(*) from ORG_API_KEY_SECRET where KEY_ID = ? and PEPPER = 'p2'",
                            key.text("id")))
                    .isEqualTo(1);
            String shown = Http.get(server.baseUrl() + "/admin/serverinfo")
                    .bearer(TestServer.adminToken(server))
                    .expect(200)
                    .body();
            assertThat(shown)
                    .contains("\"peppers\":\"p2, p1\"", "\"pepper-<id>\":\"set for p1\"")
                    .doesNotContain(ENV_PEPPER, VAULT_PEPPER, SHORT_PEPPER);
            assertThat(Files.readString(server.logFile())).doesNotContain(ENV_PEPPER, VAULT_PEPPER, SHORT_PEPPER);

            // as if the secret was stored under a pepper that is no longer configured
            Answer lost = realm.createBot("acme", "Pepper lost");
            Sql.update(database, "update ORG_API_KEY_SECRET set PEPPER = 'p0' where KEY_ID = ?", lost.text("id"));

            server.stop();
            Map<String, String> reasons = Map.of(
                    "p3,p2",
                    "The pepper p3 of API keys must have at least 32 bytes in Base64.",
                    "p2,p4",
                    "There is no pepper p4 for API keys: neither the option spi-api-key-store--jpa--pepper-p4 nor the"
                            + " entry api-keys-pepper-p4 of the vault in the realm master.");
            reasons.forEach((ids, reason) -> assertThatIllegalStateException()
                    .isThrownBy(() -> withPeppers(ids).start())
                    .withMessageContaining(reason)
                    .withMessageNotContainingAny(ENV_PEPPER, VAULT_PEPPER, SHORT_PEPPER));

            server = withPeppers("p2").start();
            realm = TestRealm.on(server);
            realm.verify(key).expect(200);
            new Lags()
                    .await(
                            Duration.ofSeconds(20),
                            () -> !Metrics.of(server)
                                    .all("org_api_keys_secrets")
                                    .isEmpty());
            Metrics metrics = Metrics.of(server);
            assertThat(metrics.value("org_api_keys_secrets", Map.of("pepper", "p2")))
                    .isPositive();
            assertThat(metrics.value("org_api_keys_secrets", Map.of("pepper", "unlisted")))
                    .isEqualTo(1);
            assertThat(metrics.all("org_api_keys_secrets")).hasSize(2);
            assertThat(realm.verify(lost).expect(401).code()).isEqualTo("unknown_key");
            assertThat(Files.readString(server.logFile()))
                    .contains(
                            "1 secrets of API keys do not work: they are stored under peppers that this server does not have")
                    .contains("Secrets of API keys by pepper: p2 ");
        }
    }
}
