package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A key that was verified lately is verified without the database, and the metrics tell. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // the realm is made before the first test
class WarmVerificationIT {

    private static final String MISSING_ROLES = """
            {"name": "reports", "actions": ["read", "write"],
             "roles": {"read": ["gone-client.editor", "no.such.role"], "write": ["no-such-role"]}}""";

    /** How many entity managers Keycloak's endpoint of introspection asks for itself. */
    private static final int OF_THE_ENDPOINT = 1;

    static TestRealm realm;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void aWarmVerificationExecutesNoSql() throws IOException {
        for (Answer key : List.of(realm.createBot("acme", "Warm"), realm.createUserKey("acme", "bob"))) {
            String secret = key.text("secret");
            askEveryWay(secret, 200);
            assertThat(statementsOf(() -> askEveryWay(secret, 200))).isEmpty();
        }
    }

    /** Keycloak checks for each organization whether it manages the user, and roles that the catalog names may be missing. */
    @Test
    void aWarmVerificationOfAMemberOfFiveOrganizationsWhoseCatalogNamesMissingRolesExecutesNoSql() throws IOException {
        try (TestRealm own = TestRealm.create()) {
            assertNoSqlForAMemberOfFiveOrganizations(own);
        }
    }

    /** Keycloak then reads the organizations of a user from the database each time. */
    @Test
    void theSameInARealmWithFineGrainedAdminPermissions() throws IOException {
        try (TestRealm own = TestRealm.create()) {
            own.change(Map.of("adminPermissionsEnabled", true));
            assertNoSqlForAMemberOfFiveOrganizations(own);
        }
    }

    private static void assertNoSqlForAMemberOfFiveOrganizations(TestRealm own) throws IOException {
        String member = own.members().createOfMany("many", 5);
        own.createResource(MISSING_ROLES);
        Answer key = own.createUserKeyOf("acme", member, "{\"stats\":[\"read\"],\"reports\":[\"read\",\"write\"]}");
        assertWarm(own, key);

        own.organizations().enable("many1", false);
        assertWarm(own, key);

        own.members().remove("many2", member);
        assertWarm(own, key);
    }

    private static void assertWarm(TestRealm own, Answer key) throws IOException {
        askEveryWay(own, key.text("secret"), 200);
        askEveryWay(own, key.text("secret"), 200);
        assertThat(statementsOf(() -> {
                    askEveryWay(own, key.text("secret"), 200);
                    own.verify(key.text("secret"), "?permission=reports:read").expect(403);
                }))
                .isEmpty();
    }

    /** Whether another organization has the alias as its id is remembered, too: Keycloak does not cache what does not exist. */
    @Test
    void theAliasOfAnOrganizationExecutesNoSqlEither() throws IOException {
        for (Answer key : List.of(realm.createBot("globex", "By alias"), realm.createUserKey("globex", "carol"))) {
            String secret = key.text("secret");
            Runnable asking = () -> realm.verify(secret, "?organization=globex").expect(200);
            asking.run();
            assertThat(statementsOf(asking)).isEmpty();
        }
    }

    @Test
    void aMalformedKeyAndAnUnknownOneThatIsSentAgainExecuteNoSql() throws IOException {
        Answer key = realm.createBot("acme", "Revoked");
        realm.revoke(key);
        realm.verify(key.text("secret"), "").expect(401);
        String malformed = key.text("secret").replaceFirst(".$", "_");
        assertThat(statementsOf(() -> {
                    realm.verify(key.text("secret"), "").expect(401);
                    realm.verify(malformed, "").expect(401);
                }))
                .isEmpty();
    }

    /** Proves that the two tests above would see a statement. */
    @Test
    void aColdVerificationExecutesSqlAndWritesNothing() throws IOException {
        Answer key = realm.createBot("acme", "Cold");
        List<String> statements =
                statementsOf(() -> realm.verify(key.text("secret"), "").expect(200));
        assertThat(statements).isNotEmpty().noneMatch(line -> line.matches(".*\\b(insert|update|delete)\\b.*"));
    }

    /** To ask for one costs a warm verification a good part of its time, also where no statement is executed with it. */
    @Test
    void aWarmVerificationOfABotKeyAsksForNoEntityManager() throws IOException {
        assertNoEntityManager(realm.createBot("acme", "Without entity manager").text("secret"));
    }

