package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@code examples/spring-resource-server}, which uses the starter in {@code clients/spring-boot-starter}. The
 * Maven build packages both before the tests.
 */
class SpringResourceServerIT extends ResourceServerCases {

    private static final Path JAR = Path.of("target", "examples", "spring-resource-server", "target", "stats.jar");

    @Override
    ExampleServer start(Map<String, String> environment) {
        return ExampleServer.start(
                "spring-resource-server",
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString()),
                environment);
    }

    @Test
    void enforcesScopesOnMethods() {
        String allowed =
                realm.createBot("acme", "May", "{\"domains\":[\"delete\"]}").text("secret");
        String notAllowed = realm.createBot("acme", "May not").text("secret");
        delete().key(allowed).expect(200);
        assertRefused(delete().key(notAllowed), 403);
        assertRefused(delete(), 401);
    }

    @Test
    void requiresAKeyForEachPath() {
        String secret = realm.createBot("acme", "Curious").text("secret");
        for (String path : List.of("/error", "/actuator")) {
            assertRefused(Http.get(service.url(path)), 401);
        }
        // keys of customers must not open what is meant for the operators
        assertRefused(Http.get(service.url("/actuator")).key(secret), 403);
        for (String path : List.of("/something-else", "/stats/", "/organizations")) {
            assertRefused(Http.get(service.url(path)), 401);
            Http.get(service.url(path)).key(secret).expect(404);
        }
    }

    /**
     * Spring forwards an error such as 405 to its error page. Without a rule that permits this, the caller would get
     * another error.
     */
    @Test
    void reportsOtherErrorsUnchangedToAuthenticatedCallers() {
        Answer key = realm.createBot("acme", "Wrong method");
        Http.post(service.url("/stats")).key(key.text("secret")).expect(405);
        assertRefused(Http.post(service.url("/stats")), 401);
    }

    @Test
    void keepsNoSession() {
        Answer served = stats().key(realm.createBot("acme", "No session").text("secret"))
                .expect(200);
        assertThat(served.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(stats().send().headers().allValues("Set-Cookie")).isEmpty();
    }

    private Http delete() {
        return Http.request("DELETE", service.url("/domains/example.com"));
    }
}
