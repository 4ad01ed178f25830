package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the usage counters of keys and the time of their last use. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // the realm is created before the first test
class UsageIT {

    private static final Duration MAXIMUM_WAIT = Duration.ofSeconds(60);

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
    void countsAllowedAndRefusedRequestsOfEveryEndpoint() {
        Answer key = realm.createBot("acme", "Counted");
        realm.verify(key.text("secret"), "?permission=stats:read").expect(200);
        realm.introspect(key.text("secret")).expect(200);
        realm.accountWith(key.text("secret"), "GET", "/self").expect(200);
        realm.verify(key.text("secret"), "?permission=domains:delete").expect(403);
        realm.verify(key.text("secret"), "?organization=globex").expect(403);
        JsonNode usage = await(key, 3, 2);
        assertThat(usage.path("unit").asText()).isEqualTo("day");
        assertThat(usage.path("series").size()).isGreaterThanOrEqualTo(30);
        assertThat(sum(usage, "allowed")).isEqualTo(3);
        assertThat(sum(usage, "refused")).isEqualTo(2);
    }

    @Test
    void countsRefusalsByReason() {
        Answer key = realm.createBot("acme", "Refused");
        String secret = key.text("secret");
        realm.verify(secret, "?permission=domains:delete").expect(403);
        realm.verify(secret, "?permission=domains:delete").expect(403);
        realm.verify(secret, "?organization=globex").expect(403);
        awaitRefusedBy(key, 0, 3, Map.of("wrong_organization", 1, "insufficient_permissions", 2));
        realm.verify(secret, "").expect(200);
        realm.verify(secret, "?permission=domains:delete").expect(403);
        realm.update(key, "{\"enabled\":false}");
        realm.introspect(secret);
        awaitRefusedBy(key, 1, 5, Map.of("disabled_key", 1, "wrong_organization", 1, "insufficient_permissions", 3));
    }

    /** Earlier versions of this provider did not count the reasons. */
    @Test
    void includesRefusalsWithoutAReason() {
        Answer key = realm.createBot("acme", "Refused long ago");
        Sql.update(
                "insert into ORG_API_KEY_USAGE (KEY_ID, HOUR_START, NODE_ID, ALLOWED, REFUSED) values (?, ?, ?, ?, ?)",
                key.text("id"),
                Instant.now().truncatedTo(ChronoUnit.HOURS).toEpochMilli(),
                "earlier",
                1L,
                4L);
        realm.verify(key.text("secret"), "?permission=domains:delete").expect(403);
        awaitRefusedBy(key, 1, 5, Map.of("insufficient_permissions", 1));
    }

    private static void awaitRefusedBy(Answer key, long allowed, long refused, Map<String, Integer> counts) {
        JsonNode usage = await(key, allowed, refused, counts::equals);
        Map<String, Integer> sums = new TreeMap<>();
        usage.path("series")
                .forEach(point -> refusedBy(point).forEach((code, count) -> sums.merge(code, count, Integer::sum)));
        assertThat(sums).isEqualTo(counts);
    }

    private static Map<String, Integer> refusedBy(JsonNode usage) {
        Map<String, Integer> counts = new TreeMap<>();
        assertThat(usage.has("refusedBy")).isTrue();
        usage.path("refusedBy")
                .properties()
                .forEach(reason -> counts.put(reason.getKey(), reason.getValue().asInt()));
        return counts;
    }

    @Test
    void lastUsedAtIsTheLatestAllowedVerification() {
        Answer key = realm.createBot("acme", "Last used");
        assertThat(key.json().has("lastUsedAt")).isFalse();
        realm.verify(key.text("secret"), "?permission=domains:delete").expect(403);
        await(key, 0, 1);
        assertThat(read(key).json().has("lastUsedAt"))
                .as("after refused requests only")
                .isFalse();
        TestServer.later(
                Duration.ofHours(2), () -> realm.verify(key.text("secret"), "").expect(200));
        await(key, 1, 1);
        Instant inTwoHours = Instant.parse(read(key).text("lastUsedAt"));
        assertThat(inTwoHours).isAfter(Instant.now().plus(Duration.ofMinutes(100)));
        realm.verify(key.text("secret"), "").expect(200);
        await(key, 2, 1);
        assertThat(read(key).text("lastUsedAt")).isEqualTo(inTwoHours.toString());
        assertThat(read(key).json().path("version"))
                .as("counting is not an update of the key")
                .isEqualTo(key.json().path("version"));
    }

