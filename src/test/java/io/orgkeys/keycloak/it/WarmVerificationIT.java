package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A key that was verified lately is verified without the database, and the metrics tell. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // the realm is made before the first test
class WarmVerificationIT {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";

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
        for (Answer key :
                List.of(realm.createBot("acme", "Warm", READ_STATS), realm.createUserKey("acme", "bob", READ_STATS))) {
            String secret = key.text("secret");
            askEveryWay(secret, 200);
            assertThat(statementsOf(() -> askEveryWay(secret, 200))).isEmpty();
        }
    }

    @Test
    void aMalformedKeyAndAnUnknownOneThatIsSentAgainExecuteNoSql() throws IOException {
        Answer key = realm.createBot("acme", "Revoked", READ_STATS);
        realm.keys("DELETE", "/" + key.text("id")).send().expect(204);
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
        Answer key = realm.createBot("acme", "Cold", READ_STATS);
        List<String> statements =
                statementsOf(() -> realm.verify(key.text("secret"), "").expect(200));
        assertThat(statements).isNotEmpty().noneMatch(line -> line.matches(".*\\b(insert|update|delete)\\b.*"));
    }

    @Test
    void verificationsAreInTheMetrics() {
        Answer key = realm.createBot("acme", "Measured", READ_STATS);
        double granted = verifications("granted");
        double refused = verifications("insufficient_permissions");
        double hits = metric("org_api_keys_cache_requests_total\\{result=\"hit\"}");
        for (int i = 0; i < 3; i++) {
            realm.verify(key.text("secret"), "").expect(200);
        }
        realm.verify(key.text("secret"), "?permission=domains:delete").expect(403);
        assertThat(verifications("granted")).isEqualTo(granted + 3);
        assertThat(verifications("insufficient_permissions")).isEqualTo(refused + 1);
        assertThat(metric("org_api_keys_cache_requests_total\\{result=\"hit\"}"))
                .isEqualTo(hits + 3);
        assertThat(metric("cache_size\\{cache=\"org-api-keys\"}")).isPositive();
        assertThat(metric("org_api_keys_usage_pending")).isNotNegative();
        assertThat(metric("org_api_keys_lookup_seconds_count")).isPositive();
        assertThat(metric("org_api_keys_cache_changes_total")).isNotNegative();
    }

    private static void askEveryWay(String secret, int status) {
        realm.verify(secret, "?permission=stats:read&organization=acme").expect(status);
        realm.introspect(secret).expect(status);
        realm.introspect(secret, Map.of("token_type_hint", "api_key")).expect(status);
    }

    private static double verifications(String outcome) {
        return metric("org_api_keys_verification_seconds_count\\{outcome=\"" + outcome + "\",way=\"verify\"}");
    }

    private static double metric(String pattern) {
        String all = Http.get(TestServer.keycloak().managementUrl() + "/metrics")
                .send()
                .expect(200)
                .body();
        Matcher line = Pattern.compile("(?m)^" + pattern + " (\\S+)$").matcher(all);
        assertThat(line.find()).as(pattern).isTrue();
        return Double.parseDouble(line.group(1));
    }

    /** What requests execute meanwhile, as the server logs it: no other test runs at the same time. */
    private static List<String> statementsOf(Runnable action) throws IOException {
        Path log = TestServer.keycloak().logFile();
        long begin = Files.size(log);
        action.run();
        byte[] all = Files.readAllBytes(log);
        return new String(all, (int) begin, (int) (all.length - begin), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains("[org.hibernate.SQL]")
                        && (line.contains("(executor-thread") || line.contains("(org-api-keys-lookup")))
                .toList();
    }
}
