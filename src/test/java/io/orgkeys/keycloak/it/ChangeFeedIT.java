package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the change feed on one node. {@link ClusterIT} tests it on two. */
class ChangeFeedIT {

    private static final String CLIENT = "shortlinks-api";
    private static final String POLL = "{\"since\":2000}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static Http poll() {
        return FeedCases.poll(realm, CLIENT);
    }

    @Test
    void reportsEachKindOfChangeWithinASecond() {
        try (FeedCases cases = new FeedCases(TestRealm::create, List.of())) {
            cases.run();
        }
    }

    @Test
    void answersWithoutSqlIfNothingHasChanged() throws IOException {
        FeedCases.awaitQuiet(realm);
        Answer key = realm.createBot("acme", "Unchanged");
        List<String> statements = ServerLog.statementsOf(() -> {
            for (int i = 0; i < 3; i++) {
                poll().json("{\"since\":2500,\"usage\":[]}").expect(200);
                poll().json("{\"since\":2500,\"usage\":[{\"id\":\"%s\",\"allowed\":1,\"refused\":0}]}"
                                .formatted(key.text("id")))
                        .expect(200);
            }
        });
        assertThat(statements).isEmpty();
    }

    @Test
    void repeatsAnIdForTwoSeconds() {
        FeedCases.awaitQuiet(realm);
        Answer key = realm.createBot("acme", "Repeated");
        long changed = System.nanoTime();
        realm.revoke(key);
        long answered = System.nanoTime();
        assertThat(FeedCases.hasId(poll().json("{\"since\":0}").expect(200).json(), key.text("id")))
                .isTrue();
        new Lags()
                .await(
                        Duration.ofSeconds(20),
                        () -> !FeedCases.hasId(
                                poll().json("{\"since\":0}").expect(200).json(), key.text("id")));
        assertThat(Duration.ofNanos(System.nanoTime() - changed)).isGreaterThan(Duration.ofSeconds(2));
        long since = Duration.ofNanos(System.nanoTime() - answered).toMillis() + 2_000;
        assertThat(FeedCases.hasId(
                        poll().json("{\"since\":%d}".formatted(since))
                                .expect(200)
                                .json(),
                        key.text("id")))
                .as("in a longer time")
                .isTrue();
    }

    @Test
    void reportsThatEverythingMayHaveChangedIfItCannotKnow() {
        FeedCases.awaitQuiet(realm);
        assertThat(poll().json("{\"since\":600001}").expect(200).body())
                .isEqualTo("{\"ids\":[],\"all\":true,\"lifespan\":29000}");
        assertThat(poll().json("{\"since\":9223372036854775807}").expect(200).body())
                .isEqualTo("{\"ids\":[],\"all\":true,\"lifespan\":29000}");
        assertThat(poll().json(POLL).expect(200).body()).isEqualTo("{\"ids\":[],\"all\":false,\"lifespan\":29000}");
    }

    @Test
    void doesNotReportTheKeysOfAnotherRealm() {
        try (TestRealm other = realm.another()) {
            FeedCases.awaitQuiet(realm);
            FeedCases.awaitQuiet(other);
            Answer key = other.createBot("acme", "Of another realm");
            other.revoke(key);
            assertThat(FeedCases.hasId(FeedCases.poll(other), key.text("id"))).isTrue();
            assertThat(FeedCases.poll(realm).toString()).doesNotContain(key.text("id"));
            FeedCases.poll(other, CLIENT).json(POLL).expect(200);
        }
    }

    @Test
    void acceptsOnlyConfidentialClientsOfTheRealm() {
        realm.clients().createPublic("fed-public");
        realm.clients().create("fed-disabled", "{}");
        realm.clients().change("fed-disabled", Map.of("enabled", false));
        String url = realm.url("/api-keys/changes");
        assertThat(Http.post(url).basic("fed-public", "").json(POLL).expect(403).code())
                .isEqualTo("forbidden");
        List<Http> refused = List.of(
                Http.post(url),
                Http.post(url).basic(CLIENT, "wrong"),
                Http.post(url).basic("nobody", "nobody-secret"),
                Http.post(url).basic("fed-disabled", "fed-disabled-secret"),
                Http.post(url).bearer(realm.token("alice")),
                Http.post(url).key(realm.createBot("acme", "Polls").text("secret")),
                Http.post(url + "?client_id=" + CLIENT + "&client_secret=" + CLIENT + "-secret"));
        for (Http request : refused) {
            Answer answer = request.json(POLL).expect(401);
            assertThat(answer.code()).isEqualTo("not_authenticated");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
            assertThat(answer.body()).doesNotContain(CLIENT + "-secret");
        }
        try (TestRealm other = realm.another()) {
            other.clients().create("fed-foreign", "{}");
            FeedCases.poll(other, "fed-foreign").json(POLL).expect(200);
            FeedCases.poll(realm, "fed-foreign").json(POLL).expect(401);
        }
    }

    @Test
    void refusesInvalidPolls() {
        Map<String, String> invalid = Map.of(
                "{}", "since",
                "{\"since\":-1}", "since",
                "{\"since\":1.5}", "since",
                "{\"since\":\"2000\"}", "since",
                "{\"since\":9223372036854775808}", "since",
                "{\"since\":null}", "since",
                "{\"since\":2000,\"until\":1}", "until",
                "{\"since\":2000,\"usage\":{}}", "usage",
                "{\"since\":2000,\"usage\":[{\"id\":\"x\",\"allowed\":-1,\"refused\":0}]}", "usage[0].allowed",
                "{\"since\":2000,\"usage\":[{\"id\":\"x\",\"allowed\":0,\"refused\":0,\"reason\":\"expired_key\"}]}",
                        "usage[0].reason");
        invalid.forEach(
                (json, field) -> assertThat(poll().json(json).expect(400).invalidFields())
                        .as(json)
                        .contains(field));
        poll().json("[]").expect(400);
        poll().json("{").expect(400);
        poll().json("{\"since\":2000,\"usage\":[" + "{},".repeat(1_000) + "{}]}")
                .expect(400);
        assertThat(poll().json("{\"since\":2000,\"x\":\"" + "x".repeat(1_000_000) + "\"}")
                        .expect(400)
                        .errorDetails("body"))
                .containsExactly("Must not be larger than 256 KiB.");
        poll().form(Map.of("since", "2000")).expect(415);
        Http.get(realm.url("/api-keys/changes"))
                .basic(CLIENT, CLIENT + "-secret")
                .expect(405);
    }

    /** A client cannot have verified a key that does not exist, is in another realm, or of which it may see nothing. */
    @Test
    void countsTheReportedUseOfKeysThatTheClientCanSee() {
        Answer used = realm.createBot("acme", "Used from memory");
        realm.createResource("{\"name\":\"hidden\",\"actions\":[\"read\"],\"audience\":[\"another-api\"]}");
        Answer hidden = realm.createBot("acme", "Not visible", "{\"hidden\":[\"read\"]}");
        try (TestRealm other = realm.another()) {
            Answer foreign = other.createBot("acme", "Foreign");
            List<String> ids = new ArrayList<>(List.of(
                    used.text("id"),
                    hidden.text("id"),
                    foreign.text("id"),
                    UUID.randomUUID().toString(),
                    "x".repeat(1_000),
                    "' or '1'='1"));
            ids.add(used.text("id"));
            String usage = ids.stream()
                    .map(id -> "{\"id\":\"" + id + "\",\"allowed\":7,\"refused\":2}")
                    .reduce((one, two) -> one + "," + two)
                    .orElseThrow();
            poll().json("{\"since\":2000,\"usage\":[" + usage + "]}").expect(200);
            new Lags()
                    .await(
                            Duration.ofMinutes(1),
                            () -> usage(realm, used).path("allowed").asInt() == 14);
            assertThat(usage(realm, used).path("refused").asInt()).isEqualTo(4);
            assertThat(realm.read(used).text("lastUsedAt")).isNotEmpty();
            assertThat(usage(realm, hidden).path("allowed").asInt()).isZero();
            assertThat(usage(other, foreign).path("allowed").asInt()).isZero();
        }
    }

    private static JsonNode usage(TestRealm realm, Answer key) {
        return realm.keys("GET", "/" + key.text("id") + "/usage").expect(200).json();
    }

    @Test
    void recordsPollsInTheMetrics() {
        Metrics before = Metrics.of(TestServer.keycloak());
        poll().json("{\"since\":600001}").expect(200);
        Metrics after = Metrics.of(TestServer.keycloak());
        Map<String, String> all = Map.of("outcome", "all");
        assertThat(after.value("org_api_keys_feed_polls_total", all))
                .isGreaterThan(before.value("org_api_keys_feed_polls_total", all));
    }
}
