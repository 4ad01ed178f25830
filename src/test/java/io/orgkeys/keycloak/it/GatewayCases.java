package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every gateway has to do. It guards {@code /stats/} with {@code stats:read}, {@code /links/} with {@code
 * shortLinks:create}, and {@code /acme/} for keys of the organization acme.
 */
abstract class GatewayCases {

    private static final List<String> IDENTITY = List.of(
            "X-Auth-Key-Id",
            "X-Auth-Key-Type",
            "X-Auth-Subject",
            "X-Auth-Username",
            "X-Auth-Organization",
            "X-Auth-Organization-Id",
            "X-Auth-Permissions");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private final GuardedService service = new GuardedService();
    private Gateway gateway;

    /**
     * Starts the gateway.
     *
     * @param directory an empty one for whatever it writes
     * @param keycloak host and port
     * @param service host and port
     */
    abstract Gateway start(Path directory, String keycloak, String service) throws IOException;

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
    void aGoodKeyGetsThroughAndTheServiceLearnsWhoseItIs() {
        Answer key = realm.createBot("acme", "Gateway", "{\"stats\":[\"read\"]}");
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
        assertThat(request.headers().toString()).doesNotContain(key.text("secret"));
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        Answer key = realm.createBot("acme", "Revoked", "{\"stats\":[\"read\"]}");
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(200);
        service.arrived();
        realm.keys("DELETE", "/" + key.text("id")).send().expect(204);
        notAuthenticated(get("/stats/", key.text("secret")));
    }

    @Test
    void aMissingPermissionIsRefused() {
        String secret =
                realm.createBot("acme", "Reader", "{\"stats\":[\"read\"]}").text("secret");
        Answer answer = get("/links/", secret);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(403);
        assertThat(service.arrived()).isEmpty();
    }

    @Test
    void aKeyOfAnotherOrganizationIsRefused() {
        String acme = realm.createBot("acme", "Ours", "{\"stats\":[\"read\"]}").text("secret");
        String globex =
                realm.createBot("globex", "Theirs", "{\"stats\":[\"read\"]}").text("secret");
        assertThat(get("/acme/", acme).status()).isEqualTo(200);
        assertThat(get("/stats/", globex).status()).isEqualTo(200);
        service.arrived();
        assertThat(get("/acme/", globex).status()).isEqualTo(403);
        assertThat(service.arrived()).isEmpty();
    }

    /** Keycloak sees the gateway's client, and what that client says of where it is does not count. */
    @Test
    void aKeyIsGoodFromTheNetworksOfItsOwnOnly() {
        String elsewhere = "127.0.0.2";
        String there = restricted("There", elsewhere);
        String here = restricted("Here", "127.0.0.1");
        assertThat(get("/stats/", here).status()).isEqualTo(200);
        assertThat(get("/stats/", there).status()).isEqualTo(403);
        try (Wire wire = Wire.to(gateway.url("")).from(elsewhere)) {
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

    private static String restricted(String name, String network) {
        return realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":{\"stats\":[\"read\"]},\"allowedNetworks\":[\"%s\"]}"
                                .formatted(realm.organizationId("acme"), name, network))
                .send()
                .expect(201)
                .text("secret");
    }

    @Test
    void noKeyAndAKeyInTheWrongPlaceAreRefused() {
        String secret =
                realm.createBot("acme", "Misplaced", "{\"stats\":[\"read\"]}").text("secret");
        notAuthenticated(Http.get(gateway.url("/stats/")).send());
        notAuthenticated(Http.get(gateway.url("/stats/")).bearer(secret).send());
        notAuthenticated(Http.get(gateway.url("/stats/")).basic("key", secret).send());
        notAuthenticated(
                Http.get(gateway.url("/stats/")).header("X-Auth-Key", secret).send());
        notAuthenticated(get("/stats/", secret.substring(1)));
    }

    @Test
    void whateverIdentityAClientClaimsTheServiceSeesTheTrueOne() {
        Answer key = realm.createBot("acme", "True", "{\"stats\":[\"read\"]}");
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
            assertThat(seen.alike(name)).as(name).hasSize(1);
        }
        assertThat(seen.header("X-Auth-Key-Id")).isEqualTo(key.text("id"));

        notAuthenticated(Http.get(gateway.url("/stats/"))
                .header("X-Auth-Key-Id", key.text("id"))
                .header("X-Auth-Permissions", "stats:read")
                .send());
    }

    @Test
    void theBodyGetsToTheServiceAsItWasSent() {
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
    void whatTheClientAsksForCannotLoosenWhatIsRequired() {
        String reader =
                realm.createBot("acme", "Loose", "{\"stats\":[\"read\"]}").text("secret");
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
                "/%6cinks/",
                "/LINKS/",
                "/")) {
            Answer answer = get(path, reader);
            assertThat(answer.status()).as(path).isBetween(400, 404);
            assertThat(service.arrived()).as(path).isEmpty();
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
    void whenKeycloakIsDownNobodyGetsIn(@TempDir Path directory) throws IOException {
        refusesWithKeycloakAt(Gateway.freePort(), directory);
    }

    @Test
    void whenKeycloakDoesNotAnswerNobodyGetsIn(@TempDir Path directory) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            refusesWithKeycloakAt(silent.getLocalPort(), directory);
        }
    }

    @Test
    void whenKeycloakAnswersAnythingElseNobodyGetsIn(@TempDir Path directory) throws IOException {
        for (int status : new int[] {302, 404, 418, 500, 502, 503}) {
            HttpServer strange = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            strange.createContext("/", exchange -> {
                boolean redirected = exchange.getRequestURI().getPath().equals("/elsewhere");
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(redirected ? 200 : status, -1);
                exchange.close();
            });
            strange.start();
            try {
                Path own = directory.resolve(Integer.toString(status));
                assertThat(own.toFile().mkdir()).isTrue();
                refusesWithKeycloakAt(strange.getAddress().getPort(), own);
            } finally {
                strange.stop(0);
            }
        }
    }

    private void refusesWithKeycloakAt(int port, Path directory) throws IOException {
        String secret = realm.createBot("acme", "Down " + port, "{\"stats\":[\"read\"]}")
                .text("secret");
        try (Gateway alone = start(directory, hostAndPort(port), hostAndPort(service.port()))) {
            Answer answer = Http.get(alone.url("/stats/")).key(secret).send();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(service.arrived()).isEmpty();
        }
    }

    private void notAuthenticated(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .containsExactly("ApiKey realm=\"" + realm.name + "\"");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("detail")).contains("x-api-key");
        assertThat(service.arrived()).isEmpty();
    }

    private Answer get(String path, String secret) {
        return Http.get(gateway.url(path)).key(secret).send();
    }

    private GuardedService.Request onlyRequest() {
        List<GuardedService.Request> arrived = service.arrived();
        assertThat(arrived).hasSize(1);
        return arrived.get(0);
    }

    private static String hostAndPort(int port) {
        return "127.0.0.1:" + port;
    }
}