    private static void assertNoEntityManager(String secret) throws IOException {
        askEveryWay(secret, 200);
        assertThat(entityManagersOf(() -> realm.verify(secret, "?permission=stats:read&organization=acme")))
                .as("verifying")
                .isEmpty();
        for (Map<String, String> hint : List.of(Map.<String, String>of(), Map.of("token_type_hint", "api_key"))) {
            assertThat(entityManagersOf(() -> realm.introspect(secret, hint)))
                    .as("introspection, %s", hint)
                    .hasSizeLessThanOrEqualTo(OF_THE_ENDPOINT);
        }
    }

    /** Proves that the test above would see one. */
    @Test
    void aColdVerificationAsksForAnEntityManager() throws IOException {
        Answer key = realm.createBot("acme", "Cold, with entity manager");
        assertThat(entityManagersOf(() -> realm.verify(key.text("secret"), "").expect(200)))
                .isNotEmpty();
    }

    /** To take it apart each time would be a third of the time that a verification takes. */
    @Test
    void theCatalogueIsReadAgainOnlyWhenTheRealmWasChanged() throws IOException {
        String secret = realm.createBot("acme", "With catalogue").text("secret");
        askEveryWay(secret, 200);
        assertThat(readingsOfCatalogue(() -> askEveryWay(secret, 200))).isEmpty();
        realm.changeSettings(Map.of("maximumGracePeriod", 3_600));
        assertThat(readingsOfCatalogue(() -> askEveryWay(secret, 200))).hasSize(1);
    }

    @Test
    void verificationsAreInTheMetrics() {
        Answer key = realm.createBot("acme", "Measured");
        Metrics before = Metrics.of(TestServer.keycloak());
        for (int i = 0; i < 3; i++) {
            realm.verify(key.text("secret"), "").expect(200);
        }
        realm.verify(key.text("secret"), "?permission=domains:delete").expect(403);
        Metrics after = Metrics.of(TestServer.keycloak());
        assertThat(verifications(after, "granted")).isEqualTo(verifications(before, "granted") + 3);
        assertThat(verifications(after, "insufficient_permissions"))
                .isEqualTo(verifications(before, "insufficient_permissions") + 1);
        assertThat(hits(after)).isEqualTo(hits(before) + 3);
        assertThat(after.value("cache_size", Map.of("cache", "org-api-keys"))).isPositive();
        new Lags()
                .await(
                        Duration.ofSeconds(30),
                        () -> Metrics.of(TestServer.keycloak()).value("org_api_keys_usage_pending", Map.of()) == 0);
        assertThat(after.value("org_api_keys_lookup_seconds_count", Map.of())).isPositive();
        realm.revoke(key);
        assertThat(Metrics.of(TestServer.keycloak()).value("org_api_keys_cache_changes_total", Map.of()))
                .isGreaterThan(after.value("org_api_keys_cache_changes_total", Map.of()));
    }

    private static void askEveryWay(String secret, int status) {
        askEveryWay(realm, secret, status);
    }

    private static void askEveryWay(TestRealm realm, String secret, int status) {
        realm.verify(secret, "?permission=stats:read&organization=acme").expect(status);
        realm.introspect(secret).expect(status);
        realm.introspect(secret, Map.of("token_type_hint", "api_key")).expect(status);
    }

    private static double verifications(Metrics metrics, String outcome) {
        return metrics.value("org_api_keys_verification_seconds_count", Map.of("outcome", outcome, "way", "verify"));
    }

    private static double hits(Metrics metrics) {
        return metrics.value("org_api_keys_cache_requests_total", Map.of("result", "hit"));
    }

    private static List<String> statementsOf(Runnable action) throws IOException {
        return ServerLog.statementsOf(action);
    }

    private static List<String> entityManagersOf(Runnable action) throws IOException {
        return ServerLog.of(action, "[org.hibernate.orm.session]", "Opened Session");
    }

    private static List<String> readingsOfCatalogue(Runnable action) throws IOException {
        return ServerLog.of(action, "[io.orgkeys.keycloak.catalog.ReadComponents]", "Read the catalogue");
    }
}
