package io.orgkeys.keycloak.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends malformed requests to every operation of the OpenAPI description. The server must not fail, must not reveal
 * internals or a secret, and must still work afterwards. By default, the test sends a random selection of its requests.
 * {@code -Dfuzzing.seed=} changes this selection, and {@code -Dfuzzing.some=1000} sends all requests. Each run prints
 * its seed.
 */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class FuzzIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final long SEED = Long.getLong("fuzzing.seed", 26_7);

    /** How many queries, headers and paths the test selects for each operation, and how many values for each field. */
    private static final int SOME = Integer.getInteger("fuzzing.some", 6);

    /** The maximum growth of the heap in bytes, which includes the growth of Keycloak's own caches. */
    private static final long MAX_HEAP_GROWTH = 96L * 1024 * 1024;

    private static final int LONGEST_ANSWER = 40_000;
    private static final String HTML = "<!DOCTYPE html>";

    private static final String MANAGER =
            "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"],\"stats\":[\"read\"]}";
    private static final String SETTINGS =
            "{\"prefix\":\"h0p\",\"userKeysPerMember\":1000,\"botKeysPerOrganization\":100000,"
                    + "\"defaultLifetime\":null,\"maximumLifetime\":null,\"maximumGracePeriod\":604800}";

    private static final String REPORT = "reportLeaks";
    private static final LeakScanner SCANNER = new LeakScanner("scanner");

    /** Operations that make a key or a secret invalid, so each request needs a key of its own. */
    private static final List<String> ENDS = List.of("revokeKey", "revokeOrganizationKey", "revokeSelf", "rotateSelf");

    /**
     * Operations that change or delete a resource of the catalog. The test creates the resource again before each
     * request.
     */
    private static final List<String> RESOURCES = List.of("updateResource", "deleteResource");

    /**
     * Answers that Keycloak or Quarkus sends before our code runs. Each entry maps a status and a body to their cause.
     */
    private static final Map<String, String> KEYCLOAKS_OWN = Map.ofEntries(
            entry("0 ", "a request that is not valid HTTP: the connection is closed"),
            entry("400 ", "malformed headers, paths and queries"),
            entry("400 {\"error\":\"Blocking invalid query parameter value\"}", "a zero byte in a query"),
            entry(
                    "400 {\"error\":\"invalidCharacter\",\"error_description\":\"Request path contains invalid character ';'\"}",
                    "a semicolon in a path"),
            entry(
                    "400 {\"error\":\"missingNormalization\",\"error_description\":\"Request path not normalized\"}",
                    "dots and double slashes in a path"),
            entry("401 {\"error\":\"HTTP 401 Unauthorized\"}", "a malformed Authorization header or an invalid token"),
            entry("403 {\"error\":\"Invalid origin\"}", "an origin that the token's client does not have"),
            entry("404 {\"error\":\"HTTP 404 Not Found\"}", "an unknown path"),
            entry("405 {\"error\":\"HTTP 405 Method Not Allowed\"}", "an unsupported method"),
            entry("406 {\"error\":\"HTTP 406 Not Acceptable\"}", "an Accept header that JSON does not satisfy"),
            entry("406 <!DOCTYPE html>", "the same, for a browser"),
            entry(
                    "415 {\"error\":\"The content-type header value did not match the value in @Consumes\"}",
                    "a body whose Content-Type is not JSON"),
            entry("431 ", "headers or a URL that are too long"));

    static String acme;
    static String adminToken;
    static String member;
    static String secret;
    static Answer permanentKey;
    static long before;
    static long logged;

    private static final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private static final Map<String, Integer> answers = new LinkedHashMap<>();
    private static final Map<String, Integer> keycloaks = new TreeMap<>();

    @BeforeAll
    static void sendRequests() throws Exception {
        acme = realm.organizationId("acme");
        setUp();
        secret = realm.createBot("acme", "Fuzzed", MANAGER).text("secret");
        permanentKey = realm.createBot("acme", "Lasting", "{}");
        System.out.println("fuzzing.seed=" + SEED);
        before = heap();
        logged = Files.size(TestServer.keycloak().logFile());
        sendAll();
    }

    /** Restores the settings, which requests may have changed. */
    private static void setUp() {
        realm.changeSettings(SETTINGS);
        SCANNER.register(realm);
    }

    /** Sends the selected malformed requests to each operation. */
    private static void sendAll() {
        Random random = new Random(SEED);
        for (DescribedOperation operation : new Description().operations()) {
            List<Mutation> mutations = new ArrayList<>(bodies(operation, random));
            mutations.addAll(some(queries(operation), random));
            mutations.addAll(some(headers(), random));
            mutations.addAll(some(paths(operation), random));
            // get new tokens for each operation, because tokens expire after a few minutes
            adminToken = realm.token("h0p-admin");
            member = realm.token("alice");
            mutations.forEach(mutation -> send(operation, mutation));
            if (operation.id().equals("updateSettings")) {
                setUp();
            }
        }
    }

    @Test
    void noRequestMakesTheServerFail() {
        System.out.println(answers);
        keycloaks.forEach((answer, count) -> System.out.println(count + " " + answer));
        assertThat(failures).isEmpty();
        assertThat(answers)
                .as("requests that reached our code")
                .containsKeys("200", "201", "204", "400 invalid_request", "404 key_not_found");
    }

    @Test
    void theLogContainsNeitherTheSecretNorFailures() throws IOException {
        String random = secret.substring(secret.length() - 38, secret.length() - 6);
        // skip the part of the log that earlier tests wrote
        try (InputStream log = Files.newInputStream(TestServer.keycloak().logFile());
                BufferedReader reader = new BufferedReader(new InputStreamReader(log, StandardCharsets.ISO_8859_1))) {
            log.skipNBytes(logged);
            assertThat(reader.lines()
                            .filter(line -> line.contains(random.substring(0, 16))
                                    || line.contains(random.substring(16))
                                    || line.contains("Uncaught server error")
                                    || line.contains("An API key could not be verified"))
                            .limit(10)
                            .toList())
                    .isEmpty();
        }
    }

    @Test
    void theServerStillWorksAfterwards() throws Exception {
        String valid = realm.createBot("acme", "Afterwards", MANAGER).text("secret");
        realm.verify(valid, "?permission=apiKeys:read").expect(200);
        Http.get(TestServer.keycloak().managementUrl() + "/health/ready").expect(200);
        assertThat(heap()).isLessThan(before + MAX_HEAP_GROWTH);
    }

    // --- creating the requests

    /** A mutation of a valid request. Each character of the body stands for one byte. */
    private record Mutation(String name, String suffix, Map<String, String> path, List<String> headers, String body) {

        static Mutation query(String query) {
            return new Mutation("query " + cut(query), query, Map.of(), List.of(), "");
        }

        static Mutation headers(String... lines) {
            return new Mutation("headers " + cut(String.join(" | ", lines)), "", Map.of(), List.of(lines), "");
        }

        static Mutation path(String suffix, Map<String, String> path) {
            return new Mutation("path " + cut(suffix + path), suffix, path, List.of(), "");
        }

        static Mutation body(String contentType, byte[] body) {
            String bytes = new String(body, StandardCharsets.ISO_8859_1);
            return new Mutation(
                    "body " + contentType + " " + cut(bytes),
                    "",
                    Map.of(),
                    List.of("Content-Type: " + contentType),
                    bytes);
        }

        static Mutation json(String json) {
            return body("application/json", json.getBytes(StandardCharsets.UTF_8));
        }

        private static String cut(String text) {
            return text.length() <= 160 ? text : text.substring(0, 160) + "... (" + text.length() + ")";
        }
    }

    private static List<Mutation> bodies(DescribedOperation operation, Random random) {
        if (operation.id().equals(REPORT)) {
            return reports();
        }
        if (operation.fields().isEmpty()) {
            return List.of(
                    Mutation.json("{"), Mutation.json("{\"" + secret + "\":1}"), Mutation.json("[".repeat(10_000)));
        }
        String valid = body(operation, Map.of());
        List<Mutation> bodies = new ArrayList<>();
        Stream.of(
                        "",
                        " ",
                        "null",
                        "[]",
                        "\"" + secret + "\"",
                        secret,
                        "{",
                        valid + "}",
                        valid + valid,
                        "\ufeff" + valid,
                        "[".repeat(10_000),
                        "{\"a\":".repeat(10_000),
                        "{\"name\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                        "{\"name\":\"a\",\"name\":\"b\"}",
                        "{\"" + secret + "\":1}",
                        "{\"" + secret + "\":{\"" + secret + "\":\"" + secret + "\"}}",
                        "{\"" + "x".repeat(60_000) + "\":1}",
                        "{\"" + "x".repeat(300_000) + "\":1}",
                        "{\"name\":\"" + "x".repeat(300_000) + "\"}",
                        "{\"name\":" + "9".repeat(60_000) + "}",
                        "{\"\\u0000\":1,\"\\ud800\":2,\"\":3}",
                        "{"
                                + Stream.iterate(0, i -> i + 1)
                                        .limit(5_000)
                                        .map(i -> "\"f" + i + "\":1")
                                        .collect(Collectors.joining(","))
                                + "}")
                .map(Mutation::json)
                .forEach(bodies::add);
        for (String type : List.of(
                "text/plain",
                "application/xml",
                "application/json; charset=utf-16",
                "application/json;charset=" + "x".repeat(500),
                "application/json;charset=nonsense",
                "*/*",
                "multipart/form-data",
                "application/x-www-form-urlencoded")) {
            bodies.add(Mutation.body(type, valid.getBytes(StandardCharsets.UTF_8)));
        }
        for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-32")) {
            bodies.add(Mutation.body("application/json", valid.getBytes(Charset.forName(charset))));
        }
        bodies.add(
                Mutation.body("application/json", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'}));
        bodies.add(Mutation.body("application/json", new byte[1_000]));
        for (String field : operation.fields()) {
            List<Mutation> values = new ArrayList<>();
            for (String value : List.of(
                    "1e400",
                    "-0",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "1.5",
                    "true",
                    "null",
                    "{}",
                    "[]",
                    "[null]",
                    "[{}]",
                    "[[\"a\"]]",
                    "\"\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "[\"\\ud800\\u0000\"]",
                    "{\"\\ud800\":[\"\\u0000\"]}",
                    "{\"" + secret + "\":[\"" + secret + "\"]}",
                    "[\"" + secret + "\"]",
                    "[{\"" + secret + "\":\"" + secret + "\"}]",
                    "{\"user\":-1,\"bot\":1e300}",
                    "{\"user\":9223372036854775807}",
                    "\"" + "x".repeat(40_000) + "\"",
                    "\"+999999999-12-31T23:59:59Z\"",
                    "\"../../..;/%00\"")) {
                values.add(Mutation.json(body(operation, Map.of(field, value))));
            }
            bodies.addAll(some(values, random));
        }
        return bodies;
    }

    /**
     * Returns a body with these fields, and with all other required fields. Their values are valid if a valid value is
     * known.
     */
    private static String body(DescribedOperation operation, Map<String, String> replaced) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : operation.needed()) {
            fields.put(field, VALID_VALUES.getOrDefault(field, "null"));
        }
        fields.putAll(replaced);
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue().replace("{organizationId}", acme))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static final Map<String, String> VALID_VALUES = Map.ofEntries(
            entry("organizationId", "\"{organizationId}\""),
            entry("type", "\"bot\""),
            entry("name", "\"fuzzed\""),
            entry("actions", "[\"read\"]"),
            entry("secret", "\"h0p_bot_none\""),
            entry("prefix", "null"),
            entry(
                    "keys",
                    "[{\"organizationId\":\"{organizationId}\",\"type\":\"bot\",\"name\":\"x\",\"sha256\":\"00\"}]"));

    private static List<Mutation> queries(DescribedOperation operation) {
        List<String> names = new ArrayList<>(operation.query());
        names.addAll(List.of("other", "", "permission", "x-api-key"));
        List<Mutation> queries = new ArrayList<>();
        for (String name : names) {
            for (String value : List.of(
                    "",
                    "%00",
                    "%ff",
                    "%c0%ae",
                    "%zz",
                    "%",
                    "-1",
                    "99999999999999999999",
                    "%F0%9F%98%80",
                    "%ed%a0%80",
                    "+999999999-12-31T23:59:59Z",
                    "%25%27%22%5C_*",
                    "x".repeat(3_000),
                    "a&" + name + "=b")) {
                queries.add(Mutation.query("?" + name + "=" + value));
            }
        }
        queries.add(Mutation.query("?" + "&=".repeat(800)));
        queries.add(Mutation.query("?permission=a:b" + "&permission=c:d".repeat(200)));
        queries.add(Mutation.query("?" + "x".repeat(20_000)));
        queries.add(Mutation.query("?\u00e4=\u00ff"));
        return queries;
    }

    /**
     * Returns malformed or unusual headers, except those to which Keycloak itself answers 500 on any path: a
     * Content-Type that is not a media type, two Content-Type headers, and in the admin REST API a bearer token whose three
     * parts are empty objects.
     */
    private static List<Mutation> headers() {
        return List.of(
                Mutation.headers("x-api-key: " + "x".repeat(3_000)),
                Mutation.headers("x-api-key: " + "x".repeat(100_000)),
                Mutation.headers("x-api-key: " + secret, "x-api-key: " + secret),
                Mutation.headers("x-api-key: " + secret + ", " + secret),
                Mutation.headers("x-api-key:"),
                Mutation.headers("x-api-key: \u00e4\u00ff\u0080"),
                Mutation.headers("x-api-key: " + secret + "\u0000"),
                Mutation.headers("x-api-key: \u0000"),
                Mutation.headers("x-api-key: " + secret + "\n x"),
                Mutation.headers("x-api-key\u0000: 1"),
                Mutation.headers("x-api-key : " + secret),
                Mutation.headers("no colon"),
                Mutation.headers("If-Match: \""),
                Mutation.headers("If-Match: W/\"1\""),
                Mutation.headers("If-Match: *, \"\", " + "\"9\",".repeat(1_000)),
                Mutation.headers("If-Match: \u00ff\u00fe"),
                Mutation.headers("If-None-Match: *", "If-Modified-Since: never", "Range: bytes=9-1"),
                Mutation.headers("Authorization: "),
                Mutation.headers("Authorization: Bearer"),
                Mutation.headers("Authorization: Bearer " + secret),
                Mutation.headers("Authorization: Bearer \u00ff.\u0000.x"),
                Mutation.headers("Authorization: Basic !!!"),
                Mutation.headers("Authorization: " + "Bearer a".repeat(1_000)),
                Mutation.headers("Authorization: Bearer a", "Authorization: Bearer b"),
                Mutation.headers("Accept: text/html"),
                Mutation.headers("Accept: nonsense"),
                Mutation.headers("Accept: */*;q=nan"),
                Mutation.headers("Accept-Language: " + "x-".repeat(500)),
                Mutation.headers("Origin: \u00ff", "Access-Control-Request-Method: \u00ff"),
                Mutation.headers("Origin: null"),
                Mutation.headers("Content-Type: \u00ff/\u00ff;;="),
                Mutation.headers("Content-Encoding: gzip"),
                Mutation.headers("Content-Length: 5", "Content-Length: 6"),
                Mutation.headers("Transfer-Encoding: chunked, nonsense"),
                Mutation.headers("Expect: 100-continue"),
                Mutation.headers("X-Forwarded-For: \u00ff, ::::, 999.1.1.1", "Forwarded: for=\"[\""),
                Mutation.headers("X-HTTP-Method-Override: DELETE"),
                Mutation.headers("Cookie: KEYCLOAK_IDENTITY=\u00ff; AUTH_SESSION_ID=../.."),
                Mutation.headers("traceparent: " + secret));
    }

    private static List<Mutation> paths(DescribedOperation operation) {
        List<Mutation> paths = new ArrayList<>();
        List<String> wrong = List.of(
                "%00",
                "%ff",
                "%2f..%2f..",
                "..%3b",
                "..;",
                ".",
                "%2e%2e",
                "%c0%ae%c0%ae",
                "%F0%9F%98%80",
                "%20",
                ";a=b",
                "a;b=c;d",
                "%25%2500",
                "%7B%7D",
                "'%22--",
                "%0d%0aX-Injected:%201",
                "x".repeat(300),
                "x".repeat(8_000));
        for (String parameter : List.of("id", "organizationId", "name", "path")) {
            if (operation.path().contains("{" + parameter + "}")) {
                wrong.forEach(value -> paths.add(Mutation.path("", Map.of(parameter, value))));
            }
        }
        for (String suffix : List.of(
                "/", "//", "/..;/", "/%2f", "/%00", ";x", "/../../../../", "/" + "x".repeat(20_000), "/{", "\\")) {
            paths.add(Mutation.path(suffix, Map.of()));
        }
        return paths;
    }

    /** Returns malformed leak reports with a valid signature, because the server checks the signature first. */
    private static List<Mutation> reports() {
        String wrong = "{\"token\":%s,\"type\":%s,\"url\":%s,\"source\":%s}";
        return Stream.of(
                        "",
                        "null",
                        "{}",
                        "[null]",
                        "[[]]",
                        "[{}]",
                        "[".repeat(10_000),
                        "[" + "{},".repeat(5_000) + "{}]",
                        "[{\"token\":\"a\",\"token\":\"b\"}]",
                        "[" + wrong.formatted("1e400", "-0", "[]", "{}") + "]",
                        "[" + wrong.formatted("\"\\u0000\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\ud800\"") + "]",
                        "[" + wrong.formatted("\"h0p_bot_none\"", "null", "\"javascript:\\r\\n\"", "\"\\u0000\"") + "]",
                        "[" + wrong.formatted("\"" + "x".repeat(40_000) + "\"", "\"a\"", "\"a\"", "\"a\"") + "]",
                        "[{\"" + secret + "\":\"" + secret + "\"}]")
                .map(report -> {
                    Mutation json = Mutation.json(report);
                    List<String> headers = new ArrayList<>(json.headers);
                    headers.add("Github-Public-Key-Identifier: " + SCANNER.id);
                    headers.add("Github-Public-Key-Signature: " + SCANNER.sign(report));
                    return new Mutation(json.name, "", Map.of(), headers, json.body);
                })
                .toList();
    }

    private static List<Mutation> some(List<Mutation> all, Random random) {
        List<Mutation> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled.subList(0, Math.min(SOME, shuffled.size()));
    }

    // --- sending the requests and checking the answers

    private static void send(DescribedOperation operation, Mutation mutation) {
        boolean ends = ENDS.contains(operation.id());
        Answer target = ends ? realm.createBot("acme", "Target", "{}") : permanentKey;
        if (RESOURCES.contains(operation.id())) {
            realm.keys("POST", "/resources")
                    .json("{\"name\":\"spoiled\",\"actions\":[\"read\"]}")
                    .send();
        }
        Map<String, String> path = new LinkedHashMap<>(
                Map.of("organizationId", acme, "name", "spoiled", "path", "stats:read", "id", target.text("id")));
        path.putAll(mutation.path);
        RawHttp request = new RawHttp(operation.method(), operation.url(realm, path) + mutation.suffix);
        String sent = String.join("\n", mutation.headers).toLowerCase(java.util.Locale.ROOT);
        if (operation.isAdmin() || (operation.path().contains("/organizations") && (mutation.name.length() & 1) == 0)) {
            if (!sent.contains("authorization:")) {
                request.header("Authorization: Bearer " + (operation.isAdmin() ? adminToken : member));
            }
        } else if (!sent.contains("x-api-key")) {
            request.header("x-api-key: " + (operation.isSelf() && ends ? target.text("secret") : secret));
        }
        mutation.headers.forEach(request::header);
        if (mutation.body.isEmpty() && !operation.fields().isEmpty() && !sent.contains("content-")) {
            request.header("Content-Type: application/json");
            request.body(body(operation, Map.of()).getBytes(StandardCharsets.UTF_8));
        } else {
            request.body(mutation.body.getBytes(StandardCharsets.ISO_8859_1));
        }
        Answer answer = request.send();
        answers.merge(kind(answer), 1, Integer::sum);
        check(operation, mutation, answer);
    }

    private static String kind(Answer answer) {
        return answer.status() + (isProblem(answer) ? " " + answer.code() : "");
    }

    private static boolean isProblem(Answer answer) {
        return answer.header("Content-Type").startsWith("application/problem+json");
    }

    private static void check(DescribedOperation operation, Mutation mutation, Answer answer) {
        List<String> wrong = new ArrayList<>();
        String all = answer.headers().map() + answer.body();
        if (answer.status() >= 500) {
            wrong.add("fails");
        }
        if (Stream.of("Exception", "\tat ", "io.orgkeys", "org.keycloak", "org.jboss", "java.lang", "jakarta.")
                .anyMatch(all::contains)) {
            wrong.add("reveals internals");
        }
        String random = secret.substring(secret.length() - 38, secret.length() - 6);
        if (all.contains(random.substring(0, 16)) || all.contains(random.substring(16))) {
            wrong.add("reveals the secret");
        }
        if (answer.headers().map().keySet().stream().anyMatch("X-Injected"::equalsIgnoreCase)) {
            wrong.add("copies a header from the URL");
        }
        if (answer.status() >= 400 && answer.body().length() > LONGEST_ANSWER) {
            wrong.add("is too long");
        }
        boolean bodiless = operation.method().equals("HEAD");
        if ((answer.status() >= 400 || answer.status() == 0) && !bodiless && !isProblem(answer)) {
            String own = answer.status() + " "
                    + (answer.body().startsWith(HTML) ? HTML : answer.body().strip());
            keycloaks.merge(own, 1, Integer::sum);
            if (!KEYCLOAKS_OWN.containsKey(own)) {
                wrong.add("is neither a problem document nor a known answer of Keycloak");
            }
        }
        if (isProblem(answer) && !bodiless) {
            if (answer.code().isEmpty() || answer.json().path("status").asInt() != answer.status()) {
                wrong.add("is no valid problem document");
            }
        }
        if (answer.status() == 0 && mutation.headers.isEmpty() && mutation.suffix.length() < 4_000) {
            wrong.add("closes the connection");
        }
        if (!wrong.isEmpty()) {
            failures.add(new TreeSet<>(wrong) + " " + operation.id() + ", " + mutation.name + ": " + answer.status()
                    + " " + (all.length() <= 600 ? all : all.substring(0, 600)));
        }
    }

    /** Returns the used bytes of the heap after a garbage collection. */
    private static long heap() throws Exception {
        Process collection = new ProcessBuilder(
                        java.nio.file.Path.of(System.getProperty("java.home", ""), "bin", "jcmd")
                                .toString(),
                        String.valueOf(TestServer.keycloak().javaProcess().pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(collection.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return (long) Metrics.of(TestServer.keycloak()).all("jvm_memory_used_bytes").stream()
                .filter(sample -> "heap".equals(sample.labels().get("area")))
                .mapToDouble(Metrics.Sample::value)
                .sum();
    }
}
