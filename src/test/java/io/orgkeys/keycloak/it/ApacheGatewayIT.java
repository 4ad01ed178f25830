package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the configuration in {@code docker/gateways/apache}. Its module mod_auth_openidc introspects keys, and requires
 * TLS for the connection to Keycloak.
 */
@SuppressWarnings("NullAway.Init") // @BeforeAll creates the certificate
class ApacheGatewayIT extends GatewayCases {

    /** The directories of Apache's modules on Debian, Fedora and Homebrew. */
    private static final List<String> MODULE_DIRECTORIES =
            List.of("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/opt/homebrew/lib/httpd/modules");

    private static final List<String> MODULES = List.of(
            "mpm_event",
            "authn_core",
            "authz_core",
            "alias",
            "socache_shmcb",
            "ssl",
            "auth_openidc",
            "headers",
            "rewrite",
            "proxy",
            "proxy_http",
            "reqtimeout",
            "setenvif",
            "asis",
            "macro");

    private static LocalCertificate certificate;

    private final List<TcpProxy> wires = new ArrayList<>();

    @BeforeAll
    static void createCertificate(@TempDir Path directory) throws IOException {
        certificate = new LocalCertificate(directory);
    }

    @AfterEach
    void closeWires() {
        wires.forEach(TcpProxy::close);
    }

    @Override
    Gateway start(Path directory, String keycloak, String service) throws IOException {
        Path apache = Gateway.program("apache2");
        int port = Gateway.freePort();
        TcpProxy wire = TcpProxy.withTls("http://" + keycloak, certificate);
        wires.add(wire);
        // replaces Apache's installed main configuration, so that all files that Apache writes are in the test's
        // directory
        String mainConfiguration = """
                ServerRoot "%1$s"
                DefaultRuntimeDir "%1$s"
                PidFile "%1$s/pid"
                ServerName localhost
                ErrorLog /dev/stderr
                SSLSessionCache none
                """.formatted(directory);
        Path configuration = Files.writeString(
                directory.resolve("httpd.conf"),
                MODULES.stream()
                                .map(module -> "LoadModule " + module + "_module \"" + modules() + "/mod_" + module
                                        + ".so\"\n")
                                .collect(Collectors.joining())
                        + mainConfiguration
                        + Gateway.configuration(
                                Path.of("apache", "api-keys.conf"),
                                Map.of(
                                        "LISTEN",
                                        "127.0.0.1:" + port,
                                        "KEYCLOAK",
                                        "localhost:" + wire.port(),
                                        "CA",
                                        certificate.pem().toString(),
                                        "REALM",
                                        realm.name,
                                        "CLIENT",
                                        "shortlinks-api",
                                        "SECRET",
                                        "shortlinks-api-secret",
                                        "UPSTREAM",
                                        service,
                                        "REFUSALS",
                                        Gateway.CONFIGURATIONS.resolve("apache").toString())));
        // -X runs Apache as a single process, under the user that runs the tests
        return Gateway.start(directory, port, List.of(apache.toString(), "-X", "-f", configuration.toString()));
    }

    private static String modules() {
        return MODULE_DIRECTORIES.stream()
                .filter(directory -> Files.isDirectory(Path.of(directory)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No directory has Apache's modules: " + MODULE_DIRECTORIES));
    }

    /** Apache forwards the body of Keycloak's 401 answer. */
    @Override
    boolean sendsItsOwnRefusalBody() {
        return false;
    }

    @Override
    boolean forwardsAttributes() {
        return false;
    }

    /**
     * Omits redirects, because Apache cannot replace a redirect with an error page. Apache removes the Location header
     * instead.
     */
    @Override
    List<Integer> unexpectedStatuses() {
        return super.unexpectedStatuses().stream()
                .filter(status -> status >= 400)
                .toList();
    }

    @Test
    void removesTheLocationOfARedirectFromKeycloak(@TempDir Path directory) throws IOException {
        Answer answer = answerIfKeycloakSends(302, directory);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEmpty();
    }

    /** Apache supports no custom error page for an incomplete answer, so it answers 502 instead of 503. */
    @Override
    @Test
    void refusesRequestsWhenKeycloakSendsAnIncompleteAnswer(@TempDir Path directory) throws IOException {
        assertThat(answerIfKeycloakSendsAnIncompleteAnswer(directory).status()).isEqualTo(502);
    }

    /**
     * mod_auth_openidc cannot send the client's address to Keycloak, so Keycloak refuses every key with allowed
     * networks.
     */
    @Override
    @Test
    void acceptsAKeyOnlyFromItsAllowedNetworks() {
        for (String network : List.of("127.0.0.1", "127.0.0.2")) {
            assertThat(get("/stats/", restricted("Restricted to " + network, network))
                            .status())
                    .isEqualTo(403);
        }
    }

    /** The introspection cache is off, because it would keep accepting a revoked key until the key's expiry. */
    @Test
    void refusesARevokedKeyWithAnExpiryAtOnce() {
        Answer key = realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Expires\",\"permissions\":{\"stats\":[\"read\"]},\"expiresAt\":\"2999-01-01T00:00:00Z\"}"
                                .formatted(realm.organizationId("acme")))
                .expect(201);
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(200);
        realm.revoke(key);
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(401);
    }

    /**
     * A key was exchanged for this token. Apache must refuse the token, although its scope contains the key's
     * permissions, and its issuer is the one that Apache uses.
     */
    @Test
    void refusesAnAccessTokenInsteadOfAKey() {
        String secret = realm.createBot("acme", "Exchanged").text("secret");
        String token = realm.tokenEndpoint()
                .header("X-Forwarded-Host", "localhost:" + wires.get(0).port())
                .basic("shortlinks-api", "shortlinks-api-secret")
                .form(TestRealm.exchangeOf(secret, Map.of()))
                .expect(200)
                .text("access_token");
        assertThat(get("/stats/", secret).status()).isEqualTo(200);
        assertThat(get("/stats/", token).status()).isIn(401, 403);
    }
}
