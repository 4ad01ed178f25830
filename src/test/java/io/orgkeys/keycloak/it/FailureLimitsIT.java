package io.orgkeys.keycloak.it;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Failed lookups of an address and refusals of a key are rate limited. Other callers are not affected. */
class FailureLimitsIT {

    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    /** The default size of the token bucket of an address. Each failed lookup takes a token. */
    private static final int BURST = 100;

    private static final int PER_SECOND = 10;

    /** The default number of refusals of a key per minute. After that, answers no longer contain the reason. */
    private static final int REFUSALS = 60;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void createKeyLoginClient() {
        realm.keyLogin().createClient("key-login", realm.keyLogin().createFlow("limited login", "{}"), "{}");
    }

    @Test
    void limitsAFloodFromOneAddressWithoutAffectingOthers() {
        String flooder = "10.77.0.1";
        String cached = realm.createBot("acme", "Warm").text("secret");
        String uncached = realm.createBot("acme", "Cold").text("secret");
        verifyFrom("10.77.0.2", cached).expect(200);
        double lookups = metric("org_api_keys_lookup_seconds_count", Map.of());
        double limited = metric("org_api_keys_limited_total", Map.of("kind", "unknown"));
        Instant begin = Instant.now();
        Answer last = exhaustTokenBucket(flooder);
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1_000.0;

        assertThat(last.status()).as("a status that gateways support").isEqualTo(401);
        assertThat(last.code()).isEqualTo("too_many_requests");
        assertThat(last.header("Retry-After")).isEqualTo("1");
        assertThat(last.header("WWW-Authenticate")).isEqualTo("ApiKey realm=\"" + realm.name + "\"");
        // requests beyond the limit cause no lookup, so they do not reach the database
        for (int i = 0; i < 300; i++) {
            verifyFrom(flooder, unknownSecret()).expect(401);
        }
        seconds += Duration.between(begin, Instant.now()).toMillis() / 1_000.0;
        assertThat(metric("org_api_keys_lookup_seconds_count", Map.of()) - lookups)
                .isBetween((double) BURST, BURST + PER_SECOND * seconds + 1);
        assertThat(metric("org_api_keys_limited_total", Map.of("kind", "unknown")))
                .isGreaterThan(limited);

        assertThat(verifyFrom(flooder, cached).status()).as("a cached key").isEqualTo(200);
        assertThat(verifyFrom("10.77.0.2", uncached).status())
                .as("from another address")
                .isEqualTo(200);
        assertThat(verifyFrom(flooder, uncached).status())
                .as("now that it is cached")
                .isEqualTo(200);
        assertThat(verifyFrom("10.77.0.2", unknownSecret()).code()).isEqualTo("unknown_key");
    }

    @Test
    void refusalsWithoutALookupTakeNoTokens() {
        String client = "10.77.1.1";
        Answer revoked = realm.createBot("acme", "Revoked");
        realm.revoke(revoked);
        for (int i = 0; i < BURST; i++) {
            assertThat(verifyFrom(client, "nonsense").code()).isEqualTo("malformed_key");
            // the same revoked key again and again, as a program with an old key would send it
            assertThat(verifyFrom(client, revoked.text("secret")).code()).isEqualTo("unknown_key");
        }
        String uncached = realm.createBot("acme", "Cold beside them").text("secret");
        assertThat(verifyFrom(client, uncached).status()).isEqualTo(200);
    }

    @Test
    void validKeysThatAreNotCachedTakeNoTokens() {
        String client = "10.77.2.1";
        for (int i = 0; i < 20; i++) {
            String uncached = realm.createBot("acme", "Cold " + i).text("secret");
            assertThat(verifyFrom(client, uncached).status()).isEqualTo(200);
        }
        int unknown = 0;
        while (verifyFrom(client, unknownSecret()).code().equals("unknown_key")) {
            unknown++;
        }
        assertThat(unknown).isGreaterThanOrEqualTo(BURST);
    }

    /** If the server trusted X-Forwarded-For from every proxy, a client could claim another address in each request. */
    @Test
    void ignoresForwardedAddressesFromAnUntrustedProxy() {
        try (TcpProxy wire = TcpProxy.to(TestServer.url("")).from("127.0.0.3")) {
            String url = wire.url() + URI.create(realm.url("/api-keys/verify")).getPath();
            String code = "";
            int sent = 0;
            while (!code.equals("too_many_requests") && sent < 10 * BURST) {
                code = Http.get(url)
                        .key(unknownSecret())
                        .header("X-Forwarded-For", "10.88." + sent / 250 + "." + sent % 250)
                        .send()
                        .code();
                sent++;
            }
            assertThat(code).as("after " + sent).isEqualTo("too_many_requests");
        }
    }

