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

/** The configuration in {@code docker/gateways/apache}, with mod_auth_openidc, which introspects keys and insists on TLS. */
@SuppressWarnings("NullAway.Init") // the certificate is made before the first test
class ApacheGatewayIT extends GatewayCases {

    /** Where Debian, Fedora and Homebrew have Apache's modules. */
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

    private final List<Wire> wires = new ArrayList<>();

    @BeforeAll
    static void createCertificate(@TempDir Path directory) throws IOException {
        certificate = new LocalCertificate(directory);
    }

    @AfterEach
    void closeWires() {
        wires.forEach(Wire::close);
    }

    @Override
    Gateway start(Path directory, String keycloak, String service) throws IOException {
        Path apache = Gateway.program("apache2");
        int port = Gateway.freePort();
        Wire wire = Wire.withTls("http://" + keycloak, certificate);
        wires.add(wire);
        // what an installed Apache has around it, confined to the directory
        String around = """
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
                        + around
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
        // -X: one process, which stays the user that runs the tests
        return Gateway.start(directory, port, List.of(apache.toString(), "-X", "-f", configuration.toString()));
    }

    private static String modules() {
        return MODULE_DIRECTORIES.stream()
                .filter(directory -> Files.isDirectory(Path.of(directory)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Apache's modules are nowhere: " + MODULE_DIRECTORIES));
    }

    /** A 401 is what Keycloak says of it. */
    @Override
    boolean answersInWordsOfItsOwn() {
        return false;
    }

    /** Apache cannot replace a redirect. It takes the way to elsewhere out. */
    @Override
    List<Integer> strangeAnswers() {
        return super.strangeAnswers().stream().filter(status -> status >= 400).toList();
    }

    @Test
    void aRedirectOfKeycloakLeadsNowhere(@TempDir Path directory) throws IOException {
        Answer answer = answerWithKeycloakThatAnswers(302, directory);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEmpty();
    }

    /** Apache has no error page of one's own for this. */
    @Override
    @Test
    void whenKeycloakFallsSilentInTheMiddleOfItsAnswerNobodyGetsIn(@TempDir Path directory) throws IOException {
        assertThat(answerWithKeycloakThatFallsSilent(directory).status()).isEqualTo(502);
    }

    /** mod_auth_openidc cannot say at introspection where the client is, and Keycloak then refuses such keys. */
    @Override
    @Test
    void aKeyIsGoodFromTheNetworksOfItsOwnOnly() {
        for (String network : List.of("127.0.0.1", "127.0.0.2")) {
            assertThat(get("/stats/", restricted("Restricted to " + network, network))
                            .status())
                    .isEqualTo(403);
        }
    }

    /** The introspection cache is off: with it, an answer would hold until the key expires. */
    @Test
    void aKeyThatExpiresIsRefusedAtOnceWhenItIsRevoked() {
        Answer key = realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Expires\",\"permissions\":{\"stats\":[\"read\"]},\"expiresAt\":\"2999-01-01T00:00:00Z\"}"
                                .formatted(realm.organizationId("acme")))
                .expect(201);
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(200);
        realm.revoke(key);
        assertThat(get("/stats/", key.text("secret")).status()).isEqualTo(401);
    }

    /** Not even one that was got with a key, has its permissions as its scope, and is of the issuer that Apache asks. */
    @Test
    void anAccessTokenIsNoKey() {
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
