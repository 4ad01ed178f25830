package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A stranger cannot tell what exists from what does not, by status, body or headers. */
@SuppressWarnings("NullAway.Init") // the realm is made before the first test
class ExistenceIT {

    private static final String NOWHERE = UUID.randomUUID().toString();

    static TestRealm realm;
    static String acme;
    static String bot;
    static String key;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
        acme = realm.organizationId("acme");
        bot = realm.createBot("acme", "Hidden").text("id");
        key = realm.createUserKey("acme", "bob").text("id");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void somebodyOfNoOrganizationLearnsNothing() {
        assertNothingLearnt((method, path) -> realm.accountAs("erin", method, path));
    }

    @Test
    void aKeyOfAnotherOrganizationLearnsNothing() {
        String secret = realm.createBot(
                        "globex", "Curious", "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}")
                .text("secret");
        assertNothingLearnt((method, path) -> realm.accountWith(secret, method, path));
    }

    @Test
    void aKeyOrTokenOfAnotherRealmLearnsNothing() {
        try (TestRealm other = TestRealm.create()) {
            String secret = other.createBot(
                            "acme", "Foreign", "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}")
                    .text("secret");
            String token = other.token("alice");
            assertNothingLearnt((method, path) -> realm.accountWith(secret, method, path));
            assertNothingLearnt((method, path) ->
                    Http.request(method, realm.url("/api-keys" + path)).bearer(token));
        }
    }

    @Test
    void aMemberLearnsNothingOfKeysThatAreNotTheirs() {
        for (String id : List.of(bot, key)) {
            for (List<String> request : requests("/organizations/" + acme + "/keys/", id)) {
                assertSame(
                        send(realm.accountAs("carol", request.get(0), request.get(1))),
                        send(realm.accountAs(
                                "carol", request.get(0), request.get(1).replace(id, NOWHERE))),
                        id);
            }
        }
    }

    /** The time of an answer is that of its statements: of a key that is not shown, nothing is read that is not read of none. */
    @Test
    void anotherOnesKeyIsLookedUpLikeOneThatDoesNotExist() throws IOException {
        String globex = "/organizations/" + realm.organizationId("globex") + "/keys/";
        String own = "/organizations/" + acme + "/keys/";
        String manager =
                realm.createBot("globex", "Manager", "{\"apiKeys\":[\"read\"]}").text("secret");
        String blind = realm.createBot("acme", "Blind").text("secret");
        String carol = realm.token("carol");
        for (String id : List.of(bot, key)) {
            assertSameWork(path -> realm.account(carol, "GET", path), globex, id);
            assertSameWork(path -> realm.account(carol, "GET", path), own, id);
            assertSameWork(path -> realm.accountWith(manager, "GET", path), globex, id);
            assertSameWork(path -> realm.accountWith(blind, "GET", path), own, id);
        }
        assertThat(work(realm.account(carol, "GET", globex + NOWHERE)))
                .as("what was compared")
                .isNotEmpty();
        String erin = realm.token("erin");
        realm.account(erin, "GET", "/organizations").expect(200); // warms what is cached
        assertThat(work(realm.account(erin, "GET", "/organizations/" + acme + "/keys")))
                .as("an organization")
                .isEqualTo(work(realm.account(erin, "GET", "/organizations/" + NOWHERE + "/keys")));
    }

    private static void assertSameWork(UnaryRequest request, String keys, String id) throws IOException {
        request.to(keys + NOWHERE).expect(404); // warms what is cached
        assertThat(work(request.to(keys + id)))
                .isEqualTo(work(request.to(keys + NOWHERE)))
                .noneMatch(statement -> statement.contains("ORG_API_KEY_SECRET"));
    }

    /** The statements without the time and thread at their beginning. */
    private static List<String> work(Http request) throws IOException {
        return ServerLog.statementsOf(() -> request.expect(404)).stream()
                .map(line -> line.substring(line.indexOf("[org.hibernate.SQL]")).replaceFirst("\\([^)]*\\)", ""))
                .toList();
    }

    private interface UnaryRequest {
        Http to(String path);
    }

    /** Requests as the caller under test. */
    private interface Requests {
        Http request(String method, String path);
    }

    private static void assertNothingLearnt(Requests caller) {
        for (String path : List.of("/keys", "/permissions", "/keys/" + bot)) {
            assertSame(
                    send(caller.request("GET", "/organizations/" + acme + path)),
                    send(caller.request("GET", "/organizations/" + NOWHERE + path)),
                    acme);
        }
        assertSame(
                send(caller.request("POST", "/organizations/" + acme + "/keys")),
                send(caller.request("POST", "/organizations/" + NOWHERE + "/keys")),
                acme);
        for (List<String> request : requests("/organizations/" + acme + "/keys/", bot)) {
            assertSame(
                    send(caller.request(request.get(0), request.get(1))),
                    send(caller.request(request.get(0), request.get(1).replace(bot, NOWHERE))),
                    bot);
        }
    }

    private static List<List<String>> requests(String path, String id) {
        return List.of(
                List.of("GET", path + id),
                List.of("PUT", path + id),
                List.of("DELETE", path + id),
                List.of("POST", path + id + "/rotate"));
    }

    private static Answer send(Http request) {
        return request.json("{\"type\":\"bot\",\"name\":\"x\"}").send();
    }

    private static void assertSame(Answer existing, Answer missing, String id) {
        assertThat(existing.status()).isIn(401, 404);
        assertThat(existing.status()).isEqualTo(missing.status());
        assertThat(existing.body()).isEqualTo(missing.body()).doesNotContain(id);
        assertThat(headers(existing)).isEqualTo(headers(missing));
    }

    private static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }
}
