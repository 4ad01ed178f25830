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

/** Tests that a cached key is verified without access to the database, and that the metrics record verifications. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the realm
class CachedVerificationIT {

    private static final String MISSING_ROLES = """
            {"name": "reports", "actions": ["read", "write"],
             "roles": {"read": ["gone-client.editor", "no.such.role"], "write": ["no-such-role"]}}""";

    /** The maximum number of entity managers that Keycloak itself opens for one introspection request. */
    private static final int ENDPOINT_SESSIONS = 1;

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
    void executesNoSqlForACachedKey() throws IOException {
        for (Answer key : List.of(realm.createBot("acme", "Warm"), realm.createUserKey("acme", "bob"))) {
            String secret = key.text("secret");
            verifyAndIntrospect(secret, 200);
            assertThat(statementsOf(() -> verifyAndIntrospect(secret, 200))).isEmpty();
        }
    }

    /**
     * For each organization of a member, Keycloak checks whether the organization manages this user. The catalog also
     * names roles that do not exist. Neither must cause an SQL statement.
     */
    @Test
    void executesNoSqlForAMemberOfFiveOrganizationsWithMissingRoles() throws IOException {
        try (TestRealm own = TestRealm.create()) {
            assertNoSqlForAMemberOfFive(own);
        }
    }

    /**
     * With fine-grained admin permissions, Keycloak queries the database each time it reads the organizations of a
     * user. A verification of a cached key must not do so.
     */
    @Test
    void executesNoSqlWithFineGrainedAdminPermissions() throws IOException {
        try (TestRealm own = TestRealm.create()) {
            own.change(Map.of("adminPermissionsEnabled", true));
            assertNoSqlForAMemberOfFive(own);
        }
    }

    private static void assertNoSqlForAMemberOfFive(TestRealm own) throws IOException {
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
        verifyAndIntrospect(own, key.text("secret"), 200);
        verifyAndIntrospect(own, key.text("secret"), 200);
        assertThat(statementsOf(() -> {
                    verifyAndIntrospect(own, key.text("secret"), 200);
                    own.verify(key.text("secret"), "?permission=reports:read").expect(403);
                }))
                .isEmpty();
    }

    /**
     * The alias of an organization could also be the id of another organization. The server must cache that no
     * organization has this id, because Keycloak does not cache missing organizations.
     */
    @Test
    void executesNoSqlForTheAliasOfAnOrganization() throws IOException {
        for (Answer key : List.of(realm.createBot("globex", "By alias"), realm.createUserKey("globex", "carol"))) {
            String secret = key.text("secret");
            Runnable verification =
                    () -> realm.verify(secret, "?organization=globex").expect(200);
            verification.run();
            assertThat(statementsOf(verification)).isEmpty();
        }
    }

    @Test
    void executesNoSqlForAMalformedOrRepeatedUnknownKey() throws IOException {
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

    /** Proves that the tests above would detect SQL statements. */
    @Test
    void executesOnlyReadsForAnUncachedKey() throws IOException {
        Answer key = realm.createBot("acme", "Cold");
        List<String> statements =
                statementsOf(() -> realm.verify(key.text("secret"), "").expect(200));
        assertThat(statements).isNotEmpty().noneMatch(line -> line.matches(".*\\b(insert|update|delete)\\b.*"));
    }

    /**
     * Opening an entity manager would take a large part of the time of a cached verification, even if no statement is
     * executed.
     */
    @Test
    void opensNoEntityManagerForACachedBotKey() throws IOException {
        assertOpensNoEntityManager(
                realm.createBot("acme", "Without entity manager").text("secret"));
    }

    private static void assertOpensNoEntityManager(String secret) throws IOException {
        verifyAndIntrospect(secret, 200);
        assertThat(openedEntityManagers(() -> realm.verify(secret, "?permission=stats:read&organization=acme")))
                .as("verification")
                .isEmpty();
        for (Map<String, String> hint : List.of(Map.<String, String>of(), Map.of("token_type_hint", "api_key"))) {
            assertThat(openedEntityManagers(() -> realm.introspect(secret, hint)))
                    .as("introspection, %s", hint)
                    .hasSizeLessThanOrEqualTo(ENDPOINT_SESSIONS);
        }
    }

    /** Proves that the test above would detect an entity manager. */
    @Test
    void opensAnEntityManagerForAnUncachedKey() throws IOException {
        Answer key = realm.createBot("acme", "Cold, with entity manager");
        assertThat(openedEntityManagers(
                        () -> realm.verify(key.text("secret"), "").expect(200)))
                .isNotEmpty();
    }

    /** Parsing the catalog each time would take a third of the time of a verification. */
    @Test
    void parsesTheCatalogOnlyAfterTheRealmChanged() throws IOException {
        String secret = realm.createBot("acme", "With catalog").text("secret");
        verifyAndIntrospect(secret, 200);
        assertThat(catalogReads(() -> verifyAndIntrospect(secret, 200))).isEmpty();
        realm.changeSettings(Map.of("maximumGracePeriod", 3_600));
        assertThat(catalogReads(() -> verifyAndIntrospect(secret, 200))).hasSize(1);
    }

    @Test
    void recordsVerificationsInTheMetrics() {
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

    private static void verifyAndIntrospect(String secret, int status) {
        verifyAndIntrospect(realm, secret, status);
    }

    private static void verifyAndIntrospect(TestRealm realm, String secret, int status) {
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

    private static List<String> openedEntityManagers(Runnable action) throws IOException {
        return ServerLog.of(action, "[org.hibernate.orm.session]", "Opened Session");
    }

    private static List<String> catalogReads(Runnable action) throws IOException {
        return ServerLog.of(action, "[io.orgkeys.keycloak.catalog.ParsedComponents]", "Loaded the catalog");
    }
}
