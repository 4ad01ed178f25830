package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.PostgresDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The database goes away and comes back while keys are being verified. */
@Tag("faults")
class DatabaseOutageIT {

    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    private static PostgresDatabase database;
    private static KeycloakServer keycloak;
    private static Node node;
    private static String acme;

    @BeforeAll
    static void start() {
        database = (PostgresDatabase) Database.startEmpty("postgres", Path.of("target", "it", "outage", "database"));
        keycloak = KeycloakServer.builder()
                .name("it-outage")
                .database(database)
                .importRealm(Path.of("realm-export.json"))
                .options("--spi-api-key-store--cache--lifespan=8")
                .start();
        node = new Node(keycloak);
        acme = node.organizationId("acme");
    }

    @AfterAll
    static void stop() {
        keycloak.stop();
        database.close();
    }

    @Test
    void aDatabaseThatCrashesIsMissedForAWhileAndNotForever() throws Exception {
        Answer key = node.createBot(acme, "Before the crash");
        List<Seen> seen = during(key, () -> {
            database.crash();
            pause(Duration.ofSeconds(15));
            database.startAgain();
        });
        assertOrderly(seen);
        assertRecovers(key);
    }

    @Test
    void aDatabaseThatHangsHoldsUpNobodyForLong() throws Exception {
        Answer key = node.createBot(acme, "Before the freeze");
        List<Seen> seen = during(key, () -> {
            database.freeze();
            try {
                pause(Duration.ofSeconds(20));
            } finally {
                database.thaw();
            }
        });
        assertOrderly(seen);
        assertRecovers(key);
    }

    /** An answer, and how long it took. */
    private record Seen(String what, Answer answer, Duration took) {}

    private interface Outage {
        void happen() throws Exception;
    }

    /** Keys are asked for without a pause while it happens, from before until after. */
    private static List<Seen> during(Answer key, Outage outage) throws Exception {
        ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean stopping = new AtomicBoolean();
        Map<String, Supplier<Answer>> asking = Map.of(
                "good", () -> node.verify(key),
                "unknown",
                        () -> node.verify(
                                GENERATOR.generate("h0p", ApiKeyType.BOT).reveal()),
                "introspection", () -> introspect(key.text("secret")));
        node.verify(key).expect(200);
        introspect(key.text("secret")).expect(200);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        for (int i = 0; i < 2; i++) {
            asking.forEach((what, request) -> threads.execute(() -> {
                while (!stopping.get()) {
                    long begin = System.nanoTime();
                    try {
                        Answer answer = request.get();
                        seen.add(new Seen(what, answer, Duration.ofNanos(System.nanoTime() - begin)));
                        Thread.sleep(20);
                    } catch (InterruptedException | RuntimeException e) {
                        failures.add(what + ": " + e);
                    }
                }
            }));
        }
        pause(Duration.ofSeconds(2));
        outage.happen();
        pause(Duration.ofSeconds(2));
        stopping.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS))
                .as("nobody waits any more")
                .isTrue();
        assertThat(failures).isEmpty();
        return new ArrayList<>(seen);
    }

    private static void assertOrderly(List<Seen> seen) {
        Map<String, Long> answers = seen.stream()
                .collect(Collectors.groupingBy(
                        one -> one.what() + " " + one.answer().status(), TreeMap::new, Collectors.counting()));
        Duration slowest =
                seen.stream().map(Seen::took).max(Duration::compareTo).orElseThrow();
        System.out.println("Outage of the database: answers " + answers + ", slowest of all " + slowest);
        assertThat(seen).allSatisfy(one -> {
            assertThat(one.answer().status())
                    .as("%s: %s", one.what(), one.answer().body())
                    .isIn(one.what().equals("unknown") ? List.of(401, 503) : List.of(200, 503));
            assertThat(one.took()).as(one.what()).isLessThan(Duration.ofSeconds(15));
        });
        assertThat(seen.stream()
                        .filter(one ->
                                one.answer().status() == 503 && one.what().equals("good")))
                .as("the outage was noticed")
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.answer().text("code")).isEqualTo("temporarily_unavailable");
                    assertThat(one.answer().header("Content-Type")).startsWith("application/problem+json");
                    assertThat(one.answer().header("Retry-After")).isEqualTo("1");
                });
    }

    private static void assertRecovers(Answer key) {
        Lags lags = new Lags();
        lags.await(Duration.ofSeconds(30), () -> node.verify(key).status() == 200);
        lags.await(
                Duration.ofSeconds(30),
                () -> introspect(key.text("secret")).body().contains("\"active\":true"));
        node.createBot(acme, "Afterwards " + key.text("id"));
        System.out.println("Good again after the outage, " + lags);
        assertThat(stuckThreads()).isEmpty();
    }

    /** Threads of the server that are in our code, though nobody asks anything. */
    private static List<String> stuckThreads() {
        try {
            Process dump = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jstack")
                                    .toString(),
                            String.valueOf(keycloak.javaProcess().pid()))
                    .redirectErrorStream(true)
                    .start();
            List<String> frames = new String(
                            dump.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("io.orgkeys"))
                    .toList();
            assertThat(dump.waitFor()).isZero();
            return frames;
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer introspect(String secret) {
        return Http.post(node.url("/protocol/openid-connect/token/introspect"))
                .basic("shortlinks-api", "shortlinks-api-secret")
                .form(Map.of("token", secret))
                .send();
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
