package io.orgkeys.keycloak.benchmark;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.Project;

/**
 * Measures how the time of a page of 20 keys grows with the number of keys, for each filter and each order of the admin
 * list. One client sends one request after the other. Prints medians. Exits with 1 when a page takes more than three
 * times as long with the most keys as with the fewest.
 *
 * <p>System property: {@code benchmark.sizes}, the numbers of keys, such as {@code 1000,1000000}.
 */
public final class Lists {

    private static final int PAGE = 20;
    private static final int WARM_UP = 20;
    private static final int REQUESTS = 101;
    private static final double LIMIT = 3;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Lists() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of("target", "benchmark").toAbsolutePath();
        try (Database database = Database.startEmpty("postgres", directory.resolve("lists-database"));
                KeycloakServer keycloak = KeycloakServer.builder()
                        .name("lists")
                        .database(database)
                        .production()
                        .providers(Project.jar())
                        .importRealm(Path.of("realm-export.json"))
                        .start()) {
            if (!new Lists().run(database, TestRealm.on(keycloak))) {
                System.exit(1);
            }
        }
    }

    private boolean run(Database database, TestRealm realm) throws Exception {
        List<Integer> sizes = Stream.of(
                        System.getProperty("benchmark.sizes", "1000,1000000").split(","))
                .map(Integer::valueOf)
                .sorted()
                .toList();
        String realmId = realm.admin("GET", "").send().expect(200).text("id");
        String acme = realm.organizationId("acme");
        KeyLoader loader = new KeyLoader(database, realmId, organizations(acme, sizes.get(sizes.size() - 1)));
        Map<String, List<Double>> medians = new LinkedHashMap<>();
        for (int size : sizes) {
            out.printf(Locale.ROOT, "Loading keys up to %,d ...%n", size);
            loader.load(size, 0);
            List<String> queries = queries(acme);
            for (int i = 0; i < WARM_UP; i++) {
                queries.forEach(query -> time(realm, query));
            }
            for (String query : queries) {
                double median = median(realm, query);
                out.printf(Locale.ROOT, "%,d keys, %s: %.1f ms%n", size, query, median);
                medians.computeIfAbsent(withoutTimes(query), first -> new ArrayList<>())
                        .add(median);
            }
        }
        return print(sizes, medians);
    }

    /** Returns one organization that exists, and the ids of as many others as the keys need. Lists do not need those. */
    private static List<String> organizations(String first, int keys) {
        return Stream.concat(
                        Stream.of(first),
                        Stream.generate(() -> UUID.randomUUID().toString()))
                .limit(Math.max(1, keys / KeyLoader.PER_ORGANIZATION))
                .toList();
    }

    private static List<String> queries(String organizationId) {
        Instant now = Instant.now();
        String nextMonth = "expiresAfter=" + now + "&expiresBefore=" + now.plus(Duration.ofDays(30));
        String unusedForLong = "lastUsedBefore=" + now.minus(Duration.ofDays(90));
        return List.of(
                "sort=name",
                "sort=-name",
                "sort=createdAt",
                "sort=-createdAt",
                "sort=lastUsedAt",
                "sort=-lastUsedAt",
                "sort=expiresAt",
                "sort=-expiresAt",
                "createdAfter=" + now.minus(Duration.ofDays(3)),
                "createdBefore=" + now.minus(Duration.ofDays(3)),
                "createdBy=" + KeyLoader.RARE_CREATOR,
                nextMonth,
                nextMonth + "&sort=expiresAt",
                unusedForLong,
                unusedForLong + "&sort=lastUsedAt",
                unusedForLong + "&createdBefore=" + now.minus(Duration.ofDays(90)),
                "lastUsedAfter=" + now.minus(Duration.ofDays(1)),
                "unused=true",
                "unused=true&sort=-createdAt",
                "unused=false",
                "permission=" + KeyLoader.RARE_PERMISSION,
                "permission=" + KeyLoader.RARE_PERMISSION + "&sort=-lastUsedAt",
                "permission=stats:read",
                "permission=stats:read&sort=-createdAt",
                "leaked=true",
                "leaked=true&sort=-lastUsedAt",
                "leaked=false",
                "organizationId=" + organizationId + "&sort=-createdAt",
                "organizationId=" + organizationId + "&sort=-lastUsedAt");
    }

    /** Returns the query without its values that differ between the sizes. */
    private static String withoutTimes(String query) {
        return query.replaceAll("=20\\d\\d-[^&]*", "=…").replaceAll("organizationId=[^&]*", "organizationId=…");
    }

    private static double median(TestRealm realm, String query) {
        List<Long> nanos = Stream.generate(() -> time(realm, query))
                .limit(REQUESTS)
                .sorted()
                .toList();
        return nanos.get(REQUESTS / 2) / 1e6;
    }

    private static long time(TestRealm realm, String query) {
        var request = realm.keys("GET", "?max=" + PAGE + "&" + query);
        long begin = System.nanoTime();
        request.send().expect(200);
        return System.nanoTime() - begin;
    }

    private boolean print(List<Integer> sizes, Map<String, List<Double>> medians) {
        out.printf(Locale.ROOT, "%n%-60s", "median of a page of " + PAGE + " in ms, by the number of keys");
        sizes.forEach(size -> out.printf(Locale.ROOT, " %,12d", size));
        out.printf("   growth%n");
        boolean kept = true;
        for (Map.Entry<String, List<Double>> row : medians.entrySet()) {
            List<Double> times = row.getValue();
            double growth = times.get(times.size() - 1) / times.get(0);
            out.printf(Locale.ROOT, "%-60s", row.getKey());
            times.forEach(time -> out.printf(Locale.ROOT, " %12.1f", time));
            out.printf(Locale.ROOT, " %8.1f%s%n", growth, growth > LIMIT ? " NOT KEPT" : "");
            kept &= growth <= LIMIT;
        }
        return kept;
    }
}
