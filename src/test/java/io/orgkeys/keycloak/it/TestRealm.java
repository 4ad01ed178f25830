package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The example realm of the README under a name, and with ids, of its own, so that tests do not disturb each other. */
public final class TestRealm implements AutoCloseable, BeforeAllCallback, AfterAllCallback {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern REALM = Pattern.compile("\"realm\"\\s*:\\s*\"([^\"]+)\"");

    /** PKCS #8, as Keycloak takes it. The same for all realms: what tells them apart is who issued a token. */
    private static final String SIGNING_KEY = newSigningKey();

    public final String name;
    private final String baseUrl;
    private final String json;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    /** @param json what it is made of where a test class has it as its extension */
    private TestRealm(String baseUrl, String name, String json) {
        this.baseUrl = baseUrl;
        this.name = name;
        this.json = json;
    }

    /** The example realm under its own name, on a server that a test started with it for itself. */
    public static TestRealm on(KeycloakServer server) {
        return at(server.baseUrl());
    }

    /** The example realm under its own name, on whatever server is there. */
    static TestRealm at(String baseUrl) {
        return new TestRealm(baseUrl, "h0p", exampleRealm());
    }

    public static TestRealm create() {
        return importAs(freeName(), exampleRealmWithKey());
    }

    /** The realm of a test class, as its static extension: made before the first test, removed after the last. */
    public static TestRealm ofClass() {
        return new TestRealm(TestServer.keycloak().baseUrl(), freeName(), exampleRealmWithKey());
    }

    /** The same, on the server of the tests in a browser. */
    public static TestRealm ofBrowserClass() {
        return new TestRealm(TestServer.keycloakOfBrowsers().baseUrl(), freeName(), exampleRealmWithKey());
    }

