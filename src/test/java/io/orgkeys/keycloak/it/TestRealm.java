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

/** The example realm of the README under a name, and with ids, of its own, so that tests do not disturb each other. */
public final class TestRealm extends RealmRequests implements AutoCloseable, BeforeAllCallback, AfterAllCallback {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String json;
    private final Map<String, String> organizationIds = new ConcurrentHashMap<>();

    /** @param json what it is made of where a test class has it as its extension */
    private TestRealm(String baseUrl, String name, String json) {
        super(baseUrl, name);
        this.json = json;
    }

    /** The example realm under its own name, on a server that a test started with it for itself. */
    public static TestRealm on(KeycloakServer server) {
        return at(server.baseUrl());
    }

    /** The example realm under its own name, on whatever server is there. */
    static TestRealm at(String baseUrl) {
        return new TestRealm(baseUrl, "h0p", ExampleRealm.json());
    }

    public static TestRealm create() {
        return importAs(freeName(), ExampleRealm.jsonWithKey());
    }

    /** The realm of a test class, as its static extension: made before the first test, removed after the last. */
    public static TestRealm ofClass() {
        return new TestRealm(TestServer.keycloak().baseUrl(), freeName(), ExampleRealm.jsonWithKey());
    }

    /** The same, on the server of the tests in a browser. */
    public static TestRealm ofBrowserClass() {
        return new TestRealm(TestServer.keycloakOfBrowsers().baseUrl(), freeName(), ExampleRealm.jsonWithKey());
    }

    /** The same, with keys that Keycloak made itself, which are no part of an export. */
    public static TestRealm ofClassWithKeysOfKeycloak() {
        return new TestRealm(TestServer.keycloak().baseUrl(), freeName(), ExampleRealm.json());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // where classes share a base class, they have the realm one after the other
        forgetLogins();
        organizationIds.clear();
        importAt(baseUrl, name, json);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** A name that no realm has yet. */
    public static String freeName() {
        return TestServer.realmPrefix() + COUNT.incrementAndGet();
    }

    /** Imports an exported realm under another name, all its ids exchanged for new ones. */
    public static TestRealm importAs(String name, String export) {
        return importAt(TestServer.keycloak().baseUrl(), name, export);
    }

    /** The example realm under another name, on a server that was started for itself. */
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

    /** The example realm once more, on the server of this one. */
    public TestRealm another() {
        return importAt(baseUrl, freeName(), ExampleRealm.jsonWithKey());
    }

    @Override
    public void close() {
        Http.request("DELETE", adminUrl(""))
                .bearer(TestServer.adminToken(baseUrl))
                .expect(204);
    }

    // --- what there is

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

    /** Keycloak is asked once: the alias of an organization never changes. */
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

    /** The path of an organization's keys in the account REST. */
    public String keysOf(String organization) {
        return "/organizations/" + organizationId(organization) + "/keys";
    }

    // --- what a test adds or removes

    /** Adds a resource to the catalogue, given as in the admin REST. */
    public void createResource(String json) {
        keys("POST", "/resources").json(json).expect(201);
    }

    /** Removes all resources from the catalogue. */
    public void emptyCatalogue() {
        keys("GET", "/resources")
                .expect(200)
                .json()
                .forEach(resource -> keys(
                                "DELETE", "/resources/" + resource.get("name").asText())
                        .expect(204));
    }

    /** Stores user events of these types from now on, and no others. */
    public void storeEvents(String... types) {
        admin("PUT", "/events/config")
                .json(("{\"eventsEnabled\":true,\"enabledEventTypes\":[\"%s\"],"
                                + "\"adminEventsEnabled\":true,\"adminEventsDetailsEnabled\":true}")
                        .formatted(String.join("\",\"", types)))
                .expect(204);
    }

    /** Makes the server forget what it has read, as after a change that it was not told of. */
    public void clearCaches() {
        admin("POST", "/clear-user-cache").expect(204);
        admin("POST", "/clear-realm-cache").expect(204);
    }

    // --- keys

    /** Creates a bot key that may read statistics, as the realm's administrator; the answer has its secret. */
    public Answer createBot(String organization, String keyName) {
        return createBot(organization, keyName, READ_STATS);
    }

    /** The same with other permissions, as JSON. */
    public Answer createBot(String organization, String keyName, String permissions) {
        return keys("POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":%s}"
                        .formatted(organizationId(organization), keyName, permissions))
                .expect(201);
    }

