package io.orgkeys.keycloak.benchmark;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.Sha256;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.Project;

/**
 * Measures whether the response time of a refusal reveals why a secret is invalid. One client sends one request after
 * the other, with all kinds of invalid secrets in turns. The client sends each secret twice. The second time, the node
 * has cached that the secret is unknown. Prints quartiles and a rank test of each kind against secrets that never
 * existed. The result never fails the run, because it depends on the load of the machine.
 *
 * <p>System property: {@code benchmark.oracle}, the number of secrets of each kind.
 */
public final class Oracle {

    private static final String PREFIX = "sk-old.";
    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String NEVER = "never existed";
    private static final String NEVER_IMPORTED = "imported form, never existed";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
    private final int number;

    private Oracle(int number) {
        this.number = number;
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of("target", "benchmark").toAbsolutePath();
        try (Database database = Database.startEmpty("postgres", directory.resolve("oracle-database"));
                KeycloakServer keycloak = KeycloakServer.builder()
                        .name("oracle")
                        .database(database)
                        .production()
                        .providers(Project.jar())
                        .importRealm(Path.of("realm-export.json"))
                        // the rate limit must not refuse requests before the lookup, because all guesses come from one
                        // address
                        .options(
                                "--spi-api-key-limits--default--unknown-at-once=1000000",
                                "--spi-api-key-limits--default--unknown-per-second=1000000")
                        .start()) {
            new Oracle(Integer.getInteger("benchmark.oracle", 2_000)).run(keycloak);
        }
    }

    private void run(KeycloakServer keycloak) {
        TestRealm realm = TestRealm.on(keycloak);
        realm.keys("PUT", "/settings")
                .json(Map.of("importedPrefixes", List.of(PREFIX), "botKeysPerOrganization", 100_000))
                .send()
                .expect(200);
        out.println("Making " + number + " secrets of each kind ...");
        Map<String, List<String>> kinds = new LinkedHashMap<>();
        kinds.put(NEVER, Stream.generate(this::random).limit(number).toList());
        kinds.put("revoked", revoked(realm));
        kinds.put("rotated away", rotated(realm));
        kinds.put("valid in another realm", elsewhere(keycloak));
        kinds.put(
                "another prefix",
                Stream.generate(() -> generator.generate("acme", ApiKeyType.BOT).reveal())
                        .limit(number)
                        .toList());
        kinds.put(
                "a typo",
                Stream.generate(() -> mistyped(random())).limit(number).toList());
        kinds.put(
                NEVER_IMPORTED,
                Stream.generate(() -> PREFIX + UUID.randomUUID()).limit(number).toList());
        kinds.put("imported form, revoked", imported(realm));
        String warmUp = realm.createBot("acme", "Warm-up", READ_STATS).text("secret");
        for (int i = 0; i < 2_000; i++) {
            time(realm, i % 2 == 0 ? warmUp : random());
        }
        measure(realm, kinds);
    }

    /** Replaces the last character, which is part of the checksum. */
    private static String mistyped(String secret) {
        return secret.substring(0, secret.length() - 1) + (secret.endsWith("0") ? "1" : "0");
    }

    private String random() {
        return generator.generate("h0p", ApiKeyType.BOT).reveal();
    }

