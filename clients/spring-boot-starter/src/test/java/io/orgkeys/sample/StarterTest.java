package io.orgkeys.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.userdetails.UserDetailsService;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests an application that has only properties and {@code @PreAuthorize}. */
class StarterTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final FakeRealm REALM = new FakeRealm();
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                SampleApplication.class,
                "--server.port=0",
                // Also if the test itself runs on a cloud platform
                "--server.forward-headers-strategy=none",
                "--org-api-keys.realm-url=" + REALM.url(),
                "--org-api-keys.client-id=stats-api",
                "--org-api-keys.client-secret=secret of the client");
    }

    @AfterAll
    static void stop() {
        application.close();
        REALM.close();
    }

    @AfterEach
    void restore() {
        REALM.answerWith(200);
    }

    @Test
    void acceptsAKeyWithThePermission() throws Exception {
        REALM.issue("accepted", "files:read stats:read");
        assertThat(get("/stats", "x-api-key", "accepted").body()).isEqualTo("{\"subject\":\"user-1\"}");
        assertThat(get("/stats", "Authorization", "Bearer accepted").statusCode())
                .isEqualTo(200);
        assertThat(get("/stats", "authorization", "bEARER accepted").statusCode())
                .isEqualTo(200);
    }

    @Test
    void keepsTheCallerInAnAsynchronousRequest() throws Exception {
        REALM.issue("later", "stats:read");
        assertThat(get("/later", "x-api-key", "later").body()).isEqualTo("{\"subject\":\"user-1\"}");
    }

    @Test
    void comparesTheOrganization() throws Exception {
        REALM.issue("of-acme", "stats:read");
        assertThat(get("/organizations/acme/stats", "x-api-key", "of-acme").statusCode())
                .isEqualTo(200);
        assertThat(get("/organizations/o1/stats", "x-api-key", "of-acme").statusCode())
                .isEqualTo(200);
        assertRefused(get("/organizations/globex/stats", "x-api-key", "of-acme"), 403, "insufficient_scope");
        // The alias looks like the id of another organization
        String uuid = "11111111-1111-4111-8111-111111111111";
        REALM.issue("of-uuid", "stats:read", uuid);
        assertThat(get("/organizations/o1/stats", "x-api-key", "of-uuid").statusCode())
                .isEqualTo(200);
        assertRefused(get("/organizations/" + uuid + "/stats", "x-api-key", "of-uuid"), 403, "insufficient_scope");
    }

    @Test
    void opensOnlyTheHealthOfTheActuator() throws Exception {
        REALM.issue("customer", "stats:read");
        for (String path : new String[] {"/actuator/health", "/actuator/health/liveness"}) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(200);
        }
        for (String path : new String[] {"/actuator", "/actuator/env", "/actuator/%65nv", "/actuator/healthy"}) {
            assertRefused(get(path), 401, "realm=");
            assertRefused(get(path, "x-api-key", "customer"), 403, "insufficient_scope");
        }
        assertRefused(get("/actuators"), 401, "realm=");
        assertThat(get("/actuators", "x-api-key", "customer").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesARequestWithoutAKey() throws Exception {
        for (String path : new String[] {"/stats", "/public", "/nothing", "/error", "/stats?x-api-key=accepted"}) {
            HttpResponse<String> response = get(path);
            assertRefused(response, 401, "realm=");
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .doesNotContain("error");
        }
        assertRefused(get("/stats", "Authorization", "Basic YTpi"), 401, "realm=");
        assertRefused(get("/stats", "Authorization", "accepted"), 401, "realm=");
    }

    @Test
    void refusesAnInvalidKey() throws Exception {
        assertRefused(get("/stats", "x-api-key", "nonsense"), 401, "invalid_token");
        assertRefused(get("/public", "x-api-key", "nonsense"), 401, "invalid_token");
    }

    @Test
    void refusesAKeyWithoutThePermission() throws Exception {
        REALM.issue("narrow", "files:read");
        assertRefused(get("/stats", "x-api-key", "narrow"), 403, "insufficient_scope");
        assertThat(get("/public", "x-api-key", "narrow").statusCode()).isEqualTo(200);
        assertThat(get("/nothing", "x-api-key", "narrow").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesSeveralCredentials() throws Exception {
        REALM.issue("first", "stats:read");
        assertRefused(get("/stats", "x-api-key", "first", "x-api-key", "first"), 400, "invalid_request");
        assertRefused(get("/stats", "x-api-key", "first, first"), 400, "invalid_request");
        assertRefused(get("/stats", "x-api-key", "first", "Authorization", "Bearer first"), 400, "invalid_request");
        assertRefused(get("/stats", "x-api-key", "first", "Authorization", "Basic YTpi"), 400, "invalid_request");
    }

    @Test
    void refusesARequestWhileKeycloakDoesNotAnswer() throws Exception {
        REALM.answerWith(401);
        HttpResponse<String> response = get("/stats", "x-api-key", "during-an-outage");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
        assertThat(response.body()).contains("\"status\":503");
    }

    @Test
    void answersFromMemoryUntilTheKeyIsRevoked() throws Exception {
        REALM.issue("revoked", "stats:read");
        Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
        long asked = -1;
        while (asked != introspectionsOf("revoked") && Instant.now().isBefore(deadline)) {
            asked = introspectionsOf("revoked");
            assertThat(get("/stats", "x-api-key", "revoked").statusCode()).isEqualTo(200);
        }
        assertThat(introspectionsOf("revoked"))
                .as("the last request was decided from memory")
                .isEqualTo(asked);
        REALM.revoke("revoked");
        Instant revoked = Instant.now();
        while (get("/stats", "x-api-key", "revoked").statusCode() == 200) {
            assertThat(Instant.now()).isBefore(revoked.plus(Duration.ofSeconds(3)));
        }
        assertRefused(get("/stats", "x-api-key", "revoked"), 401, "invalid_token");
        assertThat(REALM.polls).anyMatch(poll -> poll.contains("{\"id\":\"id-revoked\",\"allowed\":"));
    }

    @Test
    void sendsTheAddressOfTheConnection() throws Exception {
        get("/stats", "x-api-key", "address", "X-Forwarded-For", "192.0.2.1");
        assertThat(REALM.introspections).contains("token=address&client_address=127.0.0.1");
    }

    @Test
    void keepsNoSession() throws Exception {
        REALM.issue("session", "stats:read");
        assertThat(get("/stats", "x-api-key", "session").headers().firstValue("Set-Cookie"))
                .isEmpty();
        assertThat(get("/stats").headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void createsNoUserWithAPassword() {
        assertThat(application.getBeanNamesForType(UserDetailsService.class)).isEmpty();
    }

    @Test
    void countsVerifications() throws Exception {
        get("/stats", "x-api-key", "counted");
        assertThat(application
                        .getBean(MeterRegistry.class)
                        .counter("org.api.keys.verifications", "status", "401", "source", "introspection")
                        .count())
                .isPositive();
    }

    @Test
    void doesNotStartWithoutTheSecretOfTheClient() {
        assertThatThrownBy(() -> SpringApplication.run(
                        SampleApplication.class,
                        "--server.port=0",
                        "--org-api-keys.realm-url=" + REALM.url(),
                        "--org-api-keys.client-id=stats-api"))
                .hasStackTraceContaining("Set the property org-api-keys.client-secret");
    }

    @Test
    void doesNotStartOnACloudPlatformWithoutAChoiceAboutProxies() {
        assertThatThrownBy(() -> startOnKubernetes().close())
                .hasStackTraceContaining(
                        "Set the property server.forward-headers-strategy. On the platform KUBERNETES");
        for (String choice : new String[] {
            "--server.forward-headers-strategy=none",
            "--server.forward-headers-strategy=native",
            "--org-api-keys.client-address=none"
        }) {
            assertThatCode(() -> startOnKubernetes(choice).close()).doesNotThrowAnyException();
        }
    }

    @Test
    void findsTheActuatorAtAnotherPath() throws Exception {
        REALM.issue("operator", "stats:read");
        try (ConfigurableApplicationContext moved = start(
                "--server.forward-headers-strategy=none",
                "--server.servlet.context-path=/context",
                "--spring.mvc.servlet.path=/servlet",
                "--management.endpoints.web.base-path=/manage/")) {
            assertThat(get(moved, "/context/servlet/manage/health").statusCode())
                    .isEqualTo(200);
            assertRefused(get(moved, "/context/servlet/manage/env"), 401, "realm=");
            assertRefused(
                    get(moved, "/context/servlet/manage/env", "x-api-key", "operator"), 403, "insufficient_scope");
            assertThat(get(moved, "/context/servlet/stats", "x-api-key", "operator")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static ConfigurableApplicationContext startOnKubernetes(String... choice) {
        List<String> arguments = new ArrayList<>(List.of(choice));
        arguments.add("--spring.main.cloud-platform=kubernetes");
        return start(arguments.toArray(String[]::new));
    }

    private static ConfigurableApplicationContext start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(properties));
        arguments.add("--server.port=0");
        arguments.add("--org-api-keys.realm-url=" + REALM.url());
        arguments.add("--org-api-keys.client-id=stats-api");
        arguments.add("--org-api-keys.client-secret=secret of the client");
        return SpringApplication.run(SampleApplication.class, arguments.toArray(String[]::new));
    }

    private static long introspectionsOf(String secret) {
        return REALM.introspections.stream()
                .filter(form -> form.startsWith("token=" + secret + "&"))
                .count();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String challenge) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer ")
                .contains(challenge);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");
        assertThat(response.body()).contains("\"status\":" + status);
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return get(application, path, headers);
    }

    static HttpResponse<String> get(ConfigurableApplicationContext application, String path, String... headers)
            throws IOException, InterruptedException {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