    @Test
    void theAccountRestReturns429() {
        String flooder = "10.77.3.1";
        Answer answer = firstAnswerAtLimit(
                flooder,
                () -> realm.accountWith(unknownSecret(), "GET", "/self")
                        .header("X-Forwarded-For", flooder)
                        .send(),
                401);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("too_many_requests");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void limitsTheClientAddressThatAServiceSendsButNotTheService() {
        String flooder = "10.77.4.1";
        String uncached = "";
        Answer limited = realm.introspect(uncached);
        // repeat until the limit refuses the lookup, because the exhausted token bucket gains ten tokens per second
        for (int i = 0; i < 20 && limited.status() == 200; i++) {
            uncached = realm.createBot("acme", "Asked about " + i).text("secret");
            exhaustTokenBucket(flooder);
            limited = realm.introspectAs("shortlinks-api", uncached, Map.of("client_address", flooder));
        }
        // the key is valid, so "active":false would be wrong
        assertThat(limited.status()).as(limited.body()).isEqualTo(503);
        assertThat(limited.header("Retry-After")).isNotEmpty();
        Answer exchanged = realm.tokenEndpoint("shortlinks-api")
                .header("X-Forwarded-For", flooder)
                .form(TestRealm.exchangeOf(uncached, Map.of()))
                .send();
        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
        String another = realm.createBot("acme", "Asked about, too").text("secret");
        assertThat(realm.introspect(another).json().path("active").asBoolean()).isTrue();
    }

    @Test
    void hidesTheReasonAfterTooManyRefusalsOfAKeyThatStaysUsable() {
        try (TestRealm own = TestRealm.create()) {
            own.storeEvents("INTROSPECT_TOKEN_ERROR");
            String stolen = own.createBot("acme", "Stolen").text("secret");
            String other = own.createBot("acme", "Other").text("secret");
            double limited = metric("org_api_keys_limited_total", Map.of("kind", "refused"));
            int refusals = 0;
            Answer answer = own.verify(stolen, "?permission=files:create");
            while (answer.code().equals("insufficient_permissions")) {
                refusals++;
                answer = own.verify(stolen, refusals % 2 == 0 ? "?permission=nonsense" : "?permission=files:create");
            }
            assertThat(refusals).isBetween(REFUSALS, REFUSALS + 30);
            assertThat(answer.status()).as("a status that gateways support").isEqualTo(403);
            assertThat(answer.code()).isEqualTo("too_many_requests");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            for (int i = 0; i < 20; i++) {
                own.verify(stolen, "?organization=globex").expect(403);
                assertThat(own.verify(stolen, "?permission=stats:read").status())
                        .as("a granted permission")
                        .isEqualTo(200);
            }
            assertThat(own.verify(other, "?permission=files:create").code()).isEqualTo("insufficient_permissions");
            assertThat(metric("org_api_keys_limited_total", Map.of("kind", "refused")))
                    .isGreaterThan(limited + 10);
            assertThat(own.admin("GET", "/events?type=INTROSPECT_TOKEN_ERROR&max=1000")
                            .expect(200)
                            .json()
                            .size())
                    .as("events")
                    .isLessThan(refusals + 15);
        }
    }

    @Test
    void aDisabledKeyStaysRefusedAtTheLimitUntilItIsEnabled() {
        Answer key = realm.createBot("acme", "Disabled");
        realm.update(key, "{\"enabled\":false}");
        Answer answer = realm.verify(key);
        for (int i = 0; i < 3 * REFUSALS && answer.code().equals("disabled_key"); i++) {
            answer = realm.verify(key);
        }
        assertThat(answer.code()).isEqualTo("too_many_requests");
        assertThat(answer.status()).isEqualTo(401);
        realm.update(key, "{\"enabled\":true}");
        assertThat(realm.verify(key).status()).isEqualTo(200);
    }

    @Test
    void theAccountRestReturns429AfterTooManyRefusalsOfAKeyThatStaysUsable() {
        String stolen = realm.createBot("acme", "Prowler").text("secret");
        List<String> paths = List.of(
                realm.keysOf("acme"),
                realm.keysOf("acme") + "/" + realm.userId("alice"),
                "/organizations/" + realm.organizationId("globex") + "/keys");
        Answer answer = realm.accountWith(stolen, "GET", paths.get(0)).send();
        int refusals = 0;
        while (answer.status() != 429 && refusals < 3 * REFUSALS) {
            assertThat(answer.status()).isBetween(403, 404);
            answer = realm.accountWith(stolen, "GET", paths.get(++refusals % 3)).send();
        }
        assertThat(refusals).isBetween(REFUSALS, REFUSALS + 60);
        assertThat(answer.code()).isEqualTo("too_many_requests");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        realm.accountWith(stolen, "GET", "/self").expect(200);
        realm.accountWith(stolen, "POST", "/self/rotate").expect(201);
    }

    /**
     * A login names a user. Keycloak's brute force detection counts the failed logins of this user, and locks out
     * nobody else.
     */
    @Test
    void aLoginWithAnInvalidKeyIsAFailureOfTheBruteForceDetection() {
        try (TestRealm own = TestRealm.create()) {
            own.keyLogin().createClient("key-login", own.keyLogin().createFlow("counted login", "{}"), "{}");
            own.admin("PUT", "")
                    .json("{\"bruteForceProtected\":true,\"failureFactor\":3,\"waitIncrementSeconds\":600,"
                            + "\"maxFailureWaitSeconds\":600,\"quickLoginCheckMilliSeconds\":0}")
                    .expect(204);
            Answer victim = own.createUserKey("acme", "bob");
            Answer bystander = own.createUserKey("acme", "alice");
            loginFrom(own, "10.77.5.1", "bob", victim.text("secret")).expect(200);
            String bob = own.userId("bob");
            for (int i = 1; i <= 3; i++) {
                loginFrom(own, "10.77.5.1", "bob", unknownSecret()).expect(400);
                // Keycloak counts a failure asynchronously; until then, it refuses further logins without counting them
                int failures = i;
                new Lags()
                        .await(
                                Duration.ofSeconds(30),
                                () -> bruteForce(own, bob).path("numFailures").asInt() == failures);
            }
            assertThat(bruteForce(own, bob).path("disabled").asBoolean()).isTrue();
            loginFrom(own, "10.77.5.1", "bob", victim.text("secret")).expect(400);
            loginFrom(own, "10.77.5.1", "alice", bystander.text("secret")).expect(200);
            assertThat(own.verify(victim).status())
                    .as("the key itself is not locked")
                    .isEqualTo(200);
        }
    }

    private static JsonNode bruteForce(TestRealm realm, String userId) {
        return realm.admin("GET", "/attack-detection/brute-force/users/" + userId)
                .expect(200)
                .json();
    }

    @Test
    void aRateLimitedLoginIsNoFailureOfTheUser() {
        String flooder = "10.77.6.1";
        realm.storeEvents("LOGIN_ERROR");
        AtomicInteger attempts = new AtomicInteger();
        Answer answer = firstAnswerAtLimit(
                flooder,
                () -> {
                    attempts.incrementAndGet();
                    return loginFrom(realm, flooder, "bob", unknownSecret());
                },
                400);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(realm.admin("GET", "/events?type=LOGIN_ERROR").expect(200).json())
                .as("all attempts but the last")
                .hasSize(attempts.get() - 1);
    }

    /**
     * Returns the answer to a request from an address that has reached its limit. Repeats the request until the limit
     * refuses it, because the exhausted token bucket gains ten tokens per second.
     */
    private static Answer firstAnswerAtLimit(String address, Supplier<Answer> request, int unknown) {
        Answer answer;
        int sent = 0;
        do {
            exhaustTokenBucket(address);
            answer = request.get();
        } while (answer.status() == unknown && ++sent < 20);
        return answer;
    }

    /** Sends unknown keys until the rate limit refuses further lookups. */
    private static Answer exhaustTokenBucket(String address) {
        Answer answer = verifyFrom(address, unknownSecret());
        for (int sent = 1; answer.code().equals("unknown_key") && sent < 10 * BURST; sent++) {
            answer = verifyFrom(address, unknownSecret());
        }
        assertThat(answer.code()).isEqualTo("too_many_requests");
        return answer;
    }

    private static Answer verifyFrom(String address, String secret) {
        return Http.get(realm.url("/api-keys/verify"))
                .key(secret)
                .header("X-Forwarded-For", address)
                .send();
    }

    private static Answer loginFrom(TestRealm of, String address, String user, String password) {
        return of.tokenEndpoint("key-login")
                .header("X-Forwarded-For", address)
                .form(Map.of("grant_type", "password", "username", user, "password", password))
                .send();
    }

    private static String unknownSecret() {
        return GENERATOR.generate("h0p", ApiKeyType.BOT).reveal();
    }

    private static double metric(String name, Map<String, String> labels) {
        return Metrics.of(TestServer.keycloak()).value(name, labels);
    }
}
