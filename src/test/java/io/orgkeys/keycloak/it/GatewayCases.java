package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test cases for every gateway. The gateway requires the permission {@code stats:read} for {@code /stats/}, {@code
 * shortLinks:create} for {@code /links/}, and a key of the organization acme for {@code /acme/}.
 */
abstract class GatewayCases {

    private static final List<String> IDENTITY = List.of(
            "X-Auth-Key-Id",
            "X-Auth-Key-Type",
            "X-Auth-Subject",
            "X-Auth-Username",
            "X-Auth-Organization",
            "X-Auth-Organization-Id",
            "X-Auth-Permissions",
            "X-Auth-Attributes",
            "X-Auth-Truncated");

    /** The maximum time that a gateway lets a client wait while Keycloak does not answer. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(4);

    /** The maximum number of actions of a resource in the catalog. */
    private static final int ACTIONS_PER_RESOURCE = 50;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private final GuardedService service = new GuardedService();
    private Gateway gateway;

    /**
     * Starts the gateway.
     *
     * @param directory an empty directory for the files of the gateway
     * @param keycloak the host and port of Keycloak
     * @param service the host and port of the service
     */
    abstract Gateway start(Path directory, String keycloak, String service) throws IOException;

    /** Returns whether the gateway refuses requests with its own response body instead of Keycloak's. */
    boolean sendsItsOwnRefusalBody() {
        return true;
    }

    /** Returns whether the gateway forwards the attributes of keys. */
    boolean forwardsAttributes() {
        return true;
    }

    /**
     * Returns statuses that the verify endpoint never sends. If Keycloak sends one nevertheless, the gateway answers
     * 503.
     */
    List<Integer> unexpectedStatuses() {
        return List.of(302, 404, 418, 500, 502, 503);
    }

    @BeforeEach
    void startGateway(@TempDir Path directory) throws IOException {
        gateway = start(directory, hostAndPort(URI.create(TestServer.url("")).getPort()), hostAndPort(service.port()));
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        service.close();
    }

