package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The gateways limit the rate of each key, and a key with the attribute {@code plan=pro} has a higher limit. */
class RateLimitsIT {

    /** More requests than a key without a plan can send at once, and fewer than a key with the plan can send. */
    private static final int REQUESTS = 70;

    /** Replaces the limit of the files, so that a slow machine reaches it, too. */
    private static final int FREE_PER_MINUTE = 5;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void nginxLimitsKeysByTheirPlan(@TempDir Path directory) throws IOException {
        try (GuardedService service = new GuardedService();
                Gateway gateway = NginxGatewayIT.start(
                        directory,
                        realm.name,
                        keycloak(),
                        "unix:" + directory.resolve("limits.sock"),
                        Gateway.configuration(
                                        Path.of("nginx", "api-keys-limits.conf.template"), limits(directory, service))
                                .replace("60r/m", FREE_PER_MINUTE + "r/m"))) {
            limitsKeysByTheirPlan(gateway, service);
        }
    }

    @Test
    void haproxyLimitsKeysByTheirPlan(@TempDir Path directory) throws IOException {
        try (GuardedService service = new GuardedService();
                Gateway gateway = HaproxyGatewayIT.start(
                        directory,
                        realm.name,
                        keycloak(),
                        "unix@" + directory.resolve("limits.sock"),
                        Gateway.configuration(Path.of("haproxy", "limits.cfg.template"), limits(directory, service))
                                .replace("gt 60\n", "gt " + FREE_PER_MINUTE + "\n"))) {
            limitsKeysByTheirPlan(gateway, service);
        }
    }

    private static String keycloak() {
        return "127.0.0.1:" + URI.create(TestServer.url("")).getPort();
    }

    private static Map<String, String> limits(Path directory, GuardedService service) {
        return Map.of(
                "LIMITS_SOCKET", directory.resolve("limits.sock").toString(), "SERVICE", "127.0.0.1:" + service.port());
    }

    private static void limitsKeysByTheirPlan(Gateway gateway, GuardedService service) {
        String free = secret("{\"plan\":[\"process\"],\"note\":[\"plan=pro\"]}");
        String pro = secret("{\"note\":[\"x\"],\"plan\":[\"pro\"],\"region\":[\"eu\"]}");
        List<Integer> ofFree = statuses(gateway, free);
        assertThat(ofFree).contains(200, 429).containsOnly(200, 429);
        assertThat(ofFree.get(0)).isEqualTo(200);
        assertThat(service.takeRequests())
                .as("the service gets only the requests within the limit")
                .hasSize((int) ofFree.stream().filter(status -> status == 200).count())
                .allSatisfy(
                        request -> assertThat(request.header("X-Auth-Key-Id")).isNotEmpty());
        assertThat(statuses(gateway, pro)).as("the limit of another key").containsOnly(200);
        assertThat(service.takeRequests())
                .hasSize(REQUESTS)
                .allSatisfy(request -> assertThat(request.uri()).isEqualTo("/stats/clicks?day=1"));

        // headers of the client change nothing
        Answer forged = Http.get(gateway.url("/stats/clicks?day=1"))
                .key(free)
                .header("X-Auth-Attributes", "plan=pro")
                .send();
        assertThat(forged.status()).isEqualTo(429);
        assertThat(forged.header("Content-Type")).startsWith("application/problem+json");
        assertThat(forged.header("Retry-After")).isNotEmpty();
        assertThat(forged.json().path("status").asInt()).isEqualTo(429);
    }

    private static List<Integer> statuses(Gateway gateway, String secret) {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            statuses.add(Http.get(gateway.url("/stats/clicks?day=1"))
                    .key(secret)
                    .send()
                    .status());
        }
        return statuses;
    }

    private static String secret(String attributes) {
        return realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Limited\",\"permissions\":{\"stats\":[\"read\"]},\"attributes\":%s}"
                                .formatted(realm.organizationId("acme"), attributes))
                .expect(201)
                .text("secret");
    }
}
