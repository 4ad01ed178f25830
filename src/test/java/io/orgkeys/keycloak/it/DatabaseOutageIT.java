package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The database fails and recovers while keys are being verified. */
@OwnServers
class DatabaseOutageIT {

    private static final Duration LIFESPAN = Duration.ofSeconds(8);
    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    private static PostgresDatabase database;
    private static KeycloakServer keycloak;
    private static TestRealm realm;

    @BeforeAll
    static void start() {
        database = (PostgresDatabase) Database.startEmpty("postgres", Path.of("target", "it", "outage", "database"));
        keycloak = KeycloakServer.builder()
                .name("it-outage")
                .database(database)
                .providers(TestProviders.withOurs(Path.of("target", "it", "outage")))
                .importRealm(Path.of("realm-export.json"))
                .options("--spi-api-key-store--cache--lifespan=" + LIFESPAN.toSeconds())
                .start();
        realm = TestRealm.on(keycloak);
        realm.keyLogin().createClient("legacy", realm.keyLogin().createFlow("key login", "{}"), "{}");
    }

    @AfterAll
    static void stop() {
        keycloak.stop();
        database.close();
    }

    @Test
    void recoversAfterACrashOfTheDatabase() throws Exception {
        Answer key = realm.createBot("acme", "Before the crash");
        List<TimedAnswer> timedAnswers = during(key, () -> {
            database.crash();
            pause(Duration.ofSeconds(15));
            database.startAgain();
        });
        assertOnlyExpectedAnswers(timedAnswers);
        assertRecovers(key);
    }

    @Test
    void verifiesACachedKeyOfAMemberOfFiveOrganizationsWithoutTheDatabase() throws Exception {
        String member = realm.members().createOfMany("many", 5);
        realm.createResource("""
                {"name": "reports", "actions": ["read"],
                 "roles": {"read": ["gone-client.editor", "no.such.role"]}}""");
        Answer key = realm.createUserKeyOf("acme", member, "{\"stats\":[\"read\"],\"reports\":[\"read\"]}");
        realm.verify(key).expect(200);
        realm.verify(key).expect(200);
        database.crash();
        try {
            assertThat(realm.verify(key).status()).isEqualTo(200);
        } finally {
            database.startAgain();
        }
        assertRecovers(key);
    }

    @Test
    void answersInTimeWhileTheDatabaseHangs() throws Exception {
        Answer key = realm.createBot("acme", "Before the freeze");
        List<TimedAnswer> timedAnswers = during(key, () -> {
            database.freeze();
            try {
                pause(Duration.ofSeconds(20));
            } finally {
                database.thaw();
            }
        });
        assertOnlyExpectedAnswers(timedAnswers);
        assertRecovers(key);
    }

    /**
     * OAuth endpoints answer with OAuth errors, all other endpoints with problem documents. No answer says that a key
     * is invalid.
     */
    @Test
    void eachEndpointReturns503InItsErrorFormat() throws Exception {
        Answer bot = realm.createBot("acme", "In every way", "{\"stats\":[\"read\"],\"apiKeys\":[\"read\"]}");
        Answer user = realm.createUserKey("acme", "bob");
        String secret = bot.text("secret");
        Answer exchanged = realm.exchange("shortlinks-api", secret, Map.of()).expect(200);
        Answer login = login(user).expect(200);
        String list = realm.keysOf("acme");
        Map<String, Supplier<Answer>> problems = Map.of(
                "verify", () -> realm.verify(bot),
                "self", () -> realm.accountWith(secret, "GET", "/self").send(),
                "list", () -> realm.accountWith(secret, "GET", list).send());
        Map<String, Supplier<Answer>> errors = Map.of(
                "introspection of a bot key", () -> introspect(secret),
                "introspection of a user key", () -> introspect(user.text("secret")),
                "introspection with a hint", () -> introspect(secret, "api_key"),
                "introspection with the hint of another token type", () -> introspect(secret, "refresh_token"),
                "introspection of an exchanged token", () -> introspect(exchanged.text("access_token")),
                "introspection of a login's token", () -> introspect(login.text("access_token")),
                "introspection of a login's refresh token",
                        () -> realm.introspectAs(
                                "legacy", login.text("refresh_token"), Map.of("token_type_hint", "refresh_token")),
                "exchange", () -> realm.exchange("shortlinks-api", secret, Map.of()),
                "login", () -> login(user),
                "refresh", () -> refresh(login));
        problems.forEach(
                (way, request) -> assertThat(request.get().status()).as(way).isEqualTo(200));
        errors.forEach(
                (way, request) -> assertThat(request.get().status()).as(way).isEqualTo(200));

        database.crash();
        try {
            pause(LIFESPAN.plusSeconds(1));
            problems.forEach((way, request) -> {
                Answer answer = request.get();
                assertThat(answer.status()).as("%s: %s", way, answer.body()).isEqualTo(503);
                assertThat(answer.code()).as(way).isEqualTo("temporarily_unavailable");
                assertThat(answer.header("Content-Type")).as(way).startsWith("application/problem+json");
                assertThat(answer.header("Retry-After")).as(way).isEqualTo("1");
            });
            errors.forEach((way, request) -> {
                Answer answer = request.get();
                assertThat(answer.status()).as("%s: %s", way, answer.body()).isEqualTo(503);
                assertThat(answer.body())
                        .as(way)
                        .isEqualTo("{\"error\":\"temporarily_unavailable\","
                                + "\"error_description\":\"Keycloak cannot verify the API key right now.\"}");
                assertThat(answer.header("Content-Type")).as(way).startsWith("application/json");
                assertThat(answer.header("Retry-After")).as(way).isEqualTo("1");
                assertThat(answer.header("Cache-Control")).as(way).contains("no-store");
            });
        } finally {
            database.startAgain();
        }
        assertRecovers(bot);
        problems.forEach(
                (way, request) -> assertThat(request.get().status()).as(way).isEqualTo(200));
        errors.forEach((way, request) -> assertThat(request.get().status())
                .as("%s, after the outage", way)
                .isEqualTo(200));
    }

