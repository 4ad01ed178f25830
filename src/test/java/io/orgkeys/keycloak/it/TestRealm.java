package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A copy of the example realm of the README, with its own name and ids, so that tests do not affect each other. */
public final class TestRealm extends RealmRequests implements AutoCloseable, BeforeAllCallback, AfterAllCallback {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String json;
    private final Map<String, String> organizationIds = new ConcurrentHashMap<>();

    /**
     * @param json the exported realm to import before the tests of a class, if this realm is a JUnit extension of the
     *     class
     */
    private TestRealm(String baseUrl, String name, String json) {
        super(baseUrl, name);
        this.json = json;
    }

    /** Returns the example realm with its original name, on a server that a test started and that has imported it. */
    public static TestRealm on(KeycloakServer server) {
        return at(server.baseUrl());
    }

    /** Returns the example realm with its original name, on a server that has imported it. */
    static TestRealm at(String baseUrl) {
        return new TestRealm(baseUrl, "h0p", ExampleRealm.json());
    }

    public static TestRealm create() {
        return importAs(freeName(), ExampleRealm.jsonWithKey());
    }

    /**
     * Returns an extension for a static {@code @RegisterExtension} field. It creates the realm before the first test of
     * the class and deletes the realm after the last test.
     */
    public static TestRealm ofClass() {
        return new TestRealm(TestServer.keycloak().baseUrl(), freeName(), ExampleRealm.jsonWithKey());
    }

    /** Like {@link #ofClass}, but on the server of the browser tests. */
    public static TestRealm ofBrowserClass() {
        return new TestRealm(TestServer.keycloakOfBrowsers().baseUrl(), freeName(), ExampleRealm.jsonWithKey());
    }

    /** Like {@link #ofClass}, but the imported realm contains no signing keys, so Keycloak generates them. */
    public static TestRealm ofClassWithGeneratedKeys() {
        return new TestRealm(TestServer.keycloak().baseUrl(), freeName(), ExampleRealm.json());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // if several subclasses inherit this realm, each of them imports it again, so cached tokens and ids are no
        // longer valid
        clearCachedTokens();
        organizationIds.clear();
        importAt(baseUrl, name, json);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** Returns an unused realm name. */
    public static String freeName() {
        return TestServer.realmPrefix() + COUNT.incrementAndGet();
    }

    /** Imports an exported realm with another name and new ids. */
    public static TestRealm importAs(String name, String export) {
        return importAt(TestServer.keycloak().baseUrl(), name, export);
    }

    /** Imports the example realm with another name, on a server that a test started for itself. */
    public static TestRealm importOn(KeycloakServer server, String name) {
        return importAt(server.baseUrl(), name, ExampleRealm.json());
    }

    private static TestRealm importAt(String baseUrl, String name, String export) {
        Http.post(baseUrl + "/admin/realms")
                .bearer(TestServer.adminToken(baseUrl))
                .json(ExampleRealm.renamed(name, export))
                .expect(201);
        return new TestRealm(baseUrl, name, export);
    }

    /** Imports the example realm with another name, on the same server. */
    public TestRealm another() {
        return importAt(baseUrl, freeName(), ExampleRealm.jsonWithKey());
    }

    /** Returns the same realm on another node of the cluster. */
    public TestRealm onNode(KeycloakServer node) {
        return new TestRealm(node.baseUrl(), name, json);
    }

    @Override
    public void close() {
        Http.request("DELETE", adminUrl(""))
                .bearer(TestServer.adminToken(baseUrl))
                .expect(204);
    }

    // --- contents of the realm

    public Organizations organizations() {
        return new Organizations(this);
    }

    public Members members() {
        return new Members(this);
    }

    public Clients clients() {
        return new Clients(this);
    }

    public Administrators administrators() {
        return new Administrators(this);
    }

    public KeyLogin keyLogin() {
        return new KeyLogin(this);
    }

    /** Returns the id of an organization; it is cached, because the alias of an organization never changes. */
    public String organizationId(String alias) {
        return organizationIds.computeIfAbsent(
                alias,
                unknown -> admin("GET", "/organizations?exact=true&search=" + unknown)
                        .expect(200)
                        .json()
                        .get(0)
                        .get("id")
                        .asText());
    }

    public String userId(String user) {
        return admin("GET", "/users?exact=true&username=" + user)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    /** Returns the path of an organization's keys in our account REST API. */
    public String keysOf(String organization) {
        return "/organizations/" + organizationId(organization) + "/keys";
    }

    // --- changes to the realm

    /** Adds a resource to the catalog, given as JSON for our admin REST API. */
    public void createResource(String json) {
        keys("POST", "/resources").json(json).expect(201);
    }

    /** Deletes all resources of the catalog. */
    public void emptyCatalog() {
        keys("GET", "/resources")
                .expect(200)
                .json()
                .forEach(resource -> keys(
                                "DELETE", "/resources/" + resource.get("name").asText())
                        .expect(204));
    }

    /** Makes the realm store all admin events, and the user events of these types. */
    public void storeEvents(String... types) {
        admin("PUT", "/events/config")
                .json(("{\"eventsEnabled\":true,\"enabledEventTypes\":[\"%s\"],"
                                + "\"adminEventsEnabled\":true,\"adminEventsDetailsEnabled\":true}")
                        .formatted(String.join("\",\"", types)))
                .expect(204);
    }

    /** Clears Keycloak's user and realm caches, for example after a change in the database. */
    public void clearCaches() {
        admin("POST", "/clear-user-cache").expect(204);
        admin("POST", "/clear-realm-cache").expect(204);
    }

    // --- keys

    /**
     * As the realm's administrator, creates a bot key with the permission to read statistics. The answer contains the
     * secret.
     */
    public Answer createBot(String organization, String keyName) {
        return createBot(organization, keyName, READ_STATS);
    }

    /** Creates a bot key like {@link #createBot(String, String)}, with these permissions as JSON. */
    public Answer createBot(String organization, String keyName, String permissions) {
        return keys("POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":%s}"
                        .formatted(organizationId(organization), keyName, permissions))
                .expect(201);
    }

    /**
     * As the realm's administrator, creates a user key with the permission to read statistics. The answer contains the
     * secret.
     */
    public Answer createUserKey(String organization, String user) {
        return createUserKey(organization, user, READ_STATS);
    }

    /** Creates a user key like {@link #createUserKey(String, String)}, with these permissions as JSON. */
    public Answer createUserKey(String organization, String user, String permissions) {
        return createUserKeyOf(organization, userId(user), permissions);
    }

    /** Creates a user key like {@link #createUserKey(String, String)}, for the user with this id. */
    public Answer createUserKeyOf(String organization, String userId) {
        return createUserKeyOf(organization, userId, READ_STATS);
    }

    public Answer createUserKeyOf(String organization, String userId, String permissions) {
        return keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"user\",\"userId\":\"%s\",\"name\":\"Mine\",\"permissions\":%s}"
                                .formatted(organizationId(organization), userId, permissions))
                .expect(201);
    }

