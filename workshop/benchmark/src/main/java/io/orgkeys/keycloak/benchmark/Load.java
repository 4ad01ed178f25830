package io.orgkeys.keycloak.benchmark;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.during;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;
import static io.orgkeys.keycloak.benchmark.Requests.CLIENT;
import static io.orgkeys.keycloak.benchmark.Requests.CLIENT_SECRET;
import static io.orgkeys.keycloak.benchmark.Requests.KEY;
import static io.orgkeys.keycloak.benchmark.Requests.KEY_HEADER;
import static io.orgkeys.keycloak.benchmark.Requests.always;
import static io.orgkeys.keycloak.benchmark.Requests.circular;
import static io.orgkeys.keycloak.benchmark.Requests.introspect;
import static io.orgkeys.keycloak.benchmark.Requests.lines;
import static io.orgkeys.keycloak.benchmark.Requests.verify;
import static io.orgkeys.keycloak.benchmark.Requests.verifyValid;
import static io.orgkeys.keycloak.benchmark.Steps.population;

/**
 * The load of {@link Benchmark}, which Gatling generates. Runs one measurement after the other. Measurements that are
 * compared with each other take turns, because the speed of the machine varies.
 */
public final class Load extends Simulation {

    static final int CLIENTS = 16;
    private static final int WARM_UPS = 6;

    /**
     * The interval between two requests of the same client. The eight clients send 500 requests per second in total.
     */
    private static final Duration FLOOD_PACE = Duration.ofMillis(16);

    private static final String ONE_ADDRESS = "10.0.0.1";

    private static final Random RANDOM = new Random();