    @Test
    void returnsAPointForEachHour() {
        Answer key = realm.createBot("acme", "By the hour");
        realm.verify(key.text("secret"), "").expect(200);
        await(key, 1, 0);
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        JsonNode usage = usage(
                        key, "?unit=hour&from=" + hour.minus(Duration.ofHours(3)) + "&to=" + hour.plusSeconds(3600))
                .expect(200)
                .json();
        assertThat(usage.path("series")).hasSize(4);
        assertThat(usage.at("/series/0/start").asText())
                .isEqualTo(hour.minus(Duration.ofHours(3)).toString());
        assertThat(usage.path("to").asText()).isEqualTo(hour.plusSeconds(3600).toString());
    }

    @Test
    void reportsAllInvalidParametersAtOnce() {
        Answer key = realm.createBot("acme", "Bad queries");
        Answer refused =
                usage(key, "?unit=week&from=yesterday&to=2026-13-01T00:00:00Z").expect(400);
        assertThat(refused.json().path("errors"))
                .extracting(error -> error.path("field").asText())
                .containsExactlyInAnyOrder("unit", "from", "to");
        usage(key, "?unit=hour&from=2020-01-01T00:00:00Z").expect(400);
        for (String time : List.of("1969-12-31T23:59:59Z", "1970-01-01T00:00:00%2B01:00", "%2B10000-01-01T00:00:00Z")) {
            assertThat(usage(key, "?to=" + time).expect(400).invalidFields())
                    .as(time)
                    .contains("to");
        }
        usage(key, "?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z").expect(400);
    }

    @Test
    void showsTheUsageOnlyToCallersWhoMaySeeTheKey() {
        Answer key = realm.createUserKey("acme", "bob");
        String path = realm.keysOf("acme") + "/" + key.text("id") + "/usage";
        realm.accountAs("bob", "GET", path).expect(200);
        realm.accountAs("alice", "GET", path).expect(200);
        realm.accountAs("carol", "GET", path).expect(404);
        realm.keysAs("h0p-viewer", "GET", "/" + key.text("id") + "/usage").expect(200);
        realm.keysAs("bob", "GET", "/" + key.text("id") + "/usage").expect(404);
    }

    @Test
    void returnsNoUsageOfADeletedKey() {
        Answer key = realm.createBot("acme", "Goes");
        realm.verify(key.text("secret"), "").expect(200);
        await(key, 1, 0);
        realm.revoke(key);
        usage(key, "").expect(404);
    }

    /** Tests that writing the usage neither blocks concurrent changes of keys nor makes them fail. */
    @Test
    void createsAndDeletesKeysWhileUsageIsWritten() {
        for (int i = 0; i < 40; i++) {
            Answer key = realm.createBot("globex", "Busy " + i);
            for (int used = 0; used < 5; used++) {
                realm.verify(key.text("secret"), "").expect(200);
            }
            if (i % 2 == 0) {
                realm.revoke(key);
            }
        }
    }

    private static Answer read(Answer key) {
        return realm.read(key);
    }

    private static Answer usage(Answer key, String query) {
        return realm.keys("GET", "/" + key.text("id") + "/usage" + query).send();
    }

    private static JsonNode await(Answer key, long allowed, long refused) {
        return await(key, allowed, refused, refusedBy -> true);
    }

    private static JsonNode await(Answer key, long allowed, long refused, Predicate<Map<String, Integer>> refusedBy) {
        JsonNode[] last = new JsonNode[1];
        new Lags().await(MAXIMUM_WAIT, () -> {
            // includes verifications that the server counted while its clock was ahead
            last[0] = usage(key, "?to=" + Instant.now().plus(Duration.ofHours(3)))
                    .expect(200)
                    .json();
            return last[0].path("allowed").asLong() == allowed
                    && last[0].path("refused").asLong() == refused
                    && refusedBy.test(refusedBy(last[0]));
        });
        return last[0];
    }

    private static long sum(JsonNode usage, String field) {
        long sum = 0;
        for (JsonNode point : usage.path("series")) {
            sum += point.path(field).asLong();
        }
        return sum;
    }
}
