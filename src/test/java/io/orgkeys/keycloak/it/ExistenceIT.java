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

/** A caller without access cannot tell from an answer whether a key or an organization exists. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class ExistenceIT {

    private static final String MISSING = UUID.randomUUID().toString();

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
    void revealsNothingToAUserWithoutAnOrganization() {
        assertNothingRevealed((method, path) -> realm.accountAs("erin", method, path));
    }

    @Test
    void revealsNothingToAKeyOfAnotherOrganization() {
        String secret = realm.createBot(
                        "globex", "Curious", "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}")
                .text("secret");
        assertNothingRevealed((method, path) -> realm.accountWith(secret, method, path));
    }

    @Test
    void revealsNothingToAKeyOrTokenOfAnotherRealm() {
        try (TestRealm other = TestRealm.create()) {
            String secret = other.createBot(
                            "acme", "Foreign", "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"]}")
                    .text("secret");
            String token = other.token("alice");
            assertNothingRevealed((method, path) -> realm.accountWith(secret, method, path));
            assertNothingRevealed((method, path) ->
                    Http.request(method, realm.url("/api-keys" + path)).bearer(token));
        }
    }

    @Test
    void revealsNothingAboutOtherKeysToAMember() {
        for (String id : List.of(bot, key)) {
            for (List<String> request : requests("/organizations/" + acme + "/keys/", id)) {
                assertSame(
                        send(realm.accountAs("carol", request.get(0), request.get(1))),
                        send(realm.accountAs(
                                "carol", request.get(0), request.get(1).replace(id, MISSING))),
                        id);
            }
        }
    }

    /**
     * Requests for a hidden key and for a missing key execute the same SQL statements, so that response times reveal
     * nothing.
     */
    @Test
    void aHiddenKeyCausesTheSameStatementsAsAMissingOne() throws IOException {
        String globex = "/organizations/" + realm.organizationId("globex") + "/keys/";
        String own = "/organizations/" + acme + "/keys/";
        String manager =
                realm.createBot("globex", "Manager", "{\"apiKeys\":[\"read\"]}").text("secret");
        String powerless = realm.createBot("acme", "Blind").text("secret");
        String carol = realm.token("carol");
        for (String id : List.of(bot, key)) {
            assertSameStatements(path -> realm.account(carol, "GET", path), globex, id);
            assertSameStatements(path -> realm.account(carol, "GET", path), own, id);
            assertSameStatements(path -> realm.accountWith(manager, "GET", path), globex, id);
            assertSameStatements(path -> realm.accountWith(powerless, "GET", path), own, id);
        }
        assertThat(statements(realm.account(carol, "GET", globex + MISSING)))
                .as("the compared statements")
                .isNotEmpty();
        String erin = realm.token("erin");
        realm.account(erin, "GET", "/organizations").expect(200); // fills the caches
        assertThat(statements(realm.account(erin, "GET", "/organizations/" + acme + "/keys")))
                .as("an organization")
                .isEqualTo(statements(realm.account(erin, "GET", "/organizations/" + MISSING + "/keys")));
    }

    private static void assertSameStatements(UnaryRequest request, String keys, String id) throws IOException {
        request.to(keys + MISSING).expect(404); // fills the caches
        assertThat(statements(request.to(keys + id)))
                .isEqualTo(statements(request.to(keys + MISSING)))
                .noneMatch(statement -> statement.contains("ORG_API_KEY_SECRET"));
    }

    /** Returns the SQL statements of a request as the server logs them, without the time and the thread. */
    private static List<String> statements(Http request) throws IOException {
        return ServerLog.statementsOf(() -> request.expect(404)).stream()
                .map(line -> line.substring(line.indexOf("[org.hibernate.SQL]")).replaceFirst("\\([^)]*\\)", ""))
                .toList();
    }

    private interface UnaryRequest {
        Http to(String path);
    }

    /** Creates requests of the caller under test. */
    private interface Requests {
        Http request(String method, String path);
    }

    private static void assertNothingRevealed(Requests caller) {
        for (String path : List.of("/keys", "/permissions", "/keys/" + bot)) {
            assertSame(
                    send(caller.request("GET", "/organizations/" + acme + path)),
                    send(caller.request("GET", "/organizations/" + MISSING + path)),
                    acme);
        }
        assertSame(
                send(caller.request("POST", "/organizations/" + acme + "/keys")),
                send(caller.request("POST", "/organizations/" + MISSING + "/keys")),
                acme);
        for (List<String> request : requests("/organizations/" + acme + "/keys/", bot)) {
            assertSame(
                    send(caller.request(request.get(0), request.get(1))),
                    send(caller.request(request.get(0), request.get(1).replace(bot, MISSING))),
                    bot);
        }
    }

    private static List<List<String>> requests(String path, String id) {
        return List.of(
                List.of("GET", path + id),
                List.of("PUT", path + id),
                List.of("DELETE", path + id),
                List.of("POST", path + id + "/rotate"),
                List.of("DELETE", path + id + "/former-secret"));
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
