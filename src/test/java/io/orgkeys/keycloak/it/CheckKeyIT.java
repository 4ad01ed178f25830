package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the script {@code examples/curl/check-key.sh}. */
class CheckKeyIT {

    private static final int ALLOWED = 0;
    private static final int REFUSED = 1;
    private static final int UNAVAILABLE = 2;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void exitsWithZeroOnlyIfTheKeyHasThePermission() throws IOException, InterruptedException {
        Answer key = realm.createBot("acme", "Script");
        String secret = key.text("secret");
        assertThat(check(realm.url(""), secret, "permission=stats:read")).isEqualTo(ALLOWED);
        assertThat(check(realm.url(""), secret + "\n", "permission=stats:read&organization=acme"))
                .isEqualTo(ALLOWED);
        assertThat(check(realm.url(""), secret, "permission=stats:read&organization=globex"))
                .isEqualTo(REFUSED);
        assertThat(check(realm.url(""), secret, "permission=files:read")).isEqualTo(REFUSED);
        assertThat(check(realm.url(""), "nonsense", "permission=stats:read")).isEqualTo(REFUSED);
        assertThat(check(realm.url(""), "", "permission=stats:read")).isEqualTo(REFUSED);
        realm.revoke(key);
        assertThat(check(realm.url(""), secret, "permission=stats:read")).isEqualTo(REFUSED);
    }

    @Test
    void reportsThatKeycloakIsUnavailable() throws IOException, InterruptedException {
        String secret = realm.createBot("acme", "Nobody").text("secret");
        try (TcpProxy wire = TcpProxy.to(TestServer.url(""))) {
            String url = wire.url() + "/realms/" + realm.name;
            assertThat(check(url, secret, "permission=stats:read")).isEqualTo(ALLOWED);
            wire.cut();
            assertThat(check(url, secret, "permission=stats:read")).isEqualTo(UNAVAILABLE);
        }
        assertThat(check(TestServer.url("/realms/no-such-realm"), secret, "permission=stats:read"))
                .isEqualTo(UNAVAILABLE);
    }

    private static int check(String realmUrl, String key, String query) throws IOException, InterruptedException {
        ExampleServer.program("curl");
        ProcessBuilder builder = new ProcessBuilder(ExampleServer.program("bash"), "examples/curl/check-key.sh", query);
        builder.environment().put("KEYCLOAK_REALM_URL", realmUrl);
        Process script = builder.start();
        try (var input = script.getOutputStream()) {
            input.write(key.getBytes(StandardCharsets.UTF_8));
        }
        if (!script.waitFor(60, TimeUnit.SECONDS)) {
            script.destroyForcibly();
            throw new AssertionError("Still running");
        }
        return script.exitValue();
    }
}