    private static Answer login(Answer key) {
        return token(Map.of("grant_type", "password", "username", "bob", "password", key.text("secret")));
    }

    private static Answer refresh(Answer login) {
        return token(Map.of("grant_type", "refresh_token", "refresh_token", login.text("refresh_token")));
    }

    private static Answer token(Map<String, String> form) {
        return realm.tokenEndpoint("legacy").form(form).send();
    }

    private static Answer introspect(String token, String hint) {
        return realm.introspectAs("shortlinks-api", token, Map.of("token_type_hint", hint));
    }

    /** An answer and the time that it took. */
    private record TimedAnswer(String what, Answer answer, Duration took) {}

    private interface Outage {
        void happen() throws Exception;
    }

    /** Sends requests continuously before, during and after the outage, and returns the answers. */
    private static List<TimedAnswer> during(Answer key, Outage outage) throws Exception {
        ConcurrentLinkedQueue<TimedAnswer> timedAnswers = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean stopping = new AtomicBoolean();
        Map<String, Supplier<Answer>> requests = Map.of(
                "valid", () -> realm.verify(key),
                "unknown",
                        () -> realm.verify(
                                GENERATOR.generate("h0p", ApiKeyType.BOT).reveal(), ""),
                "introspection", () -> introspect(key.text("secret")));
        realm.verify(key).expect(200);
        introspect(key.text("secret")).expect(200);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        for (int i = 0; i < 2; i++) {
            requests.forEach((what, request) -> threads.execute(() -> {
                while (!stopping.get()) {
                    long begin = System.nanoTime();
                    try {
                        Answer answer = request.get();
                        timedAnswers.add(new TimedAnswer(what, answer, Duration.ofNanos(System.nanoTime() - begin)));
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
                .as("no request is waiting anymore")
                .isTrue();
        assertThat(failures).isEmpty();
        return new ArrayList<>(timedAnswers);
    }

    private static void assertOnlyExpectedAnswers(List<TimedAnswer> timedAnswers) {
        Map<String, Long> answers = timedAnswers.stream()
                .collect(Collectors.groupingBy(
                        one -> one.what() + " " + one.answer().status(), TreeMap::new, Collectors.counting()));
        Duration slowest = timedAnswers.stream()
                .map(TimedAnswer::took)
                .max(Duration::compareTo)
                .orElseThrow();
        System.out.println("Outage of the database: answers " + answers + ", slowest of all " + slowest);
        assertThat(timedAnswers).allSatisfy(one -> {
            assertThat(one.answer().status())
                    .as("%s: %s", one.what(), one.answer().body())
                    .isIn(one.what().equals("unknown") ? List.of(401, 503) : List.of(200, 503));
            assertThat(one.took()).as(one.what()).isLessThan(Duration.ofSeconds(15));
        });
        assertThat(timedAnswers.stream()
                        .filter(one ->
                                one.answer().status() == 503 && one.what().equals("valid")))
                .as("refused because of the outage")
                .isNotEmpty()
                .allSatisfy(one -> {
                    assertThat(one.answer().text("code")).isEqualTo("temporarily_unavailable");
                    assertThat(one.answer().header("Content-Type")).startsWith("application/problem+json");
                    assertThat(one.answer().header("Retry-After")).isEqualTo("1");
                });
    }

    private static void assertRecovers(Answer key) {
        Lags lags = new Lags();
        lags.await(Duration.ofSeconds(30), () -> realm.verify(key).status() == 200);
        lags.await(
                Duration.ofSeconds(30),
                () -> introspect(key.text("secret")).body().contains("\"active\":true"));
        // the verification of a cached key needs no database, so also wait until the server has replaced the broken
        // connections of its pool
        lags.await(Duration.ofSeconds(30), () -> canBeReadTwentyTimesConcurrently(key));
        realm.createBot("acme", "Afterwards " + key.text("id"));
        System.out.println("Recovered after the outage, " + lags);
        assertNoThreadIsStuck();
    }

    /** Waits up to 30 seconds, because the server may still be writing the usage that it counted during the outage. */
    private static void assertNoThreadIsStuck() {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        List<String> stuck = stuckThreads();
        while (!stuck.isEmpty() && Instant.now().isBefore(deadline)) {
            stuck = stuckThreads();
        }
        assertThat(stuck).isEmpty();
    }

    private static boolean canBeReadTwentyTimesConcurrently(Answer key) {
        try {
            return ConcurrentRequests.send(Collections.nCopies(
                            20, () -> realm.keys("GET", "/" + key.text("id")).send()))
                    .stream()
                    .allMatch(answer -> answer.status() == 200);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Returns the stack frames of our code in the server's threads. There should be none while no request is running.
     */
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
        return realm.introspectAs("shortlinks-api", secret, Map.of());
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
