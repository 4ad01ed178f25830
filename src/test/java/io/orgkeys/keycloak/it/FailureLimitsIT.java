package io.orgkeys.keycloak.it;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever tries out keys, or what a key may do, gets nowhere fast; whoever does not is not disturbed. */
class FailureLimitsIT {

    private static final ApiKeyGenerator GENERATOR = new ApiKeyGenerator(new SecureRandom());

    /** How many unknown keys an address has free, and how many more in each second: the defaults. */
    private static final int AT_ONCE = 100;

    private static final int PER_SECOND = 10;

    /** How often a key is refused in a minute before nothing is told any more: the default. */
    private static final int REFUSALS = 60;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void keyLogin() {
        realm.keyLogin().createClient("key-login", realm.keyLogin().createFlow("limited login", "{}"), "{}");
    }

    @Test
    void aFloodFromOneAddressIsCutAndDisturbsNobodyElse() {
        String flooder = "10.77.0.1";
        String warm = realm.createBot("acme", "Warm").text("secret");
        String cold = realm.createBot("acme", "Cold").text("secret");
        verifyFrom("10.77.0.2", warm).expect(200);
        double lookups = metric("org_api_keys_lookup_seconds_count", Map.of());
        double limited = metric("org_api_keys_limited_total", Map.of("kind", "unknown"));
        Instant begin = Instant.now();
        Answer last = exhaust(flooder);
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1_000.0;

        assertThat(last.status()).as("as gateways know it").isEqualTo(401);
        assertThat(last.code()).isEqualTo("too_many_requests");
        assertThat(last.header("Retry-After")).isEqualTo("1");
        assertThat(last.header("WWW-Authenticate")).isEqualTo("ApiKey realm=\"" + realm.name + "\"");
        // what costs a lookup is limited, and nothing beyond it gets to the database
        for (int i = 0; i < 300; i++) {
            verifyFrom(flooder, unknown()).expect(401);
        }
        seconds += Duration.between(begin, Instant.now()).toMillis() / 1_000.0;
        assertThat(metric("org_api_keys_lookup_seconds_count", Map.of()) - lookups)
                .isBetween((double) AT_ONCE, AT_ONCE + PER_SECOND * seconds + 1);
        assertThat(metric("org_api_keys_limited_total", Map.of("kind", "unknown")))
                .isGreaterThan(limited);

        assertThat(verifyFrom(flooder, warm).status()).as("a key in memory").isEqualTo(200);
        assertThat(verifyFrom("10.77.0.2", cold).status()).as("elsewhere").isEqualTo(200);
        assertThat(verifyFrom(flooder, cold).status())
                .as("now that it is in memory")
                .isEqualTo(200);
        assertThat(verifyFrom("10.77.0.2", unknown()).code()).isEqualTo("unknown_key");
    }