    /** The same, with keys that Keycloak made itself, which are no part of an export. */
    public static TestRealm ofClassWithKeysOfKeycloak() {
        return new TestRealm(TestServer.keycloak().baseUrl(), freeName(), exampleRealm());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // where classes share a base class, they have the realm one after the other
        logins.clear();
        importAt(baseUrl, name, json);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    public static String exampleRealm() {
        try {
            return Files.readString(Path.of("realm-export.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a signing key, for which Keycloak would take a second on a slow machine to find the prime numbers. */
    private static String exampleRealmWithKey() {
        return exampleRealm()
                .replaceFirst(
                        "\"components\"\\s*:\\s*\\{",
                        "\"components\":{\"org.keycloak.keys.KeyProvider\":["
                                + "{\"name\":\"rsa\",\"providerId\":\"rsa\",\"config\":{\"privateKey\":[\""
                                + SIGNING_KEY
                                + "\"],\"priority\":[\"100\"]}},"
                                + "{\"name\":\"hmac\",\"providerId\":\"hmac-generated\",\"config\":{\"algorithm\":[\"HS512\"]}},"
                                + "{\"name\":\"aes\",\"providerId\":\"aes-generated\",\"config\":{}}],");
    }

    private static String newSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
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
        return importAt(server.baseUrl(), name, exampleRealm());
    }

    private static TestRealm importAt(String baseUrl, String name, String export) {
        Http.post(baseUrl + "/admin/realms")
                .bearer(TestServer.adminToken(baseUrl))
                .json(renamed(name, export))
                .send()
                .expect(201);
        return new TestRealm(baseUrl, name, export);
    }

    /** The example realm once more, on the server of this one. */
    public TestRealm another() {
        return importAt(baseUrl, freeName(), exampleRealmWithKey());
    }

    /** Does something while the time of the realm's server is ahead. */
    public void later(Duration ahead, Runnable action) {
        TestServer.later(baseUrl, ahead, action);
    }

    /** An exported realm under another name, all its ids exchanged for new ones. */
    public static String renamed(String name, String export) {
        Matcher realm = REALM.matcher(export);
        if (!realm.find()) {
            throw new IllegalArgumentException("No exported realm: " + export);
        }
        Map<String, String> ids = new HashMap<>();
        return UUIDS.matcher(export)
                .replaceAll(match -> ids.computeIfAbsent(
                        match.group(), id -> UUID.randomUUID().toString()))
                .replace(realm.group(), "\"realm\":\"" + name + "\"")
                .replace("default-roles-" + realm.group(1), "default-roles-" + name);
    }

    @Override
    public void close() {
        Http.request("DELETE", adminUrl(""))
                .bearer(TestServer.adminToken(baseUrl))
                .send()
                .expect(204);
    }

    // --- who asks

    /** A token of a user of the realm, got through the client demo-cli. The password is the user's name. */
    public String token(String user) {
        return token("demo-cli", user);
    }

    /** A token of a user of the realm, got through a public client with direct access grants. The password is the user's name. */
    public String token(String client, String user) {
        return Http.post(url("/protocol/openid-connect/token"))
                .form(Map.of("grant_type", "password", "client_id", client, "username", user, "password", user))
                .send()
                .expect(200)
                .text("access_token");
    }

    /** Something below {@code /realms/<this realm>}. */
    public String url(String path) {
        return baseUrl + "/realms/" + name + path;
    }

    /** Something below {@code /admin/realms/<this realm>}. */
    public String adminUrl(String path) {
        return baseUrl + "/admin/realms/" + name + path;
    }

    /** Something below the address of this realm's admin console. */
    public String consoleUrl(String path) {
        return baseUrl + "/admin/" + name + "/console/" + path;
    }

    /** A login costs more than most of what is tested: requests to the admin REST share one for four of its five minutes. */
    private String recentToken(String user) {
        return logins.compute(
                        user,
                        (name, known) -> known != null && isRecent(known)
                                ? known
                                : new Login(token(name), Instant.now(), TestServer.ahead(baseUrl)))
                .token;
    }

    private boolean isRecent(Login login) {
        return login.ahead == TestServer.ahead(baseUrl)
                && login.at.isAfter(Instant.now().minusSeconds(240));
    }

    /** The next request to the admin REST logs in again: from then on, its token is good for four minutes. */
    public void forgetLogins() {
        logins.clear();
    }

    private record Login(String token, Instant at, long ahead) {}

    /** A request of the realm's administrator to Keycloak's own admin REST. */
    public Http admin(String method, String path) {
        return Http.request(method, adminUrl(path)).bearer(recentToken("h0p-admin"));
    }

    /** A request to our admin REST as a user of the realm. */
    public Http keysAs(String user, String method, String path) {
        return Http.request(method, adminUrl("/api-keys" + path)).bearer(recentToken(user));
    }

    /** A request of the realm's administrator to our admin REST. */
    public Http keys(String method, String path) {
        return keysAs("h0p-admin", method, path);
    }

    /** A request of a member to our account REST. */
    public Http accountAs(String user, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).bearer(token(user));
    }

    /** A request of a program with an API key to our account REST. */
    public Http accountWith(String secret, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).key(secret);
    }

    /** The path of an organization's keys in the account REST. */
    public String keysOf(String organization) {
        return "/organizations/" + organizationId(organization) + "/keys";
    }

    /** A request to our account REST with a bearer token. */
    public Http account(String token, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).bearer(token);
    }

    // --- what there is

    public String organizationId(String alias) {
        return admin("GET", "/organizations?exact=true&search=" + alias)
                .send()
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    public String userId(String user) {
        return admin("GET", "/users?exact=true&username=" + user)
                .send()
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    /** The id of an organization's own group. */
    public String organizationGroupId(String alias, String group) {
        for (var found : admin("GET", "/organizations/" + organizationId(alias) + "/groups?search=" + group)
                .send()
                .expect(200)
                .json()) {
            if (found.get("name").asText().equals(group)) {
                return found.get("id").asText();
            }
        }
        throw new AssertionError("No group " + group + " in " + alias);
    }

    // --- what a test adds or removes

    /** Adds a resource to the catalogue, given as in the admin REST. */
    public void createResource(String json) {
        keys("POST", "/resources").json(json).send().expect(201);
    }

    /** Removes all resources from the catalogue. */
    public void emptyCatalogue() {
        keys("GET", "/resources")
                .send()
                .expect(200)
                .json()
                .forEach(resource -> keys(
                                "DELETE", "/resources/" + resource.get("name").asText())
                        .send()
                        .expect(204));
    }

    /** Adds a confidential client whose secret is its id followed by {@code -secret}. */
    public void createClient(String id, String attributes) {
        admin("POST", "/clients")
                .json(
                        "{\"clientId\":\"%1$s\",\"secret\":\"%1$s-secret\",\"standardFlowEnabled\":false,\"attributes\":%2$s}"
                                .formatted(id, attributes))
                .send()
                .expect(201);
    }

    /** Adds a public client with direct access grants; all else is as Keycloak makes it. */
    public void createPublicClient(String id) {
        admin("POST", "/clients")
                .json("{\"clientId\":\"" + id + "\",\"publicClient\":true,\"directAccessGrantsEnabled\":true}")
                .send()
                .expect(201);
    }

    /** Changes these attributes of the client with this client id. */
    public void changeClient(String id, Map<String, ?> attributes) {
        admin("PUT", "/clients/" + clientId(id)).json(attributes).send().expect(204);
    }

    /** Gives the client the scope with which its tokens may manage keys. */
    public void giveSelfService(String client) {
        for (JsonNode scope : admin("GET", "/client-scopes").send().expect(200).json()) {
            if (scope.get("name").asText().equals("org-api-keys")) {
                admin(
                                "PUT",
                                "/clients/" + clientId(client) + "/default-client-scopes/"
                                        + scope.get("id").asText())
                        .send()
                        .expect(204);
                return;
            }
        }
        throw new AssertionError("No client scope org-api-keys");
    }

    /** Stores user events of these types from now on, and no others. */
    public void storeEvents(String... types) {
        admin("PUT", "/events/config")
                .json(("{\"eventsEnabled\":true,\"enabledEventTypes\":[\"%s\"],"
                                + "\"adminEventsEnabled\":true,\"adminEventsDetailsEnabled\":true}")
                        .formatted(String.join("\",\"", types)))
                .send()
                .expect(204);
    }

    // --- who comes and goes

    /** Creates a user with nothing but a name. */
    public String createUser(String user) {
        admin("POST", "/users")
                .json("{\"username\":\"" + user + "\",\"enabled\":true}")
                .send()
                .expect(201);
        return userId(user);
    }

    /** Creates a user who is a member of an organization. */
    public String createMember(String organization, String user) {
        String id = createUser(user);
        addMember(organization, id);
        return id;
    }

    /** Creates a member of acme with a complete profile, whose password is the name: Keycloak lets no others log in. */
    public String createMemberWithPassword(String user) {
        admin("POST", "/users").json("""
                        {"username":"%1$s","enabled":true,"email":"%1$s@h0p.example","emailVerified":true,"firstName":"%1$s",
                         "lastName":"Member","credentials":[{"type":"password","value":"%1$s"}]}""".formatted(user)).send().expect(201);
        String id = userId(user);
        addMember("acme", id);
        return id;
    }

    /** Creates a member of acme who is also a member of organizations called as the user, and numbered from 1. */
    public String createMemberOfMany(String user, int organizations) {
        String id = createMember("acme", user);
        for (int i = 1; i < organizations; i++) {
            createOrganization(user + i);
            addMember(user + i, id);
        }
        return id;
    }

    /** Creates an organization with a domain of its own, and tells its id. */
    public String createOrganization(String alias) {
        String location = admin("POST", "/organizations")
                .json("{\"name\":\"%1$s\",\"alias\":\"%1$s\",\"domains\":[{\"name\":\"%1$s.example\"}]}"
                        .formatted(alias))
                .send()
                .expect(201)
                .header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    public void addMember(String organization, String userId) {
        admin("POST", "/organizations/" + organizationId(organization) + "/members")
                .json(userId)
                .send()
                .expect(201);
    }

    public void removeMember(String organization, String userId) {
        admin("DELETE", "/organizations/" + organizationId(organization) + "/members/" + userId)
                .send()
                .expect(204);
    }

    public void enableUser(String userId, boolean enabled) {
        admin("PUT", "/users/" + userId)
                .json("{\"enabled\":" + enabled + "}")
                .send()
                .expect(204);
    }

    public void enableOrganization(String alias, boolean enabled) {
        String path = "/organizations/" + organizationId(alias);
        String organization = admin("GET", path).send().expect(200).body();
        admin("PUT", path)
                .json(organization.replaceAll("\"enabled\":(true|false),\"", "\"enabled\":" + enabled + ",\""))
                .send()
                .expect(204);
    }

    /** Makes the server forget what it has read, as after a change that it was not told of. */
    public void clearCaches() {
        admin("POST", "/clear-user-cache").send().expect(204);
        admin("POST", "/clear-realm-cache").send().expect(204);
    }

    // --- keys

    /** Creates a bot key as the realm's administrator; the answer has its secret. */
    public Answer createBot(String organization, String keyName, String permissions) {
        return keys("POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":%s}"
                        .formatted(organizationId(organization), keyName, permissions))
                .send()
                .expect(201);
    }

    /** Creates a user key as the realm's administrator; the answer has its secret. */
    public Answer createUserKey(String organization, String user, String permissions) {
        return createUserKeyOf(organization, userId(user), permissions);
    }

    public Answer createUserKeyOf(String organization, String userId, String permissions) {
        return keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"user\",\"userId\":\"%s\",\"name\":\"Mine\",\"permissions\":%s}"
                                .formatted(organizationId(organization), userId, permissions))
                .send()
                .expect(201);
    }

    /**
     * All keys as the admin REST shows them, without what no request changes: when a key was used last is written some time
     * after its use.
     */
    public JsonNode keysWithoutUsage() {
        JsonNode keys = keys("GET", "?max=1000").send().expect(200).json();
        keys.forEach(key -> ((ObjectNode) key).remove("lastUsedAt"));
        return keys;
    }

    /** Removes all keys. */
    public void deleteKeys() {
        keysWithoutUsage()
                .forEach(key ->
                        keys("DELETE", "/" + key.get("id").asText()).send().expect(204));
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
                        () -> !keys("GET", "/" + key.text("id"))
                                .send()
                                .expect(200)
                                .text("lastUsedAt")
                                .isEmpty());
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
        return Http.post(url("/protocol/openid-connect/token"))
                .basic(client, client + "-secret")
                .form(exchangeOf(secret, parameters))
                .send();
    }

    /** The form of an exchange, for those who authenticate otherwise. */
    public static Map<String, String> exchangeOf(String secret, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        form.put("subject_token", secret);
        form.put("subject_token_type", "urn:orgkeys:params:oauth:token-type:api-key");
        return form;
    }

    // --- logging in with a key

    /** Copies Keycloak's flow, puts our step in the place of the password, and returns the new flow's id. */
    public String createKeyLoginFlow(String name, String config) {
        admin("POST", "/authentication/flows/direct%20grant/copy")
                .json("{\"newName\":\"" + name + "\"}")
                .send()
                .expect(201);
        String path = "/authentication/flows/" + name.replace(" ", "%20") + "/executions";
        int priority = 0;
        for (JsonNode execution : admin("GET", path).send().expect(200).json()) {
            if (execution.path("providerId").asText().equals("direct-grant-validate-password")) {
                priority = execution.get("priority").asInt();
                admin(
                                "DELETE",
                                "/authentication/executions/"
                                        + execution.get("id").asText())
                        .send()
                        .expect(204);
            }
        }
        String step = admin("POST", path + "/execution")
                .json("{\"provider\":\"direct-grant-org-api-key\"}")
                .send()
                .expect(201)
                .header("Location");
        String id = step.substring(step.lastIndexOf('/') + 1);
        admin("PUT", path)
                .json("{\"id\":\"" + id + "\",\"requirement\":\"REQUIRED\",\"priority\":" + priority + "}")
                .send();
        admin("POST", "/authentication/executions/" + id + "/config")
                .json("{\"alias\":\"" + name + "\",\"config\":" + config + "}")
                .send()
                .expect(201);
        return flowId(name);
    }

    /** The id of the authentication flow with this alias. */
    public String flowId(String name) {
        for (JsonNode flow :
                admin("GET", "/authentication/flows").send().expect(200).json()) {
            if (flow.path("alias").asText().equals(name)) {
                return flow.get("id").asText();
            }
        }
        throw new AssertionError("No flow " + name);
    }

    /** A confidential client that logs users in with the flow. */
    public void createKeyLoginClient(String id, String flowId, String attributes) {
        admin("POST", "/clients")
                .json("""
                        {"clientId": "%1$s", "secret": "%1$s-secret", "standardFlowEnabled": false,
                         "directAccessGrantsEnabled": true, "attributes": %3$s,
                         "authenticationFlowBindingOverrides": {"direct_grant": "%2$s"},
                         "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
                          "protocolMapper": "oidc-audience-mapper",
                          "config": {"included.client.audience": "shortlinks-api", "access.token.claim": "true"}}]}""".formatted(id, flowId, attributes))
                .send()
                .expect(201);
    }

    // --- administrators

    /** Gives the user a role of a client. */
    public void giveRole(String userId, String client, String role) {
        String path = "/clients/" + clientId(client);
        String representation =
                admin("GET", path + "/roles/" + role).send().expect(200).body();
        admin("POST", "/users/" + userId + "/role-mappings" + path)
                .json("[" + representation + "]")
                .send()
                .expect(204);
    }

    /** Gives the user a role of the realm, with {@code POST}, or takes it away, with {@code DELETE}. */
    public void changeRealmRole(String method, String userId, String role) {
        admin(method, "/users/" + userId + "/role-mappings/realm")
                .json("[" + admin("GET", "/roles/" + role).send().expect(200).body() + "]")
                .send()
                .expect(204);
    }

    /** Adds a user with these roles of the client realm-management. The password is the user's name. */
    public void addAdministrator(String user, String... roles) {
        admin("POST", "/users").json("""
                        {"username":"%1$s","enabled":true,"email":"%1$s@h0p.example","emailVerified":true,"firstName":"%1$s",
                         "lastName":"Administrator","credentials":[{"type":"password","value":"%1$s"}]}""".formatted(user)).send().expect(201);
        for (String role : roles) {
            giveRole(userId(user), "realm-management", role);
        }
    }

    /** The id that Keycloak gave to the client with this client id. */
    public String clientId(String client) {
        return admin("GET", "/clients?clientId=" + client)
                .send()
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    /** Changes these attributes of the realm, such as {@code organizationsEnabled}. */
    public void change(Map<String, ?> attributes) {
        admin("PUT", "").json(attributes).send().expect(204);
    }
}