    /** Creates a user key that may read statistics, as the realm's administrator; the answer has its secret. */
    public Answer createUserKey(String organization, String user) {
        return createUserKey(organization, user, READ_STATS);
    }

    /** The same with other permissions, as JSON. */
    public Answer createUserKey(String organization, String user, String permissions) {
        return createUserKeyOf(organization, userId(user), permissions);
    }

    /** The same for a user of whom the id is known. */
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

    /** The key as the realm's administrator sees it. */
    public Answer read(Answer key) {
        return keys("GET", "/" + key.text("id")).expect(200);
    }

    /** Changes the fields that the JSON has. */
    public Answer update(Answer key, String json) {
        return keys("PUT", "/" + key.text("id")).json(json).expect(200);
    }

    public Answer update(Answer key, Map<String, ?> fields) {
        return keys("PUT", "/" + key.text("id")).json(fields).expect(200);
    }

    /** Gives the key another secret, which is in the answer. */
    public Answer rotate(Answer key) {
        return keys("POST", "/" + key.text("id") + "/rotate").expect(201);
    }

    public Answer rotate(Answer key, String json) {
        return keys("POST", "/" + key.text("id") + "/rotate").json(json).expect(201);
    }

    public void revoke(Answer key) {
        keys("DELETE", "/" + key.text("id")).expect(204);
    }

    /** Changes the settings that the JSON has. */
    public Answer changeSettings(String json) {
        return keys("PUT", "/settings").json(json).expect(200);
    }

    public Answer changeSettings(Map<String, ?> settings) {
        return keys("PUT", "/settings").json(settings).expect(200);
    }

    /**
     * All keys as the admin REST shows them, without what no request changes: when a key was used last is written some time
     * after its use.
     */
    public JsonNode keysWithoutUsage() {
        JsonNode keys = keys("GET", "?max=1000").expect(200).json();
        keys.forEach(key -> ((ObjectNode) key).remove("lastUsedAt"));
        return keys;
    }

    /** Removes all keys. */
    public void deleteKeys() {
        keysWithoutUsage()
                .forEach(key -> keys("DELETE", "/" + key.get("id").asText()).expect(204));
    }

    /** Asks the verify endpoint; the query begins with a question mark, or is empty. */
    public Answer verify(String secret, String query) {
        return Http.get(url("/api-keys/verify" + query)).key(secret).send();
    }

    /** Has a new key verified, and waits until that has been counted. */
    public void use(Answer key) {
        verify(key.text("secret"), "").expect(200);
        new Lags()
                .await(
                        Duration.ofMinutes(1),
                        () -> !read(key).text("lastUsedAt").isEmpty());
    }

    /** Asks whether a key that was created just now may read statistics. */
    public Answer verify(Answer key) {
        return verify(key.text("secret"), "?permission=stats:read");
    }

    /** Asks Keycloak's introspection endpoint as the client shortlinks-api, with no hint. */
    public Answer introspect(String token) {
        return introspect(token, Map.of());
    }

    public Answer introspect(String token, Map<String, String> parameters) {
        return introspectAs("shortlinks-api", token, parameters).expect(200);
    }

    /** Asks as a confidential client whose secret is its id followed by {@code -secret}. */
    public Answer introspectAs(String client, String token, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("token", token);
        return Http.post(url("/protocol/openid-connect/token/introspect"))
                .basic(client, client + "-secret")
                .form(form)
                .send();
    }

    /**
     * Exchanges a key at the token endpoint, as a confidential client whose secret is its id followed by {@code -secret}.
     */
    public Answer exchange(String client, String secret, Map<String, String> parameters) {
        return tokenEndpoint(client).form(exchangeOf(secret, parameters)).send();
    }

    /** The form of an exchange, for those who authenticate otherwise. */
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
