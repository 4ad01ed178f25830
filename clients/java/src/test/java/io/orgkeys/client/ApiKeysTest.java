package io.orgkeys.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests the library with a real HTTP server. */
class ApiKeysTest {

    private static final Requirement STATS = Requirement.permission("stats:read");

    private final FakeEndpoints realm = new FakeEndpoints();

    @AfterEach
    void stop() {
        realm.close();
    }

    @Test
    void answersFromMemoryAndReportsTheUsage() {
        try (ApiKeys keys = realm.keys()) {
            awaitCached(keys);
            int asked = realm.introspections.size();
            for (int i = 0; i < 100; i++) {
                assertThat(keys.verify("secret", STATS).caller().subject()).isEqualTo("U1");
            }
            assertThat(realm.introspections).hasSize(asked);
            await(() -> realm.polls.stream().anyMatch(poll -> poll.contains("\"usage\":[{\"id\":\"K1\",\"allowed\":")));
        }
    }

    @Test
    void dropsARevokedKey() {
        try (ApiKeys keys = realm.keys()) {
            awaitCached(keys);
            realm.introspection = exchange -> FakeEndpoints.send(exchange, 200, "{\"active\":false}");
            realm.changes = exchange ->
                    FakeEndpoints.send(exchange, 200, "{\"ids\":[\"K1\"],\"all\":false,\"lifespan\":60000}");
            await(() -> keys.verify("secret", STATS).status() == 401);
            assertThat(keys.cachedKeys()).isZero();
        }
    }

    @Test
    void asksEachTimeWithoutAChangeFeed() {
        realm.changes = exchange -> FakeEndpoints.send(exchange, 404, "");
        try (ApiKeys keys = realm.keys()) {
            await(() -> realm.polls.size() > 1);
            for (int i = 0; i < 3; i++) {
                assertThat(keys.verify("secret", STATS).status()).isEqualTo(200);
            }
            assertThat(realm.introspections).hasSize(3);
        }
    }

    @Test
    void failuresOfTheMetricsDoNotEndThePolls() {
        Metrics broken = new Metrics() {
            @Override
            public void polled(boolean successful) {
                throw new AssertionError("broken");
            }
        };
        try (ApiKeys keys = ApiKeys.ofRealm(realm.url(), "stats-api", "p:ss w\u00f6rd")
                .metrics(broken)
                .start()) {
            await(() -> realm.polls.size() > 2);
            awaitCached(keys);
        }
    }

    @Test
    void authenticatesTheClientAndEncodesTheForm() {
        try (ApiKeys keys = realm.keys()) {
            keys.verify("a&token=b\r\nX: \u20ac", "192.0.2.1&active=true", STATS);
            assertThat(realm.introspections)
                    .containsExactly(
                            "token=a%26token%3Db%0D%0AX%3A+%E2%82%AC&client_address=192.0.2.1%26active%3Dtrue");
            String credentials = "stats-api:p%3Ass+w%C3%B6rd";
            assertThat(realm.authorizations)
                    .contains("Basic "
                            + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 301, 302, 307, 308, 400, 401, 403, 404, 500, 503})
    void refusesEachKeyIfKeycloakDoesNotAnswer200(int status) {
        realm.introspection = exchange -> {
            exchange.getResponseHeaders().set("Location", realm.url() + "api-keys/changes");
            FakeEndpoints.send(exchange, status, FakeEndpoints.ACTIVE);
        };
        realm.changes = exchange -> FakeEndpoints.send(exchange, 200, FakeEndpoints.ACTIVE);
        try (ApiKeys keys = realm.keys()) {
            assertThat(keys.verify("secret", STATS).status()).isEqualTo(503);
            assertThat(realm.introspections).hasSize(1);
            assertThat(realm.polls).noneMatch(poll -> poll.contains("secret"));
        }
    }

    @Test
    void refusesEachKeyIfTheAnswerIsTooLarge() {
        realm.introspection =
                exchange -> FakeEndpoints.send(exchange, 200, FakeEndpoints.ACTIVE + " ".repeat(2_000_000));
        try (ApiKeys keys = realm.keys()) {
            assertThat(keys.verify("secret", STATS).status()).isEqualTo(503);
        }
    }

    @Test
    void refusesEachKeyIfTheAnswerDoesNotEnd() {
        realm.introspection = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        };
        try (ApiKeys keys = realm.keys()) {
            Instant began = Instant.now();
            assertThat(keys.verify("secret", STATS).status()).isEqualTo(503);
            assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
        }
    }

