package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests requests that disable, enable or delete many keys, with a result for each key. */
@Tag("database")
class BulkIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void disablesEnablesAndDeletesKeys() {
        Answer one = realm.createBot("acme", "One");
        Answer other = realm.createBot("globex", "Other");
        Answer answer = change("disable", ids(one, other)).expect(200);
        assertThat(answer.json().path("succeeded").asInt()).isEqualTo(2);
        assertThat(answer.json().path("failed").asInt()).isZero();
        assertThat(results(answer)).containsExactlyInAnyOrder(one.text("id") + " 200", other.text("id") + " 200");
        assertThat(realm.verify(one).code()).isEqualTo("disabled_key");
        assertThat(realm.verify(other).code()).isEqualTo("disabled_key");

        change("enable", ids(one, other)).expect(200);
        assertThat(realm.verify(one).status()).isEqualTo(200);
        assertThat(realm.verify(other).status()).isEqualTo(200);

        assertThat(results(change("delete", ids(one, other)).expect(200)))
                .containsExactlyInAnyOrder(one.text("id") + " 204", other.text("id") + " 204");
        KeyRows.assertDeleted(one, other);
        assertThat(realm.verify(one).code()).isEqualTo("unknown_key");
    }

    @Test
    void deletesAHundredKeysWithOneRequest() {
        realm.changeSettings("{\"botKeysPerOrganization\":200}");
        List<String> ids = IntStream.range(0, 100)
                .mapToObj(i -> realm.createBot("acme", "Many " + i, "{}").text("id"))
                .toList();
        Answer answer = change("delete", ids).expect(200);
        assertThat(answer.json().path("succeeded").asInt()).isEqualTo(100);
        assertThat(realm.keys("GET", "?search=Many").expect(200).json()).isEmpty();
        assertThat(change("delete", ids).expect(200).json().path("failed").asInt())
                .isEqualTo(100);
    }

    @Test
    void aFailureDoesNotPreventTheOtherChanges() {
        Answer first = realm.createBot("acme", "First");
        Answer leaked = realm.createBot("acme", "Leaked");
        Answer last = realm.createBot("acme", "Last");
        String missing = UUID.randomUUID().toString();
        change("disable", ids(first, leaked, last)).expect(200);
        Sql.update("update ORG_API_KEY set LEAKED_AT = 1 where ID = ?", leaked.text("id"));
        realm.clearCaches();
        try (TestRealm other = TestRealm.create()) {
            Answer foreign = other.createBot("acme", "Foreign");
            List<String> ids = new ArrayList<>(ids(first, leaked, last, foreign, first));
            ids.add(missing);
            Answer answer = change("enable", ids).expect(200);
            assertThat(answer.json().path("succeeded").asInt()).isEqualTo(2);
            assertThat(answer.json().path("failed").asInt()).isEqualTo(3);
            assertThat(results(answer))
                    .as("one result for each id, although an id is repeated")
                    .containsExactlyInAnyOrder(
                            first.text("id") + " 200",
                            last.text("id") + " 200",
                            leaked.text("id") + " 409 leaked_key",
                            foreign.text("id") + " 404 key_not_found",
                            missing + " 404 key_not_found");
            JsonNode failure = StreamSupport.stream(
                            answer.json().path("results").spliterator(), false)
                    .filter(result -> result.path("id").asText().equals(leaked.text("id")))
                    .findFirst()
                    .orElseThrow();
            Answer alone = realm.keys("PUT", "/" + leaked.text("id"))
                    .json("{\"enabled\":true}")
                    .expect(409);
            for (String member : List.of("type", "title", "status", "detail", "code")) {
                assertThat(failure.path(member))
                        .as(member)
                        .isEqualTo(alone.json().path(member));
            }
            assertThat(other.verify(foreign).status()).isEqualTo(200);
        }
        assertThat(realm.verify(first).status()).isEqualTo(200);
        assertThat(realm.verify(last).status()).isEqualTo(200);
    }

    @Test
    void recordsOneAdminEventForEachKey() {
        Answer one = realm.createBot("acme", "Recorded");
        Answer other = realm.createBot("acme", "Recorded, too");
        realm.admin("DELETE", "/admin-events").expect(204);
        change("disable", ids(one, other)).expect(200);
        change("delete", ids(one, other)).expect(200);
        change("delete", ids(one)).expect(200);
        JsonNode events = realm.admin("GET", "/admin-events").expect(200).json();
        assertThat(StreamSupport.stream(events.spliterator(), false)
                        .map(event -> event.path("operationType").asText() + " "
                                + event.path("resourcePath").asText()))
                .containsExactlyInAnyOrder(
                        "UPDATE " + path(one), "UPDATE " + path(other), "DELETE " + path(one), "DELETE " + path(other));
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.at("/authDetails/userId").asText()).isEqualTo(realm.userId("h0p-admin")));
    }

    private static String path(Answer key) {
        return "organizations/" + key.text("organizationId") + "/api-keys/" + key.text("id");
    }

    @Test
    void doesNotReportASuccessForAChangeThatIsRolledBack() {
        Answer one = realm.createBot("acme", "Kept");
        Answer other = realm.createBot("acme", "Kept, too");
        listeners("test-rollback");
        try {
            Answer answer = change("delete", ids(one, other)).expect(200);
            assertThat(results(answer))
                    .containsExactlyInAnyOrder(
                            one.text("id") + " 503 temporarily_unavailable",
                            other.text("id") + " 503 temporarily_unavailable");
        } finally {
            listeners("jboss-logging");
        }
        assertThat(realm.verify(one).status()).isEqualTo(200);
        assertThat(realm.verify(other).status()).isEqualTo(200);
    }

    private static void listeners(String listener) {
        realm.admin("PUT", "/events/config")
                .json("{\"eventsListeners\":[\"" + listener + "\"],\"adminEventsEnabled\":true}")
                .expect(204);
    }

    @Test
    void authorizesTheCallerForEachKey() {
        Answer key = realm.createBot("acme", "Viewed");
        Answer answer = realm.keysAs("h0p-viewer", "POST", "/bulk")
                .json(Map.of("action", "delete", "ids", ids(key)))
                .expect(200);
        assertThat(results(answer)).containsExactly(key.text("id") + " 403 forbidden");
        realm.keysAs("bob", "POST", "/bulk")
                .json(Map.of("action", "delete", "ids", ids(key)))
                .expect(403);
        assertThat(realm.verify(key).status()).isEqualTo(200);
    }

    @Test
    void refusesInvalidRequests() {
        assertThat(invalid("{}")).containsExactlyInAnyOrder("action", "ids");
        assertThat(invalid("{\"action\":\"rotate\",\"ids\":[\"x\"]}")).containsExactly("action");
        assertThat(invalid("{\"action\":\"delete\",\"ids\":[]}")).containsExactly("ids");
        assertThat(invalid("{\"action\":\"delete\",\"ids\":[1]}")).containsExactly("ids");
        assertThat(invalid("{\"action\":\"delete\",\"ids\":\"x\",\"all\":true}"))
                .containsExactlyInAnyOrder("ids", "all");
        List<String> many = IntStream.range(0, 101).mapToObj(i -> "id" + i).toList();
        assertThat(change("delete", many).expect(400).errorDetails("ids"))
                .containsExactly("Must be a list of 1 to 100 ids.");
    }

    @Test
    void doesNotRepeatASecretThatWasSentAsAnId() {
        String secret = realm.createBot("acme", "Pasted").text("secret");
        Answer answer = change("delete", List.of(secret)).expect(200);
        assertThat(answer.json().path("failed").asInt()).isEqualTo(1);
        assertThat(answer.body()).doesNotContain(secret.substring(16));
    }

    private static List<String> invalid(String json) {
        return realm.keys("POST", "/bulk").json(json).expect(400).invalidFields();
    }

    private static Http change(String action, List<String> ids) {
        return realm.keys("POST", "/bulk").json(Map.of("action", action, "ids", ids));
    }

    private static List<String> ids(Answer... keys) {
        return Stream.of(keys).map(key -> key.text("id")).toList();
    }

    /** Returns the results, each as the id, the status and, for a failure, the code. */
    private static List<String> results(Answer answer) {
        return StreamSupport.stream(answer.json().path("results").spliterator(), false)
                .map(result -> result.path("id").asText() + " "
                        + result.path("status").asInt()
                        + (result.has("code") ? " " + result.path("code").asText() : ""))
                .toList();
    }
}