    @Test
    void forwardsARequestWithAValidKeyAndAddsItsIdentity() {
        Answer key = realm.createBot("acme", "Gateway");
        Answer answer = Http.get(gateway.url("/stats/clicks?day=1"))
                .key(key.text("secret"))
                .send();
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("served");
        GuardedService.Request request = onlyRequest();
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.uri()).isEqualTo("/stats/clicks?day=1");
        assertThat(request.header("X-Auth-Key-Id")).isEqualTo(key.text("id"));
        assertThat(request.header("X-Auth-Key-Type")).isEqualTo("bot");
        assertThat(request.header("X-Auth-Subject")).isEqualTo(key.text("id"));
        assertThat(request.header("X-Auth-Username")).isEqualTo("bot:Gateway");
        assertThat(request.header("X-Auth-Organization")).isEqualTo("acme");
        assertThat(request.header("X-Auth-Organization-Id")).isEqualTo(realm.organizationId("acme"));
        assertThat(request.header("X-Auth-Permissions")).isEqualTo("stats:read");
        assertThat(request.header("X-Auth-Truncated")).isEqualTo("none");
        assertThat(request.headers().toString()).doesNotContain(key.text("secret"));
    }

    @Test
    void forwardsTheAttributesOfTheKey() {
        Answer key = withAttributes("Attributes", "{\"plan\":[\"pro\"],\"note\":[\"Ü 1;\"]}");
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(200);
        GuardedService.Request request = onlyRequest();
        assertThat(request.header("X-Auth-Attributes"))
                .isEqualTo(forwardsAttributes() ? "note=%C3%9C+1%3B&plan=pro" : "");
        assertThat(request.header("X-Auth-Truncated")).isEqualTo(forwardsAttributes() ? "none" : "attributes");
    }

    /** Some gateways do not forward a header without a value. Then no header of the client must take its place. */
    @Test
    void aClientCannotForgeAttributesForAKeyWithoutAttributes() {
        String secret = realm.createBot("acme", "No attributes").text("secret");
        for (String name : List.of("X-Auth-Attributes", "x-auth-attributes", "X_Auth_Attributes")) {
            Answer answer = Http.get(gateway.url("/stats/"))
                    .key(secret)
                    .header(name, "plan=spoofed")
                    .send();
            service.takeRequests()
                    .forEach(request -> assertThat(request.headers().toString())
                            .as(answer.toString())
                            .doesNotContain("spoofed"));
        }
    }

    private static Answer withAttributes(String name, String attributes) {
        return realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":{\"stats\":[\"read\"]},\"attributes\":%s}"
                                .formatted(realm.organizationId("acme"), name, attributes))
                .expect(201);
    }

    /**
     * Gateways limit the size of headers, so a long list of permissions is truncated, and another header reports this.
     */
    @ParameterizedTest
    @ValueSource(ints = {200, 1_000})
    void acceptsAKeyWithManyPermissions(int count) {
        Map<String, List<String>> permissions = new HashMap<>(Map.of("stats", List.of("read")));
        for (int i = 0; i < count / ACTIONS_PER_RESOURCE; i++) {
            permissions.put(createResource("many-" + i), actions());
        }
        String secret = realm.keys("POST", "")
                .json(Map.of(
                        "organizationId",
                        realm.organizationId("acme"),
                        "type",
                        "bot",
                        "name",
                        count + " permissions",
                        "permissions",
                        permissions))
                .expect(201)
                .text("secret");
        Answer answer = get("/stats/", secret);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        GuardedService.Request request = onlyRequest();
        assertThat(request.header("X-Auth-Truncated")).isEqualTo("permissions");
        Set<String> granted = permissions.entrySet().stream()
                .flatMap(resource -> resource.getValue().stream().map(action -> resource.getKey() + ":" + action))
                .collect(Collectors.toSet());
        assertThat(List.of(request.valuesOfSimilarHeaders("X-Auth-Permissions")
                        .get(0)
                        .split(" ")))
                .hasSizeBetween(40, 150)
                .isSubsetOf(granted);
        assertThat(get("/links/", secret).status()).isEqualTo(403);
    }

    private static List<String> actions() {
        return IntStream.range(0, ACTIONS_PER_RESOURCE)
                .mapToObj("an-action-of-usual-length-%02d"::formatted)
                .toList();
    }

    /** Creates a resource of the catalog, unless it exists. */
    private static String createResource(String name) {
        Answer created = realm.keys("POST", "/resources")
                .json(Map.of("name", name, "actions", actions()))
                .send();
        assertThat(created.status()).as(created.body()).isIn(201, 409);
        return name;
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        Answer key = realm.createBot("acme", "Revoked");
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(200);
        service.takeRequests();
        realm.revoke(key);
        assertNotAuthenticated(get("/stats/", key.text("secret")));
    }

    @Test
    void aMissingPermissionIsRefused() {
        String secret = realm.createBot("acme", "Reader").text("secret");
        Answer answer = get("/links/", secret);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(403);
        assertThat(service.takeRequests()).isEmpty();
    }

    @Test
    void aKeyOfAnotherOrganizationIsRefused() {
        String acme = realm.createBot("acme", "Ours").text("secret");
        String globex = realm.createBot("globex", "Theirs").text("secret");
        assertThat(get("/acme/", acme).status()).isEqualTo(200);
        assertThat(get("/stats/", globex).status()).isEqualTo(200);
        service.takeRequests();
        assertThat(get("/acme/", globex).status()).isEqualTo(403);
        assertThat(service.takeRequests()).isEmpty();
    }

    /** Keycloak receives the address of the gateway's client. The gateway ignores forwarding headers of the client. */
    @Test
    void acceptsAKeyOnlyFromItsAllowedNetworks() {
        String elsewhere = "127.0.0.2";
        String there = restricted("There", elsewhere);
        String here = restricted("Here", "127.0.0.1");
        assertThat(get("/stats/", here).status()).isEqualTo(200);
        assertThat(get("/stats/", there).status()).isEqualTo(403);
        try (TcpProxy wire = TcpProxy.to(gateway.url("")).from(elsewhere)) {
            for (String name : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP")) {
                for (String claimed : List.of("127.0.0.1", "127.0.0.1, 127.0.0.1")) {
                    String value = name.equals("Forwarded") ? "for=" + claimed : claimed;
                    assertThat(Http.get(wire.url() + "/stats/")
                                    .key(here)
                                    .header(name, value)
                                    .send()
                                    .status())
                            .as("%s: %s", name, value)
                            .isEqualTo(403);
                    assertThat(Http.get(wire.url() + "/stats/")
                                    .key(there)
                                    .header(name, value)
                                    .send()
                                    .status())
                            .as("%s: %s", name, value)
                            .isEqualTo(200);
                }
            }
        }
    }

    static String restricted(String name, String network) {
        return realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":{\"stats\":[\"read\"]},\"allowedNetworks\":[\"%s\"]}"
                                .formatted(realm.organizationId("acme"), name, network))
                .expect(201)
                .text("secret");
    }

    @Test
    void refusesAMissingOrMisplacedKey() {
        String secret = realm.createBot("acme", "Misplaced").text("secret");
        assertNotAuthenticated(Http.get(gateway.url("/stats/")).send());
        assertNotAuthenticated(Http.get(gateway.url("/stats/")).bearer(secret).send());
        assertNotAuthenticated(
                Http.get(gateway.url("/stats/")).basic("key", secret).send());
        assertNotAuthenticated(
                Http.get(gateway.url("/stats/")).header("X-Auth-Key", secret).send());
        assertNotAuthenticated(get("/stats/", secret.substring(1)));
    }

    @Test
    void replacesIdentityHeadersThatTheClientSends() {
        Answer key = withAttributes("True", "{\"plan\":[\"pro\"]}");
        Http request = Http.get(gateway.url("/stats/")).key(key.text("secret"));
        for (String name : IDENTITY) {
            request.header(name, "spoofed")
                    .header(name.toLowerCase(java.util.Locale.ROOT), "spoofed")
                    .header(name.replace('-', '_'), "spoofed");
        }
        assertThat(request.send().status()).isEqualTo(200);
        GuardedService.Request seen = onlyRequest();
        assertThat(seen.headers().toString()).doesNotContain("spoofed");
        for (String name : IDENTITY) {
            assertThat(seen.valuesOfSimilarHeaders(name)).as(name).hasSize(1);
        }
        assertThat(seen.header("X-Auth-Key-Id")).isEqualTo(key.text("id"));

        assertNotAuthenticated(Http.get(gateway.url("/stats/"))
                .header("X-Auth-Key-Id", key.text("id"))
                .header("X-Auth-Permissions", "stats:read")
                .send());
    }

    /**
     * A proxy drops the headers that {@code Connection} names (RFC 9110 §7.6.1), but must keep the headers that it has
     * added.
     */
    @Test
    void aConnectionHeaderCannotRemoveIdentityHeaders() {
        Answer key = withAttributes("Remembered", "{\"plan\":[\"pro\"]}");
        for (String name : IDENTITY) {
            for (String form : List.of(name, name.toLowerCase(java.util.Locale.ROOT), "keep-alive , " + name)) {
                Answer answer = new RawHttp("GET", gateway.url("/stats/"))
                        .header("X-Api-Key: " + key.text("secret"))
                        .header("Connection: close, " + form)
                        .send();
                List<GuardedService.Request> arrived = service.takeRequests();
                if (answer.status() == 200) {
                    assertThat(arrived).hasSize(1);
                    assertThat(arrived.get(0).header("X-Auth-Key-Id")).as(form).isEqualTo(key.text("id"));
                    for (String other : IDENTITY) {
                        assertThat(arrived.get(0).valuesOfSimilarHeaders(other))
                                .as("%s, %s", form, other)
                                .hasSize(1);
                    }
                } else {
                    assertThat(answer.status()).as(form).isBetween(400, 403);
                    assertThat(arrived).as(form).isEmpty();
                }
            }
        }
        // the gateway must accept the value Upgrade, because WebSockets need it
        Answer upgrade = new RawHttp("GET", gateway.url("/stats/"))
                .header("X-Api-Key: " + key.text("secret"))
                .header("Connection: close, Upgrade")
                .send();
        assertThat(upgrade.status()).as(upgrade.body()).isEqualTo(200);
    }

    /** Tests several methods, because gateways and their modules treat some of them differently. */
    @ParameterizedTest
    @ValueSource(strings = {"OPTIONS", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"})
    void refusesEveryMethodWithoutAKey(String method) {
        for (String path : List.of("/stats/", "/links/", "/acme/")) {
            assertThat(Http.request(method, gateway.url(path)).send().status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(service.takeRequests()).isEmpty();
    }

    /** The gateway replaces or removes all forwarding headers that the client sends. */
    @Test
    void theServiceReceivesOnlyTheForwardingHeadersOfTheGateway() {
        String secret = realm.createBot("acme", "Located").text("secret");
        assertThat(spoofing(Http.get(gateway.url("/stats/")).key(secret)).send().status())
                .isEqualTo(200);
        GuardedService.Request request = onlyRequest();
        assertThat(request.valuesOfSimilarHeaders("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.valuesOfSimilarHeaders("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.headers().toString()).doesNotContain("spoofed").doesNotContain("192.0.2.7");
        assertThat(request.header("Cookie")).isEqualTo("session=of-the-service");
    }

    private static Http spoofing(Http request) {
        return request.header("Cookie", "session=of-the-service")
                .header("Forwarded", "for=192.0.2.7;host=spoofed")
                .header("X-Forwarded-For", "192.0.2.7")
                .header("X-Forwarded-Proto", "spoofed")
                .header("X-Forwarded-Host", "spoofed")
                .header("X-Forwarded-Port", "192.0.2.7")
                .header("X-Forwarded-Prefix", "/spoofed")
                .header("X-Real-IP", "192.0.2.7")
                .header("X_Forwarded_For", "192.0.2.7");
    }

    /**
     * Apart from the key, all data that the client sends is intended for the service or is spoofed, so it must not
     * reach Keycloak.
     */
    @Test
    void sendsOnlyTheKeyAndTheClientAddressToKeycloak(@TempDir Path directory) throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer keycloak = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keycloak.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().entrySet()
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        keycloak.start();
        try (Gateway alone =
                start(directory, hostAndPort(keycloak.getAddress().getPort()), hostAndPort(service.port()))) {
            Http request = spoofing(Http.post(alone.url("/stats/")).key("the-key"));
            for (String name : IDENTITY) {
                request.header(name, "spoofed").header(name.replace('-', '_'), "spoofed");
            }
            assertThat(request.json("\"the-body\"").send().status()).isEqualTo(401);
        } finally {
            keycloak.stop(0);
        }
        assertThat(received)
                .isNotEmpty()
                .anySatisfy(headers -> assertThat(headers).contains("the-key"));
        assertThat(received)
                .allSatisfy(headers -> assertThat(headers)
                        .doesNotContain("spoofed")
                        .doesNotContain("192.0.2.7")
                        .doesNotContain("of-the-service")
                        .doesNotContain("the-body"));
    }

    @Test
    void forwardsTheBodyUnchanged() {
        String secret = realm.createBot("acme", "Writer", "{\"shortLinks\":[\"create\"]}")
                .text("secret");
        String body = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
        assertThat(Http.post(gateway.url("/links/"))
                        .key(secret)
                        .json(body)
                        .send()
                        .status())
                .isEqualTo(200);
        GuardedService.Request request = onlyRequest();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.body()).isEqualTo(body);
        assertThat(Http.post(gateway.url("/stats/"))
                        .key(secret)
                        .json(body)
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void theRequestCannotWeakenTheRequiredPermissions() {
        String reader = realm.createBot("acme", "Loose").text("secret");
        for (String path : List.of(
                "/links/?permission=stats:read",
                "/links/?organization=acme",
                "/stats/../links/",
                "/stats/%2e%2e/links/",
                "/stats/..%2flinks/",
                "/stats/./../links/",
                "//links/",
                "/links//",
                "/links/;/stats/",
                "/stats/..;/links/",
                "/stats/..%3b/links/",
                "/%6cinks/",
                "/LINKS/",
                "/")) {
            Answer answer = get(path, reader);
            assertThat(answer.status()).as(path).isBetween(400, 404);
            assertThat(service.takeRequests()).as(path).isEmpty();
        }
        Answer header = Http.get(gateway.url("/links/"))
                .key(reader)
                .header("X-Original-URI", "/stats/")
                .header("X-Original-URL", "/stats/")
                .header("X-Forwarded-Uri", "/stats/")
                .send();
        assertThat(header.status()).isEqualTo(403);
    }

    @Test
    void refusesRequestsWhenKeycloakIsDown(@TempDir Path directory) throws IOException {
        assertRefusesIfKeycloakIsAt(Gateway.freePort(), directory);
    }

    @Test
    void refusesRequestsWhenKeycloakDoesNotAnswer(@TempDir Path directory) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertRefusesIfKeycloakIsAt(silent.getLocalPort(), directory);
        }
    }

    /** The gateway must not treat the beginning of a success answer as success. */
    @Test
    void refusesRequestsWhenKeycloakSendsAnIncompleteAnswer(@TempDir Path directory) throws IOException {
        assertUnavailable(answerIfKeycloakSendsAnIncompleteAnswer(directory));
    }

    /** Returns the gateway's answer, and asserts that no request reaches the service. */
    Answer answerIfKeycloakSendsAnIncompleteAnswer(Path directory) throws IOException {
        try (ServerSocket keycloak = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            List<Socket> open = new CopyOnWriteArrayList<>();
            Thread thread = new Thread(
                    () -> {
                        try {
                            while (true) {
                                Socket socket = keycloak.accept();
                                open.add(socket);
                                socket.getOutputStream()
                                        .write("HTTP/1.1 200 OK\r\nX-Auth-Key-Id: 1\r\n".getBytes(UTF_8));
                            }
                        } catch (IOException e) {
                            // the test has ended and closed the socket
                        }
                    },
                    "half an answer");
            thread.setDaemon(true);
            thread.start();
            Answer answer = answerIfKeycloakIsAt(keycloak.getLocalPort(), directory);
            for (Socket socket : open) {
                socket.close();
            }
            return answer;
        }
    }

    @Test
    void refusesRequestsWhenKeycloakSendsAnUnexpectedStatus(@TempDir Path directory) throws IOException {
        for (int status : unexpectedStatuses()) {
            Path own = directory.resolve(Integer.toString(status));
            assertThat(own.toFile().mkdir()).isTrue();
            assertUnavailable(answerIfKeycloakSends(status, own));
        }
    }

    /** Returns the gateway's answer, and asserts that no request reaches the service. */
    Answer answerIfKeycloakSends(int status, Path directory) throws IOException {
        HttpServer strange = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        strange.createContext("/", exchange -> {
            boolean redirected = exchange.getRequestURI().getPath().equals("/elsewhere");
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(redirected ? 200 : status, -1);
            exchange.close();
        });
        strange.start();
        try {
            return answerIfKeycloakIsAt(strange.getAddress().getPort(), directory);
        } finally {
            strange.stop(0);
        }
    }

    private void assertRefusesIfKeycloakIsAt(int port, Path directory) throws IOException {
        assertUnavailable(answerIfKeycloakIsAt(port, directory));
    }

    private Answer answerIfKeycloakIsAt(int port, Path directory) throws IOException {
        String secret = realm.createBot("acme", "Down " + port).text("secret");
        try (Gateway alone = start(directory, hostAndPort(port), hostAndPort(service.port()))) {
            Answer answer =
                    Http.get(alone.url("/stats/")).key(secret).within(MAX_WAIT).send();
            assertThat(service.takeRequests()).isEmpty();
            return answer;
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    private void assertNotAuthenticated(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("ApiKey realm=\"" + realm.name + "\"");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("detail")).contains(sendsItsOwnRefusalBody() ? "x-api-key" : " ");
        assertThat(service.takeRequests()).isEmpty();
    }

    Answer get(String path, String secret) {
        return Http.get(gateway.url(path)).key(secret).send();
    }

    private GuardedService.Request onlyRequest() {
        List<GuardedService.Request> arrived = service.takeRequests();
        assertThat(arrived).hasSize(1);
        return arrived.get(0);
    }

    private static String hostAndPort(int port) {
        return "127.0.0.1:" + port;
    }
}