    @Test
    void refusesEachKeyIfKeycloakIsDown() {
        try (ApiKeys keys = realm.keys()) {
            realm.close();
            assertThat(keys.verify("secret", STATS).status()).isEqualTo(503);
        }
    }

    @Test
    void repeatsAnIntrospectionWhoseConnectionWasClosed() {
        try (ApiKeys keys = realm.keys()) {
            realm.introspection = exchange -> {
                realm.introspection = next -> FakeEndpoints.send(next, 200, FakeEndpoints.ACTIVE);
                throw new IllegalStateException("closes the connection");
            };
            assertThat(keys.verify("secret", STATS).status()).isEqualTo(200);
            assertThat(realm.introspections).hasSize(2);
        }
    }

    @Test
    void sharesAnIntrospection() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        realm.introspection = exchange -> {
            await(() -> all.getCount() == 0);
            FakeEndpoints.send(exchange, 200, FakeEndpoints.ACTIVE);
        };
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try (ApiKeys keys = realm.keys()) {
            List<Future<Decision>> decisions = new ArrayList<>();
            decisions.add(threads.submit(() -> keys.verify("secret", STATS)));
            await(() -> realm.introspections.size() == 1);
            for (int i = 0; i < 19; i++) {
                decisions.add(threads.submit(() -> keys.verify("secret", STATS)));
            }
            all.countDown();
            for (Future<Decision> decision : decisions) {
                assertThat(decision.get().status()).isEqualTo(200);
            }
            // Not 1, because a slow machine can start a thread later than 500 ms after the first one
            assertThat(realm.introspections).hasSizeLessThan(20);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void doesNotAskForATextThatCannotBeAKey() {
        try (ApiKeys keys = realm.keys()) {
            assertThat(keys.verify("", STATS).status()).isEqualTo(401);
            assertThat(keys.verify(" ", STATS).status()).isEqualTo(401);
            assertThat(keys.verify("x".repeat(20_000), STATS).status()).isEqualTo(401);
            assertThat(realm.introspections).isEmpty();
        }
    }

    @Test
    void acceptsNoKeyAfterItWasClosed() {
        ApiKeys keys = realm.keys();
        awaitCached(keys);
        keys.close();
        assertThat(keys.verify("secret", STATS).status()).isEqualTo(503);
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("org-api-keys-changes")));
    }

    @Test
    void logsNeitherTheKeyNorTheSecretOfTheClient() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Logger logger = Logger.getLogger("");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger http = Logger.getLogger("io.orgkeys");
        logger.addHandler(handler);
        http.setLevel(Level.ALL);
        realm.introspection = exchange -> FakeEndpoints.send(exchange, 401, "a-secret-key");
        realm.changes = exchange -> FakeEndpoints.send(exchange, 403, "a-secret-key");
        try (ApiKeys keys = realm.keys()) {
            for (int i = 0; i < 5; i++) {
                keys.verify("a-secret-key", STATS);
            }
            await(() -> realm.polls.size() > 2);
            keys.verify("a-secret-key", STATS);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).anyMatch(line -> line.contains("status 401"));
        assertThat(logged).anyMatch(line -> line.contains("status 403"));
        assertThat(logged).as("equal failures are logged once").hasSize(2);
        assertThat(String.join("\n", logged)).doesNotContain("a-secret-key", "p:ss", "p%3Ass");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sso.example.com/realms/h0p",
                "ftp://sso.example.com/realms/h0p",
                "https://user:password@sso.example.com/realms/h0p",
                "https://sso.example.com/realms/h0p?x=y",
                "https:///realms/h0p"
            })
    void refusesAWrongUrlOfTheRealm(String url) {
        assertThatThrownBy(() -> ApiKeys.ofRealm(url, "client", "secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("password");
    }

    private static void awaitCached(ApiKeys keys) {
        await(() -> {
            keys.verify("secret", STATS);
            return keys.cachedKeys() > 0;
        });
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }
}