    private List<String> revoked(TestRealm realm) {
        String organization = realm.organizationId("acme");
        List<String> secrets = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Answer key = realm.keys("POST", "")
                    .json(Map.of("organizationId", organization, "type", "bot", "name", "Revoked"))
                    .send()
                    .expect(201);
            realm.keys("DELETE", "/" + key.text("id")).send().expect(204);
            secrets.add(key.text("secret"));
        }
        return secrets;
    }

    private List<String> rotated(TestRealm realm) {
        Answer key = realm.createBot("acme", "Rotated", READ_STATS);
        List<String> secrets = new ArrayList<>();
        String current = key.text("secret");
        for (int i = 0; i < number; i++) {
            secrets.add(current);
            current = realm.keys("POST", "/" + key.text("id") + "/rotate")
                    .json("{\"gracePeriod\":0}")
                    .send()
                    .expect(201)
                    .text("secret");
        }
        return secrets;
    }

    private List<String> elsewhere(KeycloakServer keycloak) {
        TestRealm other = TestRealm.importOn(keycloak, "elsewhere");
        other.keys("PUT", "/settings")
                .json(Map.of("botKeysPerOrganization", 100_000))
                .send()
                .expect(200);
        return Stream.generate(
                        () -> other.createBot("acme", "Elsewhere", READ_STATS).text("secret"))
                .limit(number)
                .toList();
    }

    private List<String> imported(TestRealm realm) {
        String organization = realm.organizationId("acme");
        List<String> secrets =
                Stream.generate(() -> PREFIX + UUID.randomUUID()).limit(number).toList();
        for (int begin = 0; begin < number; begin += 500) {
            List<Map<String, Object>> rows = secrets.subList(begin, Math.min(number, begin + 500)).stream()
                    .map(secret -> Map.<String, Object>of(
                            "organizationId",
                            organization,
                            "type",
                            "bot",
                            "name",
                            "Imported",
                            "sha256",
                            Sha256.of(secret)))
                    .toList();
            realm.keys("POST", "/import")
                    .json(Map.of("prefix", PREFIX, "keys", rows))
                    .send()
                    .expect(200);
        }
        while (true) {
            var keys = realm.keys("GET", "?search=Imported&max=500")
                    .send()
                    .expect(200)
                    .json();
            if (keys.isEmpty()) {
                return secrets;
            }
            keys.forEach(key ->
                    realm.keys("DELETE", "/" + key.get("id").asText()).send().expect(204));
        }
    }

    /** Sends one secret of each kind, in a random order each time, and then the same secrets again. */
    private void measure(TestRealm realm, Map<String, List<String>> kinds) {
        List<String> titles = List.of("Asked for the first time", "Asked again");
        List<Map<String, List<Long>>> nanos = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
        nanos.forEach(times -> kinds.keySet().forEach(kind -> times.put(kind, new ArrayList<>())));
        List<String> order = new ArrayList<>(kinds.keySet());
        for (int i = 0; i < number; i++) {
            for (Map<String, List<Long>> times : nanos) {
                Collections.shuffle(order);
                for (String kind : order) {
                    String secret = kinds.getOrDefault(kind, List.of()).get(i);
                    times.getOrDefault(kind, List.of()).add(time(realm, secret));
                }
            }
        }
        for (int i = 0; i < titles.size(); i++) {
            print(
                    titles.get(i),
                    nanos.get(i).entrySet().stream()
                            .map(times -> Sample.of(times.getKey(), times.getValue()))
                            .toList());
        }
    }

    private static long time(TestRealm realm, String secret) {
        Http request = Http.get(realm.url("/api-keys/verify")).key(secret);
        long begin = System.nanoTime();
        request.send();
        return System.nanoTime() - begin;
    }

    private void print(String title, List<Sample> samples) {
        out.printf(
                Locale.ROOT,
                "%n%-32s %10s %10s %10s %12s %10s  %s%n",
                title,
                "p25 us",
                "p50 us",
                "p75 us",
                "longer than",
                "p",
                "");
        for (Sample sample : samples) {
            String other = sample.kind().startsWith("imported") ? NEVER_IMPORTED : NEVER;
            Sample.Comparison comparison = sample.against(samples.stream()
                    .filter(candidate -> candidate.kind().equals(other))
                    .findFirst()
                    .orElseThrow());
            out.printf(
                    Locale.ROOT,
                    "%-32s %10.0f %10.0f %10.0f %11.1f%% %10.2g  %s%n",
                    sample.kind(),
                    sample.quantile(0.25),
                    sample.quantile(0.5),
                    sample.quantile(0.75),
                    comparison.share() * 100,
                    comparison.probability(),
                    comparison.isDistinguishable() ? "tells" : "tells nothing");
        }
    }
}