    /** Returns the key as the realm's administrator sees it. */
    public Answer read(Answer key) {
        return keys("GET", "/" + key.text("id")).expect(200);
    }

    /** Changes the fields of the key that this JSON contains. */
    public Answer update(Answer key, String json) {
        return keys("PUT", "/" + key.text("id")).json(json).expect(200);
    }

    public Answer update(Answer key, Map<String, ?> fields) {
        return keys("PUT", "/" + key.text("id")).json(fields).expect(200);
    }

    /** Rotates the key; the answer contains the new secret. */
    public Answer rotate(Answer key) {
        return keys("POST", "/" + key.text("id") + "/rotate").expect(201);
    }

    public Answer rotate(Answer key, String json) {
        return keys("POST", "/" + key.text("id") + "/rotate").json(json).expect(201);
    }

    public void revoke(Answer key) {
        keys("DELETE", "/" + key.text("id")).expect(204);
    }

    /** Changes the settings that this JSON contains. */
    public Answer changeSettings(String json) {
        return keys("PUT", "/settings").json(json).expect(200);
    }

    public Answer changeSettings(Map<String, ?> settings) {
        return keys("PUT", "/settings").json(settings).expect(200);
    }

    /**
     * Returns all keys as our admin REST API shows them, but without the time of the last use, which the server writes with
     * a delay.
     */
    public JsonNode keysWithoutUsage() {
        JsonNode keys = keys("GET", "?max=1000").expect(200).json();
        keys.forEach(key -> ((ObjectNode) key).remove("lastUsedAt"));
        return keys;
    }

    /** Deletes all keys. */
    public void deleteKeys() {
        keysWithoutUsage()
                .forEach(key -> keys("DELETE", "/" + key.get("id").asText()).expect(204));
    }

    /** Sends the secret to the verify endpoint; the query begins with a question mark, or is empty. */
    public Answer verify(String secret, String query) {
        return Http.get(url("/api-keys/verify" + query)).key(secret).send();
    }

    /** Verifies a key that was not used before, and waits until the server has stored the time of its last use. */
    public void use(Answer key) {
        verify(key.text("secret"), "").expect(200);
        new Lags()
                .await(
                        Duration.ofMinutes(1),
                        () -> !read(key).text("lastUsedAt").isEmpty());
    }

    /** Verifies the key's secret in this answer for the permission to read statistics. */
    public Answer verify(Answer key) {
        return verify(key.text("secret"), "?permission=stats:read");
    }

    /** Introspects a token as the client shortlinks-api, without {@code token_type_hint}. */
    public Answer introspect(String token) {
        return introspect(token, Map.of());
    }

    public Answer introspect(String token, Map<String, String> parameters) {
        return introspectAs("shortlinks-api", token, parameters).expect(200);
    }

    /**
     * Introspects a token as a confidential client whose secret is its client ID followed by {@code -secret}.
     */
    public Answer introspectAs(String client, String token, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("token", token);
        return Http.post(url("/protocol/openid-connect/token/introspect"))
                .basic(client, client + "-secret")
                .form(form)
                .send();
    }

    /**
     * Exchanges a key at the token endpoint, as a confidential client whose secret is its client ID followed by
     * {@code -secret}.
     */
    public Answer exchange(String client, String secret, Map<String, String> parameters) {
        return tokenEndpoint(client).form(exchangeOf(secret, parameters)).send();
    }

    /** Returns the form of a token exchange, for a client that authenticates in another way. */
    public static Map<String, String> exchangeOf(String secret, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", secret);
        form.put("subject_token_type", "urn:orgkeys:params:oauth:token-type:api-key");
        return form;
    }

    /** Changes these attributes of the realm, such as {@code organizationsEnabled}. */
    public void change(Map<String, ?> attributes) {
        admin("PUT", "").json(attributes).expect(204);
    }
}