    @Test
    void whatNeedsNoLookupCostsNothing() {
        String client = "10.77.1.1";
        Answer revoked = realm.createBot("acme", "Revoked");
        realm.revoke(revoked);
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(verifyFrom(client, "nonsense").code()).isEqualTo("malformed_key");
            // one that is sent again and again, as by a program that nobody has told
            assertThat(verifyFrom(client, revoked.text("secret")).code()).isEqualTo("unknown_key");
        }
        String cold = realm.createBot("acme", "Cold beside them").text("secret");
        assertThat(verifyFrom(client, cold).status()).isEqualTo(200);
    }

    @Test
    void goodKeysThatTheNodeDoesNotKnowYetCostNothing() {
        String client = "10.77.2.1";
        for (int i = 0; i < 20; i++) {
            String cold = realm.createBot("acme", "Cold " + i).text("secret");
            assertThat(verifyFrom(client, cold).status()).isEqualTo(200);
        }
        int unknown = 0;
        while (verifyFrom(client, unknown()).code().equals("unknown_key")) {
            unknown++;
        }
        assertThat(unknown).isGreaterThanOrEqualTo(AT_ONCE);
    }

    /** Or each request would come from another address. */
    @Test
    void whoeverIsNoTrustedProxyHasOneAddressWhateverTheySay() {
        try (Wire wire = Wire.to(TestServer.url("")).from("127.0.0.3")) {
            String url = wire.url() + URI.create(realm.url("/api-keys/verify")).getPath();
            String code = "";
            int sent = 0;
            while (!code.equals("too_many_requests") && sent < 10 * AT_ONCE) {
                code = Http.get(url)
                        .key(unknown())
                        .header("X-Forwarded-For", "10.88." + sent / 250 + "." + sent % 250)
                        .send()
                        .code();
                sent++;
            }
            assertThat(code).as("after " + sent).isEqualTo("too_many_requests");
        }
    }

    @Test
    void theAccountRestSays429() {
        String flooder = "10.77.3.1";
        Answer answer = firstAtTheLimit(
                flooder,
                () -> realm.accountWith(unknown(), "GET", "/self")
                        .header("X-Forwarded-For", flooder)
                        .send(),
                401);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("too_many_requests");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void aServiceIsNotLimitedAndItsClientsAreWhereItNamesThem() {
        String flooder = "10.77.4.1";
        String inactive = "{\"active\":false}";
        String cold = "";
        String body = "";
        // between the two, another lookup may have come free
        for (int i = 0; i < 20 && !body.equals(inactive); i++) {
            cold = realm.createBot("acme", "Asked about " + i).text("secret");
            exhaust(flooder);
            body = realm.introspect(cold, Map.of("client_address", flooder)).body();
        }
        assertThat(body).isEqualTo(inactive);
        Answer exchanged = realm.tokenEndpoint("shortlinks-api")
                .header("X-Forwarded-For", flooder)
                .form(TestRealm.exchangeOf(cold, Map.of()))
                .send();
        assertThat(exchanged.status()).as(exchanged.body()).isEqualTo(200);
        String another = realm.createBot("acme", "Asked about, too").text("secret");
        assertThat(realm.introspect(another).json().path("active").asBoolean()).isTrue();
    }

    @Test
    void aKeyThatIsRefusedTooOftenIsNotToldWhyAnyMoreAndMayDoWhatItMay() {
        try (TestRealm own = TestRealm.create()) {
            own.storeEvents("INTROSPECT_TOKEN_ERROR");
            String stolen = own.createBot("acme", "Stolen").text("secret");
            String other = own.createBot("acme", "Other").text("secret");
            double limited = metric("org_api_keys_limited_total", Map.of("kind", "refused"));
            int told = 0;
            Answer answer = own.verify(stolen, "?permission=files:create");
            while (answer.code().equals("insufficient_permissions")) {
                told++;
                answer = own.verify(stolen, told % 2 == 0 ? "?permission=nonsense" : "?permission=files:create");
            }
            assertThat(told).isBetween(REFUSALS, REFUSALS + 30);
            assertThat(answer.status()).as("as gateways know it").isEqualTo(403);
            assertThat(answer.code()).isEqualTo("too_many_requests");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            for (int i = 0; i < 20; i++) {
                own.verify(stolen, "?organization=globex").expect(403);
                assertThat(own.verify(stolen, "?permission=stats:read").status())
                        .as("what it may do")
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
                    .isLessThan(told + 15);
        }
    }

    @Test
    void aDisabledKeyThatIsSentAgainAndAgainIsStillNotGood() {
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
    void aKeyThatTriesOutTheAccountRestGets429AndMayDoWhatItMay() {
        String stolen = realm.createBot("acme", "Prowler").text("secret");
        List<String> paths = List.of(
                realm.keysOf("acme"),
                realm.keysOf("acme") + "/" + realm.userId("alice"),
                "/organizations/" + realm.organizationId("globex") + "/keys");
        Answer answer = realm.accountWith(stolen, "GET", paths.get(0)).send();
        int told = 0;
        while (answer.status() != 429 && told < 3 * REFUSALS) {
            assertThat(answer.status()).isBetween(403, 404);
            answer = realm.accountWith(stolen, "GET", paths.get(++told % 3)).send();
        }
        assertThat(told).isBetween(REFUSALS, REFUSALS + 60);
        assertThat(answer.code()).isEqualTo("too_many_requests");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        realm.accountWith(stolen, "GET", "/self").expect(200);
        realm.accountWith(stolen, "POST", "/self/rotate").expect(201);
    }

    /** Keycloak's own detection counts where a user is named, and locks out nobody else. */
    @Test
    void aLoginWithAWrongKeyCountsForKeycloaksDetectionOfBruteForce() {
        try (TestRealm own = TestRealm.create()) {
            own.keyLogin().createClient("key-login", own.keyLogin().createFlow("counted login", "{}"), "{}");
            own.admin("PUT", "")
                    .json("{\"bruteForceProtected\":true,\"failureFactor\":3,\"waitIncrementSeconds\":600,"
                            + "\"maxFailureWaitSeconds\":600}")
                    .expect(204);
            Answer victim = own.createUserKey("acme", "bob");
            Answer bystander = own.createUserKey("acme", "alice");
            loginFrom(own, "10.77.5.1", "bob", victim.text("secret")).expect(200);
            for (int i = 0; i < 3; i++) {
                loginFrom(own, "10.77.5.1", "bob", unknown()).expect(400);
            }
            // Keycloak counts a moment later, and a login that succeeded would begin anew
            String bob = own.userId("bob");
            new Lags()
                    .await(
                            Duration.ofSeconds(30),
                            () -> own.admin("GET", "/attack-detection/brute-force/users/" + bob)
                                    .expect(200)
                                    .json()
                                    .path("disabled")
                                    .asBoolean());
            loginFrom(own, "10.77.5.1", "bob", victim.text("secret")).expect(400);
            loginFrom(own, "10.77.5.1", "alice", bystander.text("secret")).expect(200);
            assertThat(own.verify(victim).status())
                    .as("the key itself is not locked")
                    .isEqualTo(200);
        }
    }

    @Test
    void aLoginThatNobodyLookedAtIsNoFailureOfTheUser() {
        String flooder = "10.77.6.1";
        realm.storeEvents("LOGIN_ERROR");
        AtomicInteger attempts = new AtomicInteger();
        Answer answer = firstAtTheLimit(
                flooder,
                () -> {
                    attempts.incrementAndGet();
                    return loginFrom(realm, flooder, "bob", unknown());
                },
                400);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(realm.admin("GET", "/events?type=LOGIN_ERROR").expect(200).json())
                .as("those before the last")
                .hasSize(attempts.get() - 1);
    }

    /**
     * The first answer that is not that of an unknown key, once the address is at its limit: ten times a second it is not, for
     * one key.
     */
    private static Answer firstAtTheLimit(String address, Supplier<Answer> request, int unknown) {
        Answer answer;
        int sent = 0;
        do {
            exhaust(address);
            answer = request.get();
        } while (answer.status() == unknown && ++sent < 20);
        return answer;
    }

    /** Sends keys that nobody has until no more of them are looked up. */
    private static Answer exhaust(String address) {
        Answer answer = verifyFrom(address, unknown());
        for (int sent = 1; answer.code().equals("unknown_key") && sent < 10 * AT_ONCE; sent++) {
            answer = verifyFrom(address, unknown());
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

    private static String unknown() {
        return GENERATOR.generate("h0p", ApiKeyType.BOT).reveal();
    }

    private static double metric(String name, Map<String, String> labels) {
        return Metrics.of(TestServer.keycloak()).value(name, labels);
    }
}
