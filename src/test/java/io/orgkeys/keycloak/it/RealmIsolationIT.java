package io.orgkeys.keycloak.it;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the ids, secrets, tokens, clients and administrators of one realm cannot be used in another realm. Calls
 * every operation of the OpenAPI description, so that no operation is forgotten.
 */
@SuppressWarnings("NullAway.Init") // the fields are set before the first test
class RealmIsolationIT {

    @RegisterExtension
    static final TestRealm here = TestRealm.ofClass();

    @RegisterExtension
    static final TestRealm elsewhere = TestRealm.ofClass();

    private static final String KEY_MANAGEMENT =
            "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"],\"stats\":[\"read\"]}";

    /** A client that exists only in the other realm. All other clients exist in both realms. */
    private static final String FOREIGN_CLIENT = "only-elsewhere";

    private static final String MASTER_USER = "administers-elsewhere";
    private static final String KEY_LOGIN = "key-login";

    private static final List<DescribedOperation> OPERATIONS = new Description().operations();

    /** The query and the body of a request. Names in braces are placeholders, as in the path of an operation. */
    private record Form(String query, String body) {

        static final Form EMPTY = new Form("", "");

        static Form query(String query) {
            return new Form(query, "");
        }

        static Form body(String body) {
            return new Form("", body);
        }
    }

    private static final String NEW_BOT =
            "\"type\":\"bot\",\"name\":\"Crossing\",\"permissions\":{\"stats\":[\"read\"]}";
    private static final String NEW_USER_KEY = "\"type\":\"user\",\"userId\":\"{userId}\",\"name\":\"Crossing\"";
    private static final String RESOURCE = "{\"name\":\"{name}\",\"actions\":[\"read\"],\"audience\":[]}";
    private static final String IMPORT = "{\"prefix\":null,\"dryRun\":true,\"keys\":[{%s}]}";

    private static final List<Form> QUERIES =
            List.of(Form.query("?permission=stats:read"), Form.query("?organization={organizationId}"), Form.EMPTY);

    private static final List<Form> LISTS = List.of(
            Form.EMPTY, Form.query("?organizationId={organizationId}"), Form.query("?userId={userId}&type=user"));

    /**
     * The requests of operations, by the id of the operation. For other operations, the requests are derived from the
     * description: see {@link #derived}.
     */
    private static final Map<String, List<Form>> FORMS = Map.ofEntries(
            entry("listKeys", LISTS),
            entry("countKeys", LISTS),
            entry(
                    "createKey",
                    List.of(
                            Form.body("{\"organizationId\":\"{organizationId}\"," + NEW_BOT + "}"),
                            Form.body("{\"organizationId\":\"{organizationId}\"," + NEW_USER_KEY + "}"))),
            entry(
                    "importKeys",
                    List.of(
                            Form.body(IMPORT.formatted(
                                    "\"organizationId\":\"{organizationId}\",\"sha256\":\"{sha256}\"," + NEW_BOT)),
                            Form.body(
                                    IMPORT.formatted("\"organizationId\":\"{organizationId}\",\"sha256\":\"{sha256}\","
                                            + NEW_USER_KEY)))),
            entry("changeKeys", List.of(Form.body("{\"action\":\"delete\",\"ids\":[\"{id}\"]}"))),
            entry(
                    "useKillSwitch",
                    List.of(
                            Form.body("{\"action\":\"restore\",\"organizationId\":\"{organizationId}\"}"),
                            Form.body("{\"action\":\"restore\",\"userId\":\"{userId}\"}"))),
            entry(
                    "readKillSwitch",
                    List.of(Form.query("?organizationId={organizationId}"), Form.query("?userId={userId}"))),
            entry("lookupKey", List.of(Form.body("{\"secret\":\"{secret}\"}"))),
            entry("createResource", List.of(Form.body("{\"name\":\"crossing\",\"actions\":[\"read\"]}"))),
            entry("updateResource", List.of(Form.body(RESOURCE))),
            entry("updateSettings", List.of(Form.body("{\"maximumGracePeriod\":7200}"))),
            entry("updateKey", List.of(Form.body("{\"name\":\"Crossing\"}"))),
            entry("listOrganizationKeys", List.of(Form.EMPTY, Form.query("?userId={userId}"))),
            entry(
                    "createOrganizationKey",
                    List.of(Form.body("{" + NEW_BOT + "}"), Form.body("{" + NEW_USER_KEY + "}"))),
            entry("updateOrganizationKey", List.of(Form.body("{\"name\":\"Crossing\"}"))),
            // callers of this operation are authenticated by a signature; LeaksIT tests a signature for another realm
            entry("reportLeaks", List.of()),
            // callers of this operation are clients; ChangeFeedIT tests a client of another realm
            entry("pollChanges", List.of()));

    /** A request of an operation, in which the placeholders are not yet replaced. */
    private record Attempt(DescribedOperation operation, Form form) {

        /** Returns the placeholders that the request contains. */
        List<String> names() {
            return Stream.of("organizationId", "userId", "id", "name", "secret", "sha256")
                    .filter(name -> (operation.path() + form).contains("{" + name + "}"))
                    .toList();
        }

        Answer send(UnaryOperator<Http> caller, Map<String, String> values) {
            Http request = caller.apply(Http.request(
                    operation.method(),
                    DescribedOperation.filled(operation.url(here, Map.of("path", "stats:read")) + form.query, values)));
            return form.body.isEmpty()
                    ? request.send()
                    : request.json(DescribedOperation.filled(form.body, values)).send();
        }

        @Override
        public String toString() {
            return operation.id() + " " + form.query + form.body;
        }
    }

    private static final Map<String, String> UNKNOWN = values(
            UUID.randomUUID().toString(),
            UUID.randomUUID().toString(),
            UUID.randomUUID().toString(),
            "nowhere",
            new ApiKeyGenerator(new SecureRandom())
                    .generate("h0p", ApiKeyType.BOT)
                    .reveal());

    static Map<String, String> own;
    static Map<String, String> foreign;

    /** Callers with credentials of the other realm. */
    static Map<String, UnaryOperator<Http>> foreignCallers = new LinkedHashMap<>();

    /** The callers with the most permissions in this realm. */
    static Map<String, UnaryOperator<Http>> localCallers = new LinkedHashMap<>();

    static String foreignUserKey;
    static String foreignToken;

    @BeforeAll
    static void fillBoth() {
        own = createContents(here, "ours", "Ours");
        foreign = new HashMap<>(createContents(elsewhere, "theirs", "Theirs"));
        // a secret has the same SHA-256 hash in every realm, so a caller in this realm can try to import it
        foreign.put("sha256", Sha256.of(value(foreign, "secret")));
        here.keyLogin().createClient(KEY_LOGIN, here.keyLogin().createFlow("key login", "{}"), "{}");

        foreignUserKey = elsewhere.createUserKey("acme", "alice").text("secret");
        foreignToken = elsewhere
                .exchange("shortlinks-api", value(foreign, "secret"), Map.of())
                .expect(200)
                .text("access_token");
        String admin = elsewhere.token("h0p-admin");
        String member = elsewhere.token("alice");
        String robot = serviceAccount();
        String master = masterAdministrator();
        foreignCallers.put("their realm administrator", request -> request.bearer(admin));
        foreignCallers.put("their member", request -> request.bearer(member));
        foreignCallers.put("a service account of theirs", request -> request.bearer(robot));
        foreignCallers.put("an administrator in master of their realm only", request -> request.bearer(master));
        foreignCallers.put("their bot key", request -> request.key(value(foreign, "secret")));
        foreignCallers.put("their user key", request -> request.key(foreignUserKey));
        foreignCallers.put("a token for their key", request -> request.bearer(foreignToken));

        String ourAdmin = here.token("h0p-admin");
        String ourMember = here.token("alice");
        localCallers.put("our administrator", request -> request.bearer(ourAdmin));
        localCallers.put("our member", request -> request.bearer(ourMember));
        localCallers.put("our key", request -> request.key(value(own, "secret")));
    }

    @AfterAll
    static void removeTheAdministrator() {
        String users = TestServer.url("/admin/realms/master/users");
        String id = Http.get(users + "?exact=true&username=" + MASTER_USER)
                .bearer(TestServer.adminToken())
                .send()
                .json()
                .get(0)
                .get("id")
                .asText();
        Http.request("DELETE", users + "/" + id).bearer(TestServer.adminToken()).expect(204);
    }

    @Test
    void theOperationsWithTheirOwnRequestsExist() {
        assertThat(OPERATIONS.stream().map(DescribedOperation::id).collect(toSet()))
                .containsAll(FORMS.keySet());
    }

    @Test
    void refusesCredentialsOfAnotherRealm() {
        String before = contents(here) + contents(elsewhere);
        foreignCallers.forEach((name, caller) -> {
            for (Attempt attempt : attempts()) {
                Answer nowhere = attempt.send(caller, UNKNOWN);
                assertThat(nowhere.status())
                        .as("%s: %s", name, attempt)
                        .isIn(401, 403, 404)
                        .isIn(attempt.operation.statuses());
                for (Map<String, String> values : List.of(own, foreign)) {
                    assertThat(seen(attempt.send(caller, values), values))
                            .as("%s: %s", name, attempt)
                            .isEqualTo(seen(nowhere, UNKNOWN));
                }
            }
        });
        assertThat(contents(here) + contents(elsewhere)).isEqualTo(before);
    }

    @Test
    void findsNothingOfAnotherRealm() {
        String before = contents(here) + contents(elsewhere);
        localCallers.forEach((name, caller) -> {
            for (Attempt attempt : attempts()) {
                for (List<String> foreignNames : subsets(attempt.names())) {
                    Answer there = attempt.send(caller, ownExcept(foreignNames, foreign));
                    Answer nowhere = attempt.send(caller, ownExcept(foreignNames, UNKNOWN));
                    if (hasReason(there) != hasReason(nowhere)) {
                        // after many refusals of a key, only one per second contains the reason
                        there = attempt.send(caller, ownExcept(foreignNames, foreign));
                        nowhere = attempt.send(caller, ownExcept(foreignNames, UNKNOWN));
                    }
                    assertThat(seen(there, foreign))
                            .as("%s: %s with the %s of another realm", name, attempt, foreignNames)
                            .isEqualTo(seen(nowhere, UNKNOWN));
                    assertThat(there.status())
                            .as("%s: %s", name, attempt)
                            .isLessThan(500)
                            .isIn(attempt.operation.statuses());
                    assertThat(there.body()).doesNotContain("Theirs");
                }
            }
        });
        assertThat(contents(here) + contents(elsewhere)).isEqualTo(before);
    }

    private static boolean hasReason(Answer answer) {
        return answer.header("Retry-After").isEmpty();
    }

    /**
     * Proves that the requests are correct. Otherwise, the other tests might compare two answers to the same incorrect
     * request.
     */
    @Test
    void findsWhatBelongsToTheRealm() {
        int number = 0;
        for (Attempt attempt : attempts()) {
            Map<String, String> values = createContents(here, "found" + number, "Found " + number++);
            List<UnaryOperator<Http>> callers = new ArrayList<>(localCallers.values());
            callers.add(request -> request.key(value(values, "secret")));
            assertThat(callers.stream()
                            .map(caller -> attempt.send(caller, values).status()))
                    .as(attempt.toString())
                    .containsAnyOf(200, 201, 204);
        }
    }

    @Test
    void introspectionFindsNothingOfAnotherRealm() {
        for (String presented :
                List.of(value(foreign, "secret"), foreignUserKey, foreignToken, value(UNKNOWN, "secret"))) {
            for (Map<String, String> hint : List.of(Map.<String, String>of(), Map.of("token_type_hint", "api_key"))) {
                assertThat(here.introspect(presented, hint).body()).isEqualTo("{\"active\":false}");
            }
        }
        assertThat(seen(here.introspectAs(FOREIGN_CLIENT, value(own, "secret"), Map.of()), own))
                .isEqualTo(seen(here.introspectAs("nobody", value(own, "secret"), Map.of()), own));
        assertThat(here.introspectAs(FOREIGN_CLIENT, value(own, "secret"), Map.of())
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesToExchangeAKeyOfAnotherRealm() {
        Answer nowhere = here.exchange("shortlinks-api", value(UNKNOWN, "secret"), Map.of())
                .expect(400);
        for (String secret : List.of(value(foreign, "secret"), foreignUserKey)) {
            assertThat(seen(here.exchange("shortlinks-api", secret, Map.of()), foreign))
                    .isEqualTo(seen(nowhere, UNKNOWN));
        }
        assertThat(seen(here.exchange(FOREIGN_CLIENT, value(own, "secret"), Map.of()), own))
                .isEqualTo(seen(here.exchange("nobody", value(own, "secret"), Map.of()), own));
        assertThat(here.exchange(FOREIGN_CLIENT, value(own, "secret"), Map.of()).status())
                .isEqualTo(401);
    }

    @Test
    void refusesLoginWithAKeyOfAUserOfTheSameNameInAnotherRealm() {
        assertThat(seen(logIn(foreignUserKey), foreign)).isEqualTo(seen(logIn(value(UNKNOWN, "secret")), UNKNOWN));
        logIn(foreignUserKey).expect(400);
        String ours = here.createUserKey("acme", "bob").text("secret");
        here.tokenEndpoint(KEY_LOGIN)
                .form(Map.of("grant_type", "password", "username", "bob", "password", ours))
                .expect(200);
    }

    @Test
    void eventsContainNothingOfAnotherRealm() {
        here.storeEvents("USER_INFO_REQUEST_ERROR", "INTROSPECT_TOKEN_ERROR", "LOGIN_ERROR", "TOKEN_EXCHANGE_ERROR");
        here.verify(value(foreign, "secret"), "").expect(401);
        here.introspect(value(foreign, "secret"));
        here.exchange("shortlinks-api", value(foreign, "secret"), Map.of()).expect(400);
        logIn(foreignUserKey).expect(400);
        String events = here.admin("GET", "/events?max=1000").expect(200).body();
        assertThat(events).contains(KEY_LOGIN);
        assertThat(events)
                .doesNotContain(
                        value(foreign, "id"),
                        value(foreign, "organizationId"),
                        value(foreign, "userId"),
                        value(foreign, "secret"),
                        Sha256.of(value(foreign, "secret")));
    }

    // --- contents of a realm

    private static Map<String, String> createContents(TestRealm realm, String resource, String name) {
        realm.createResource("{\"name\":\"" + resource + "\",\"description\":\"" + name + "\",\"actions\":[\"read\"]}");
        realm.changeSettings("{\"userKeysPerMember\":9}");
        Answer bot = realm.createBot("acme", name, KEY_MANAGEMENT);
        return values(
                realm.organizationId("acme"), realm.userId("alice"), bot.text("id"), resource, bot.text("secret"));
    }

    private static Map<String, String> values(
            String organizationId, String userId, String id, String resource, String secret) {
        return Map.of(
                "organizationId",
                organizationId,
                "userId",
                userId,
                "id",
                id,
                "name",
                resource,
                "secret",
                secret,
                "sha256",
                Sha256.of(UUID.randomUUID().toString()));
    }

    private static String value(Map<String, String> values, String name) {
        return values.getOrDefault(name, "");
    }

    /** Returns the keys, settings and resources of the realm, which refused requests must not change. */
    private static String contents(TestRealm realm) {
        return realm.keysWithoutUsage()
                + realm.keys("GET", "/settings").expect(200).body()
                + realm.keys("GET", "/resources").expect(200).body();
    }

    private static String serviceAccount() {
        elsewhere
                .admin("POST", "/clients")
                .json(
                        "{\"clientId\":\"%1$s\",\"secret\":\"%1$s-secret\",\"serviceAccountsEnabled\":true,\"attributes\":{\"standard.token.exchange.enabled\":\"true\"}}"
                                .formatted(FOREIGN_CLIENT))
                .expect(201);
        String user = elsewhere
                .admin("GET", "/clients/" + elsewhere.clients().id(FOREIGN_CLIENT) + "/service-account-user")
                .expect(200)
                .text("id");
        String management = elsewhere.clients().id("realm-management");
        String role = elsewhere
                .admin("GET", "/clients/" + management + "/roles/realm-admin")
                .expect(200)
                .body();
        elsewhere
                .admin("POST", "/users/" + user + "/role-mappings/clients/" + management)
                .json("[" + role + "]")
                .expect(204);
        return elsewhere
                .tokenEndpoint(FOREIGN_CLIENT)
                .form(Map.of("grant_type", "client_credentials"))
                .expect(200)
                .text("access_token");
    }

    /**
     * Creates an administrator in the realm master who has all roles in the other realm and none in this realm. Returns
     * an access token of this administrator.
     */
    private static String masterAdministrator() {
        String master = TestServer.url("/admin/realms/master");
        String token = TestServer.adminToken();
        String user = Http.post(master + "/users")
                .bearer(token)
                .json(
                        "{\"username\":\"%1$s\",\"enabled\":true,\"email\":\"%1$s@h0p.example\",\"firstName\":\"A\",\"lastName\":\"B\",\"credentials\":[{\"type\":\"password\",\"value\":\"%1$s\"}]}"
                                .formatted(MASTER_USER))
                .expect(201)
                .header("Location");
        String client = Http.get(master + "/clients?clientId=" + elsewhere.name + "-realm")
                .bearer(token)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
        String roles = Http.get(master + "/clients/" + client + "/roles")
                .bearer(token)
                .expect(200)
                .body();
        Http.post(user + "/role-mappings/clients/" + client)
                .bearer(token)
                .json(roles)
                .expect(204);
        String login = Http.post(TestServer.url("/realms/master/protocol/openid-connect/token"))
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        MASTER_USER,
                        "password",
                        MASTER_USER))
                .expect(200)
                .text("access_token");
        // the token is valid for the other realm; otherwise, refusals in this realm would prove nothing
        Http.get(elsewhere.adminUrl("/api-keys")).bearer(login).expect(200);
        return login;
    }

    private static Answer logIn(String secret) {
        return here.tokenEndpoint(KEY_LOGIN)
                .form(Map.of("grant_type", "password", "username", "alice", "password", secret))
                .send();
    }

    // --- requests

    private static List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        for (DescribedOperation operation : OPERATIONS) {
            List<Form> forms =
                    operation.isVerification() ? QUERIES : FORMS.getOrDefault(operation.id(), derived(operation));
            forms.forEach(form -> attempts.add(new Attempt(operation, form)));
        }
        return attempts;
    }

    /** Returns the example request of the operation, and the same request with each query parameter that is an id. */
    private static List<Form> derived(DescribedOperation operation) {
        return Stream.concat(
                        Stream.of(""),
                        operation.query().stream().filter(own::containsKey).map(name -> "?" + name + "={" + name + "}"))
                .map(query -> new Form(query, operation.example()))
                .toList();
    }

    /** Returns all non-empty subsets of the names. */
    private static List<List<String>> subsets(List<String> names) {
        List<List<String>> subsets = new ArrayList<>();
        for (int bits = 1; bits < 1 << names.size(); bits++) {
            List<String> subset = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                if ((bits >> i & 1) == 1) {
                    subset.add(names.get(i));
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }

    /** Returns the values of this realm, but takes the values with these names from {@code others}. */
    private static Map<String, String> ownExcept(List<String> names, Map<String, String> others) {
        Map<String, String> values = new HashMap<>(own);
        names.forEach(name -> values.put(name, value(others, name)));
        return values;
    }

    /**
     * Returns the status, the headers and the body of an answer. Omits the date, and puts placeholders in place of the
     * values that were sent.
     */
    private static String seen(Answer answer, Map<String, String> sent) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        String seen = answer.status() + " " + headers + " " + answer.body();
        for (Map.Entry<String, String> value : sent.entrySet()) {
            seen = seen.replace(value.getValue(), "{" + value.getKey() + "}");
        }
        return seen;
    }
}
