package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** The tests that each example service in {@code examples} must pass, whatever its programming language is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // initialized before the first test
abstract class ResourceServerCases {

    private static final String STATS = "{\"stats\":[\"read\"]}";

    TestRealm realm;
    private TcpProxy wire;
    ExampleServer service;

    /** Starts the example service with these environment variables. */
    abstract ExampleServer start(Map<String, String> environment);

    @BeforeAll
    void startService() {
        wire = TcpProxy.to(TestServer.url(""));
        realm = TestRealm.create();
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\"],\"audience\":[\"reports-api\"]}");
        service = start(Map.of(
                "KEYCLOAK_REALM_URL", wire.url() + "/realms/" + realm.name,
                "CLIENT_ID", "shortlinks-api",
                "CLIENT_SECRET", "shortlinks-api-secret"));
    }

    @AfterAll
    void stopService() {
        if (service != null) {
            service.close();
        }
        if (realm != null) {
            realm.close();
        }
        wire.close();
    }

    @AfterEach
    void restoreWire() {
        wire.restore();
    }

    // --- accepted requests

    @Test
    void acceptsABotKeyInTheKeyHeader() {
        Answer key = realm.createBot("acme", "In its own header", STATS);
        assertThat(stats().key(key.text("secret")).expect(200).json())
                .isEqualTo(caller(key.text("id"), "bot:In its own header"));
    }

    @Test
    void acceptsAKeyAsABearerToken() {
        Answer key = realm.createBot("acme", "As a bearer token", STATS);
        assertThat(stats().bearer(key.text("secret")).expect(200).json())
                .isEqualTo(caller(key.text("id"), "bot:As a bearer token"));
    }

    @Test
    void acceptsAUserKeyOnBehalfOfItsOwner() {
        String secret = realm.createUserKey("acme", "bob", STATS).text("secret");
        assertThat(stats().key(secret).expect(200).json()).isEqualTo(caller(realm.userId("bob"), "bob"));
    }

    @Test
    void acceptsAnAccessTokenOfTheRealm() {
        realm.addTo("/client-scopes", """
                        {"name": "stats:read", "protocol": "openid-connect", "attributes": {"include.in.token.scope": "true"},
                         "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
                          "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "shortlinks-api",
                          "access.token.claim": "true", "introspection.token.claim": "true"}}]}""");
        realm.addTo("/clients", """
                        {"clientId": "stats-app", "publicClient": true, "directAccessGrantsEnabled": true,
                         "defaultClientScopes": ["basic"], "optionalClientScopes": ["organization", "stats:read"]}""");
        assertThat(stats().bearer(accessToken("organization stats:read"))
                        .expect(200)
                        .json())
                .isEqualTo(caller(realm.userId("alice"), "alice"));
        statsOf("acme").bearer(accessToken("organization stats:read")).expect(200);
        statsOf("globex").bearer(accessToken("organization stats:read")).expect(403);
        statsOf("acme").bearer(accessToken("stats:read")).expect(403);
        // without the scope stats:read, the token lacks the audience of this service
        stats().bearer(accessToken("organization")).expect(401);
    }

    // --- refused requests

    @Test
    void refusesARequestWithoutCredentials() {
        Answer answer = assertRefused(stats(), 401);
        assertThat(answer.header("WWW-Authenticate"))
                .as("no error code, RFC 6750 section 3.1")
                .startsWith("Bearer ")
                .doesNotContain("error=");
        assertThat(answer.text("detail")).contains("x-api-key");
    }

    @Test
    void refusesAnInvalidKey() {
        Answer key = realm.createBot("acme", "Revoked", STATS);
        String secret = key.text("secret");
        stats().key(secret).expect(200);
        realm.revoke(key);
        awaitStatus(secret, 401);
        assertThat(assertRefused(stats().key(secret), 401).header("WWW-Authenticate"))
                .contains("error=\"invalid_token\"");
        assertRefused(stats().bearer(secret), 401);
        assertRefused(stats().key("nonsense"), 401);
    }

    @Test
    void appliesRemovedPermissions() {
        Answer key = realm.createBot("acme", "Narrowed", STATS);
        stats().key(key.text("secret")).expect(200);
        realm.update(key, "{\"permissions\":{\"files\":[\"read\"]}}");
        awaitStatus(key.text("secret"), 403);
        assertRefused(stats().key(key.text("secret")), 403);
    }

    @Test
    void refusesAKeyWithoutThePermission() {
        String secret = realm.createBot("acme", "No statistics", "{\"domains\":[\"read\"],\"files\":[\"read\"]}")
                .text("secret");
        assertThat(assertRefused(stats().key(secret), 403).header("WWW-Authenticate"))
                .startsWith("Bearer ")
                .contains("error=\"insufficient_scope\"");
        assertRefused(statsOf("acme").key(secret), 403);
    }

    @Test
    void refusesAKeyOfAnotherOrganization() {
        String secret = realm.createBot("acme", "Of acme", STATS).text("secret");
        statsOf("acme").key(secret).expect(200);
        assertRefused(statsOf("globex").key(secret), 403);
        assertRefused(statsOf("no-such-organization").key(secret), 403);
        assertRefused(statsOf(realm.organizationId("globex")).key(secret), 403);
    }

    @Test
    void ignoresAKeyOutsideTheSupportedHeaders() {
        String secret = realm.createBot("acme", "Elsewhere", STATS).text("secret");
        stats().key(secret).expect(200);
        assertRefused(stats().basic(secret, secret), 401);
        assertRefused(stats().header("Authorization", "ApiKey " + secret), 401);
        assertRefused(stats().header("Authorization", secret), 401);
        assertRefused(stats().header("Cookie", "x-api-key=" + secret), 401);
        for (String parameter : List.of("x-api-key", "api_key", "access_token")) {
            assertRefused(Http.get(service.url("/stats?" + parameter + "=" + secret)), 401);
        }
    }

    @Test
    void rejectsMoreThanOneCredential() {
        String secret = realm.createBot("acme", "First", STATS).text("secret");
        String other = realm.createBot("acme", "Second", STATS).text("secret");
        for (Http request : List.of(
                stats().key(secret).bearer(other),
                stats().key(secret).bearer(secret),
                stats().key(secret).basic("alice", "alice"),
                stats().key(secret).key(other),
                stats().bearer(secret).bearer(other))) {
            assertThat(assertRefused(request, 400).header("WWW-Authenticate")).contains("error=\"invalid_request\"");
        }
    }

    @Test
    void ignoresHeadersThatAGatewayWouldSet() {
        Answer key = realm.createBot("acme", "Spoofer", STATS);
        assertThat(spoofed(statsOf("acme")).key(key.text("secret")).expect(200).json())
                .isEqualTo(caller(key.text("id"), "bot:Spoofer"));
        assertRefused(spoofed(statsOf("globex")).key(key.text("secret")), 403);
        assertRefused(spoofed(statsOf("globex")), 401);
    }

    @Test
    void refusesAKeyForAnotherService() {
        String secret =
                realm.createBot("acme", "Reports", "{\"reports\":[\"read\"]}").text("secret");
        realm.verify(secret, "?permission=reports:read").expect(200);
        assertRefused(stats().key(secret), 401);
    }

    // --- Keycloak is unavailable

    @Test
    void refusesAllRequestsWhileKeycloakIsDown() {
        String secret = realm.createBot("acme", "Down", STATS).text("secret");
        awaitServed(secret);
        wire.cut();
        awaitStatus(secret, 503);
        assertThat(assertRefused(stats().key(secret), 503).header("Retry-After"))
                .isNotEmpty();
        assertRefused(stats().key("unknown-during-an-outage"), 503);
        assertRefused(stats(), 401);
        wire.restore();
        awaitServed(secret);
        assertThat(service.log()).doesNotContain(secret);
    }

    @Test
    void refusesAllRequestsWhileKeycloakDoesNotAnswer() {
        String secret = realm.createBot("acme", "Silence", STATS).text("secret");
        awaitServed(secret);
        wire.silence();
        awaitStatus(secret, 503);
        assertRefused(stats().key(secret), 503);
        wire.restore();
        awaitServed(secret);
        assertThat(service.log()).doesNotContain(secret);
    }

    @Test
    void refusesAllRequestsWhileKeycloakRejectsTheClientCredentials() {
        String secret = realm.createBot("acme", "Wrong client secret", STATS).text("secret");
        awaitServed(secret);
        String client = "/clients/" + realm.clients().id("shortlinks-api");
        realm.admin("PUT", client).json("{\"secret\":\"another\"}").expect(204);
        try {
            awaitStatus(secret, 503);
            assertRefused(stats().key(secret), 503);
        } finally {
            realm.admin("PUT", client)
                    .json("{\"secret\":\"shortlinks-api-secret\"}")
                    .expect(204);
        }
        awaitServed(secret);
        assertThat(service.log()).doesNotContain(secret);
    }

    // --- requests

    /** Returns a request that needs {@code stats:read}. */
    Http stats() {
        return Http.get(service.url("/stats"));
    }

    /** Returns a request for the statistics of an organization, which only its keys and its members may read. */
    private Http statsOf(String organization) {
        return Http.get(service.url("/organizations/" + organization + "/stats"));
    }

    private Http spoofed(Http request) {
        return request.header("X-Auth-Username", "alice")
                .header("X-Auth-Subject", realm.userId("alice"))
                .header("X-Auth-Organization", "globex")
                .header("X-Auth-Permissions", "stats:read")
                .header("X-Forwarded-User", "alice");
    }

    /** Asserts that the request is refused with a problem document (RFC 9457), and returns the answer. */
    Answer assertRefused(Http request, int status) {
        Answer answer = request.expect(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.text("detail")).isNotEmpty();
        return answer;
    }

    private void awaitServed(String secret) {
        awaitStatus(secret, 200);
    }

    /** Repeats a request until the service answers with this status. A library can use its cache for two seconds. */
    private void awaitStatus(String secret, int status) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        Answer answer = stats().key(secret).send();
        while (answer.status() != status && Instant.now().isBefore(deadline)) {
            answer = stats().key(secret).send();
        }
        answer.expect(status);
    }

    private com.fasterxml.jackson.databind.JsonNode caller(String subject, String username) {
        return Answer.parse(
                "{\"subject\":\"%s\",\"username\":\"%s\",\"organizations\":[\"acme\"]}".formatted(subject, username));
    }

    /**
     * Returns an access token of alice. It is requested at the URL of Keycloak that the service uses, because Keycloak
     * sets the issuer of a token to the URL of the request.
     */
    private String accessToken(String scope) {
        return Http.post(wire.url() + "/realms/" + realm.name + "/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type", "password",
                        "client_id", "stats-app",
                        "username", "alice",
                        "password", "alice",
                        "scope", scope))
                .expect(200)
                .text("access_token");
    }
}
