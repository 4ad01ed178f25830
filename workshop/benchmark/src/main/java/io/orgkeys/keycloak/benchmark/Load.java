package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.FeederBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
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

/**
 * The load that Gatling generates. Runs one measurement after the other. In each measurement, a number of clients send
 * their next request as soon as they get an answer. Measurements that are compared with each other take turns, because
 * the speed of the machine varies.
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
    private static final String KEY = "#{key}";
    private static final String KEY_HEADER = "x-api-key";
    private static final String CLIENT = "shortlinks-api";
    private static final String CLIENT_SECRET = "shortlinks-api-secret";
    private static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString((CLIENT + ':' + CLIENT_SECRET).getBytes(StandardCharsets.US_ASCII));

    private final Site site = Site.read();
    private final ServerTime serverTime = ServerTime.of(site.serverPid());
    private final ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
    private final List<Supplier<List<PopulationBuilder>>> steps = new ArrayList<>();

    /** Gatling calls this constructor. */
    public Load() {
        warmUp();
        for (int round = 1; round <= site.rounds(); round++) {
            measure(Row.EMPTY, CLIENTS, row -> feed(circular(site.warmKeys())).exec(empty(row)));
            measure(
                    Row.SAME_ANSWER,
                    CLIENTS,
                    row -> feed(circular(site.warmKeys())).exec(sameAnswer(row)));
            measure(Row.VERIFY_WARM, CLIENTS, this::verifyWarm);
            if (!site.brief()) {
                measure(
                        Row.VERIFY_ONE,
                        CLIENTS,
                        row -> verify(row, always(lines(site.warmKeys()).get(0))));
                measure(Row.INTROSPECT_JWT, CLIENTS, row -> introspect(row, circular(site.accessTokens())));
                measure(Row.INTROSPECT_KEY, CLIENTS, row -> introspect(row, circular(site.warmKeys())));
                measure(Row.INTROSPECT_MEMBERS_JWT, CLIENTS, row -> introspect(row, circular(site.membersTokens())));
                measure(Row.INTROSPECT_MEMBERS_KEY, CLIENTS, row -> introspect(row, circular(site.membersKeys())));
                measure(Row.VALID_ALONE, CLIENTS / 2, this::verifyWarm);
                flood();
                limitedFlood();
            }
        }
        cold();
        if (!site.brief()) {
            step(Row.UNKNOWN, CLIENTS, refuse(Row.UNKNOWN));
            step(Row.TOKEN_EXCHANGE, CLIENTS, exchange());
            step(Row.CLIENT_CREDENTIALS, CLIENTS, exec(clientCredentials()));
        }
        step(Row.LIST, CLIENTS, exec(list()));
        setUp(chain(0)).protocols(http.baseUrl(site.url()).disableCaching().disableFollowRedirect());
    }

    @Override
    public void after() {
        serverTime.write(site.serverTimes());
    }

    /** Adds a warm-up, because a server that has just started first compiles the code of the most frequent requests. */
    private void warmUp() {
        ChainBuilder all = exec(
                timed(feed(circular(site.warmKeys())).exec(empty(Row.WARM_UP))),
                timed(feed(circular(site.warmKeys())).exec(sameAnswer(Row.WARM_UP))),
                timed(verifyWarm(Row.WARM_UP)),
                timed(introspect(Row.WARM_UP, circular(site.warmKeys()))),
                timed(introspect(Row.WARM_UP, circular(site.accessTokens()))),
                timed(introspect(Row.WARM_UP, circular(site.membersKeys()))),
                timed(introspect(Row.WARM_UP, circular(site.membersTokens()))),
                timed(refuse(Row.WARM_UP)));
        steps.add(() -> new ArrayList<>(List.of(scenario(Row.WARM_UP.text())
                .exec(repeat(site.brief() ? 1 : WARM_UPS).on(all))
                .injectOpen(atOnceUsers(CLIENTS)))));
    }

    /** Repeats requests for the duration of one measurement. */
    private ChainBuilder timed(ChainBuilder requests) {
        return exec(during(Duration.ofSeconds(site.seconds())).on(requests));
    }

    /** Chains the steps. Each step starts when the previous step has ended. */
    private PopulationBuilder[] chain(int from) {
        List<PopulationBuilder> now = steps.get(from).get();
        if (from + 1 < steps.size()) {
            now.set(0, now.get(0).andThen(chain(from + 1)));
        }
        return now.toArray(PopulationBuilder[]::new);
    }

    /**
     * Adds a measurement after a warm-up of the same duration. The warm-up is necessary, because the node evicts keys
     * that were not used for a while, and the JVM recompiles code when the requests change.
     */
    private void measure(Row row, int clients, Function<Row, ChainBuilder> requests) {
        int number = steps.size();
        ChainBuilder both = warmedUpAndMeasured(row, number, requests);
        steps.add(() -> new ArrayList<>(List.of(population(row, number, clients, both))));
    }

    private ChainBuilder warmedUpAndMeasured(Row row, int number, Function<Row, ChainBuilder> requests) {
        return timed(requests.apply(Row.WARM_UP)).exec(measured(row, number, requests.apply(row)));
    }

    private void step(Row row, int clients, ChainBuilder requests) {
        int number = steps.size();
        steps.add(() -> new ArrayList<>(List.of(population(row, number, clients, measured(row, number, requests)))));
    }

    private static PopulationBuilder population(Row row, int number, int clients, ChainBuilder work) {
        return scenario(row.text() + " #" + number).exec(work).injectOpen(atOnceUsers(clients));
    }

    private ChainBuilder measured(Row row, int number, ChainBuilder requests) {
        return exec(session -> {
                    serverTime.begin(row, number);
                    return session;
                })
                .exec(timed(requests))
                .exec(session -> {
                    serverTime.end(number);
                    return session;
                });
    }

    /** Adds a measurement of valid keys while other clients send unknown keys. */
    private void flood() {
        int number = steps.size();
        ChainBuilder unknown = timed(refuse(Row.WARM_UP)).exec(timed(refuse(Row.FLOOD)));
        steps.add(() -> new ArrayList<>(
                List.of(validKeys(Row.VALID_IN_FLOOD, number), population(Row.FLOOD, number, CLIENTS / 2, unknown))));
    }

    /**
     * Adds a measurement of valid keys while one address, which is soon rate limited, sends unknown keys. The clients
     * with unknown keys send requests at a fixed rate. Otherwise, they would use most of the processor time of the
     * machine, because a rate limited request takes little time. They reuse connections, because opening a connection
     * takes more time than a rate limited request.
     */
    private void limitedFlood() {
        int number = steps.size();
        ChainBuilder unknown = timed(pace(FLOOD_PACE).exec(refuse(Row.WARM_UP, () -> ONE_ADDRESS)))
                .exec(timed(pace(FLOOD_PACE).exec(refuse(Row.LIMITED_FLOOD, () -> ONE_ADDRESS))));
        steps.add(() -> new ArrayList<>(List.of(
                validKeys(Row.VALID_IN_LIMITED_FLOOD, number),
                population(Row.LIMITED_FLOOD, number, CLIENTS / 2, unknown))));
    }

    /**
     * Measures valid keys with half of the clients. The other half of the clients sends unknown keys at the same time.
     */
    private PopulationBuilder validKeys(Row row, int number) {
        return population(row, number, CLIENTS / 2, warmedUpAndMeasured(row, number, this::verifyWarm));
    }

    private ChainBuilder verifyWarm(Row row) {
        return verify(row, circular(site.warmKeys()));
    }

    /** Adds a measurement that uses each key once, until no key is left. */
    private void cold() {
        ConcurrentLinkedQueue<String> left = new ConcurrentLinkedQueue<>(lines(site.coldKeys()));
        steps.add(() -> new ArrayList<>(List.of(scenario(Row.VERIFY_COLD.text())
                .exec(during(Duration.ofSeconds(site.seconds()))
                        .on(exec(session -> {
                                    String key = left.poll();
                                    return key == null ? session.markAsFailed() : session.set("key", key);
                                })
                                .exitHereIfFailed()
                                .exec(verifyValid(Row.VERIFY_COLD))))
                .injectOpen(atOnceUsers(CLIENTS)))));
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

    private static ChainBuilder verify(Row row, FeederBuilder<String> keys) {
        return feed(keys).exec(verifyValid(row));
    }

    private static ChainBuilder verify(Row row, Iterator<Map<String, Object>> keys) {
        return feed(keys).exec(verifyValid(row));
    }

    private static HttpRequestActionBuilder verifyValid(Row row) {
        return http(row.text())
                .get("/api-keys/verify?permission=stats:read")
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

    /**
     * Sends a prepared header and body. They take less processor time than basicAuth and formParam, and the load
     * generator shares the processors with the server.
     */
    private static ChainBuilder introspect(Row row, FeederBuilder<String> tokens) {
        return feed(tokens)
                .exec(http(row.text())
                        .post("/protocol/openid-connect/token/introspect")
                        .header("Authorization", BASIC)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .body(StringBody("token=" + KEY))
                        .check(status().is(200), substring("\"active\":true")));
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

    private static FeederBuilder<String> circular(Path file) {
        return io.gatling.javaapi.core.CoreDsl.csv(file.toAbsolutePath().toString())
                .circular();
    }

    private static Iterator<Map<String, Object>> always(String key) {
        return Stream.generate(() -> Collections.<String, Object>singletonMap("key", key))
                .iterator();
    }

    /** Returns the lines of a file without its header line. */
    private static List<String> lines(Path file) {
        try {
            List<String> all = Files.readAllLines(file);
            return all.subList(1, all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