    private final Site site = Site.read();
    private final Steps steps = new Steps(site);
    private final ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());

    /** Gatling calls this constructor. */
    public Load() {
        warmUp();
        for (int round = 1; round <= site.rounds(); round++) {
            steps.measure(
                    Row.EMPTY, CLIENTS, row -> feed(circular(site.warmKeys())).exec(empty(row)));
            steps.measure(
                    Row.SAME_ANSWER,
                    CLIENTS,
                    row -> feed(circular(site.warmKeys())).exec(sameAnswer(row)));
            steps.measure(Row.VERIFY_WARM, CLIENTS, this::verifyWarm);
            if (!site.brief()) {
                steps.measure(
                        Row.VERIFY_ONE,
                        CLIENTS,
                        row -> verify(row, always(lines(site.warmKeys()).get(0))));
                steps.measure(Row.INTROSPECT_JWT, CLIENTS, row -> introspect(row, circular(site.accessTokens())));
                steps.measure(Row.INTROSPECT_KEY, CLIENTS, row -> introspect(row, circular(site.warmKeys())));
                steps.measure(
                        Row.INTROSPECT_MEMBERS_JWT, CLIENTS, row -> introspect(row, circular(site.membersTokens())));
                steps.measure(
                        Row.INTROSPECT_MEMBERS_KEY, CLIENTS, row -> introspect(row, circular(site.membersKeys())));
                steps.measure(Row.VALID_ALONE, CLIENTS / 2, this::verifyWarm);
                flood();
                limitedFlood();
            }
        }
        cold();
        if (!site.brief()) {
            steps.step(Row.UNKNOWN, CLIENTS, refuse(Row.UNKNOWN));
            steps.step(Row.TOKEN_EXCHANGE, CLIENTS, exchange());
            steps.step(Row.CLIENT_CREDENTIALS, CLIENTS, exec(clientCredentials()));
        }
        steps.step(Row.LIST, CLIENTS, exec(list()));
        setUp(steps.chain()).protocols(http.baseUrl(site.url()).disableCaching().disableFollowRedirect());
    }

    @Override
    public void after() {
        steps.writeServerTimes();
    }

    /** Adds a warm-up, because a server that has just started first compiles the code of the most frequent requests. */
    private void warmUp() {
        ChainBuilder all = exec(
                steps.timed(feed(circular(site.warmKeys())).exec(empty(Row.WARM_UP))),
                steps.timed(feed(circular(site.warmKeys())).exec(sameAnswer(Row.WARM_UP))),
                steps.timed(verifyWarm(Row.WARM_UP)),
                steps.timed(introspect(Row.WARM_UP, circular(site.warmKeys()))),
                steps.timed(introspect(Row.WARM_UP, circular(site.accessTokens()))),
                steps.timed(introspect(Row.WARM_UP, circular(site.membersKeys()))),
                steps.timed(introspect(Row.WARM_UP, circular(site.membersTokens()))),
                steps.timed(refuse(Row.WARM_UP)));
        steps.unmeasured(CLIENTS, repeat(site.brief() ? 1 : WARM_UPS).on(all));
    }

    /** Adds a measurement of valid keys while other clients send unknown keys. */
    private void flood() {
        int number = steps.next();
        ChainBuilder unknown = steps.timed(refuse(Row.WARM_UP)).exec(steps.timed(refuse(Row.FLOOD)));
        steps.add(() ->
                List.of(validKeys(Row.VALID_IN_FLOOD, number), population(Row.FLOOD, number, CLIENTS / 2, unknown)));
    }

    /**
     * Adds a measurement of valid keys while one address, which is soon rate limited, sends unknown keys. The clients
     * with unknown keys send requests at a fixed rate. Otherwise, they would use most of the processor time of the
     * machine, because a rate limited request takes little time. They reuse connections, because opening a connection
     * takes more time than a rate limited request.
     */
    private void limitedFlood() {
        int number = steps.next();
        ChainBuilder unknown = steps.timed(pace(FLOOD_PACE).exec(refuse(Row.WARM_UP, () -> ONE_ADDRESS)))
                .exec(steps.timed(pace(FLOOD_PACE).exec(refuse(Row.LIMITED_FLOOD, () -> ONE_ADDRESS))));
        steps.add(() -> List.of(
                validKeys(Row.VALID_IN_LIMITED_FLOOD, number),
                population(Row.LIMITED_FLOOD, number, CLIENTS / 2, unknown)));
    }

    /**
     * Measures valid keys with half of the clients. The other half of the clients sends unknown keys at the same time.
     */
    private PopulationBuilder validKeys(Row row, int number) {
        return population(row, number, CLIENTS / 2, steps.warmedUpAndMeasured(row, number, this::verifyWarm));
    }

    private ChainBuilder verifyWarm(Row row) {
        return verify(row, circular(site.warmKeys()));
    }

    /** Adds a measurement that uses each key once, until no key is left. */
    private void cold() {
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>(lines(site.coldKeys()));
        steps.add(() -> List.of(scenario(Row.VERIFY_COLD.text())
                .exec(during(Duration.ofSeconds(site.seconds()))
                        .on(exec(session -> {
                                    String key = left.poll();
                                    return key == null ? session.markAsFailed() : session.set("key", key);
                                })
                                .exitHereIfFailed()
                                .exec(verifyValid(Row.VERIFY_COLD))))
                .injectOpen(atOnceUsers(CLIENTS))));
    }

    /**
     * Sends the request of the verify endpoint to the empty endpoint, so that the load generator does the same work for
     * both.
     */
    private static HttpRequestActionBuilder empty(Row row) {
        return http(row.text())
                .get("/empty?permission=stats:read")
                .header(KEY_HEADER, KEY)
                .check(status().is(200), substring("true"));
    }

    private static HttpRequestActionBuilder sameAnswer(Row row) {
        return http(row.text())
                .get("/empty/same-answer?permission=stats:read")
                .header(KEY_HEADER, KEY)
                .check(status().is(200), substring("keyId"));
    }

    /**
     * Sends unknown keys, each from another address. Otherwise, the rate limit of one address would refuse the keys
     * before the limit of the node is reached.
     */
    private ChainBuilder refuse(Row row) {
        return refuse(
                row, () -> "10.%d.%d.%d".formatted(RANDOM.nextInt(256), RANDOM.nextInt(256), RANDOM.nextInt(256)));
    }

    private ChainBuilder refuse(Row row, Supplier<String> address) {
        Iterator<Map<String, Object>> unknown = Stream.generate(() -> Map.<String, Object>of(
                        "key", generator.generate("h0p", ApiKeyType.BOT).reveal(), "address", address.get()))
                .iterator();
        return feed(unknown)
                .exec(http(row.text())
                        .get("/api-keys/verify?permission=stats:read")
                        .header(KEY_HEADER, KEY)
                        .header("X-Forwarded-For", "#{address}")
                        // 503: the limit of the node is exceeded
                        .check(status().in(401, 503)));
    }

    private ChainBuilder exchange() {
        return feed(circular(site.warmKeys()))
                .exec(http(Row.TOKEN_EXCHANGE.text())
                        .post("/protocol/openid-connect/token")
                        .basicAuth(CLIENT, CLIENT_SECRET)
                        .formParam("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
                        .formParam("subject_token", KEY)
                        .formParam("subject_token_type", "urn:orgkeys:params:oauth:token-type:api-key")
                        .check(status().is(200), substring("access_token")));
    }

    private static HttpRequestActionBuilder clientCredentials() {
        return http(Row.CLIENT_CREDENTIALS.text())
                .post("/protocol/openid-connect/token")
                .basicAuth(CLIENT, CLIENT_SECRET)
                .formParam("grant_type", "client_credentials")
                .check(status().is(200), substring("access_token"));
    }

    private HttpRequestActionBuilder list() {
        return http(Row.LIST.text())
                .get(site.adminUrl() + "/api-keys?max=20&organizationId=" + site.organizationId())
                .header("Authorization", "Bearer " + site.adminToken())
                .check(status().is(200), substring("createdBy"));
    }
}
