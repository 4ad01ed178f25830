package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.orgkeys.keycloak.server.Database;

/**
 * Measures a real Keycloak on a real PostgreSQL and prints one table. Exits with 1 when a documented limit is missed.
 *
 * <p>Runs several servers, one after the other, each with a new database. After each start, the JVM compiles the
 * measured code differently. The resulting differences in speed are larger than the effects to be measured, and more
 * rounds on the same server do not reduce them. The table shows averages over the servers, and the limits apply to the
 * averages.
 *
 * <p>System properties: {@code benchmark.sizes} (the numbers of keys to measure with, one after the other, such as
 * {@code 1000,1000000}), {@code benchmark.servers}, {@code benchmark.seconds} (the duration of each measurement) and
 * {@code benchmark.rounds} (per server).
 */
public final class Benchmark {

    /**
     * The number of keys that are verified again and again. It is the same for every number of stored keys. With more
     * of these keys, the benchmark would also measure the processor caches.
     */
    private static final int WARM_KEYS = 500;

    private static final int COLD_KEYS = 20_000;
    private static final int MEMORY_KEYS = 10_000;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Path directory = Path.of("target", "benchmark").toAbsolutePath();
    private final List<Integer> sizes = Stream.of(
                    System.getProperty("benchmark.sizes", "10000").split(","))
            .map(Integer::valueOf)
            .sorted()
            .toList();
    private final int servers = Integer.getInteger("benchmark.servers", 3);
    private final int seconds = Integer.getInteger("benchmark.seconds", 4);
    private final int rounds = Integer.getInteger("benchmark.rounds", 2);
    private final List<String> missed = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        boolean kept = new Benchmark().run();
        if (!kept) {
            System.exit(1);
        }
    }

    private boolean run() throws Exception {
        Map<Integer, List<Results>> all = new LinkedHashMap<>();
        for (int server = 1; server <= servers; server++) {
            out.printf(Locale.ROOT, "%nServer %d of %d ...%n", server, servers);
            measureServer(all, server == servers);
        }
        all.forEach((size, results) -> print(size, Results.average(results)));
        out.printf(Locale.ROOT, "%n%-52s %12s %10s  %s%n", "", "average", "promised", "each server");
        compare(all.getOrDefault(sizes.get(0), List.of()));
        if (sizes.size() > 1) {
            growth(all.getOrDefault(sizes.get(0), List.of()), all.getOrDefault(sizes.get(sizes.size() - 1), List.of()));
        }
        missed.forEach(promise -> out.println("NOT KEPT: " + promise));
        return missed.isEmpty();
    }

    /**
     * @param last whether this is the last server; values that do not depend on the compilation by the JVM are measured
     *     only on the last server
     */
    private void measureServer(Map<Integer, List<Results>> all, boolean last) throws Exception {
        try (Database database = Database.startEmpty("postgres", directory.resolve("database"));
                Subject subject = Subject.start(database, directory)) {
            KeyLoader loader = new KeyLoader(database, subject.realmId(), subject.createOrganizations(100));
            for (int size : sizes) {
                boolean first = size == sizes.get(0);
                all.computeIfAbsent(size, ofSize -> new ArrayList<>()).add(measure(subject, loader, size, !first));
                if (last && first) {
                    double transactions = subject.transactionsPerThousandVerifications();
                    out.printf(
                            Locale.ROOT,
                            "Transactions of the database per 1,000 warm verifications: %.1f%n",
                            transactions);
                    require(transactions <= 10, "a warm verification does no SQL");
                }
            }
            if (last) {
                long bytes = subject.bytesPerCachedKey(loader.load(loader.loaded() + MEMORY_KEYS, MEMORY_KEYS));
                out.printf(Locale.ROOT, "Memory of a cached key: %d bytes (promised: 1,024 at most)%n", bytes);
                require(bytes <= 1_024, "a cached key takes a kilobyte at most");
            }
        }
    }

    private Results measure(Subject subject, KeyLoader loader, int size, boolean brief)
            throws IOException, SQLException, InterruptedException {
        out.printf(Locale.ROOT, "Loading keys up to %,d ...%n", size);
        long begin = System.nanoTime();
        int before = loader.loaded();
        int warm = Math.min(WARM_KEYS, (size - before) / 2);
        List<String> secrets = loader.load(size, Math.min(size - before, warm + COLD_KEYS));
        out.printf(Locale.ROOT, "Loaded in %.0f s. Measuring ...%n", (System.nanoTime() - begin) / 1e9);
        Site site =
                subject.site(secrets.subList(0, warm), secrets.subList(warm, secrets.size()), seconds, rounds, brief);
        return new Generator(Load.class, directory.resolve("load-" + size)).run(site);
    }

    private void print(int size, Results results) {
        String title = String.format(Locale.ROOT, "%,d keys", size);
        out.printf(
                Locale.ROOT,
                "%n%-52s %12s %10s %9s %9s %8s%n",
                title,
                "requests/s",
                "server us",
                "p50 ms",
                "p99 ms",
                "errors");
        results.all()
                .forEach(result -> out.printf(
                        Locale.ROOT,
                        "%-52s %12.0f %10s %9d %9d %8d%n",
                        result.row().text(),
                        result.perSecond(),
                        result.serverMicros() == 0 ? "" : result.serverMicros(),
                        result.p50(),
                        result.p99(),
                        result.errors()));
        long errors = results.all().mapToLong(Result::errors).sum();
        require(errors == 0, "no errors, but there were " + errors);
    }

    private void compare(List<Results> results) {
        promise("verify, warm / empty endpoint", ratios(results, Row.VERIFY_WARM, Row.EMPTY), 0.85);
        printRatios("verify, warm / the same answer", ratios(results, Row.VERIFY_WARM, Row.SAME_ANSWER));
        promise("introspection of a key / of a JWT", ratios(results, Row.INTROSPECT_KEY, Row.INTROSPECT_JWT), 5);
        printRatios(
                "the same by processor time of the server",
                results.stream()
                        .map(server -> (double) server.get(Row.INTROSPECT_JWT).serverMicros()
                                / server.get(Row.INTROSPECT_KEY).serverMicros())
                        .toList());
        printRatios(
                "introspection of a member's key / of a member's JWT",
                ratios(results, Row.INTROSPECT_MEMBERS_KEY, Row.INTROSPECT_MEMBERS_JWT));
        promise("valid keys beside unknown ones / alone", ratios(results, Row.VALID_IN_FLOOD, Row.VALID_ALONE), 0.7);
        promise(
                "valid keys beside 500/s of one address / alone",
                ratios(results, Row.VALID_IN_LIMITED_FLOOD, Row.VALID_ALONE),
                0.7);
    }

    /**
     * Compares the speed of verifications with the most stored keys and with the fewest. The compared values are ratios
     * to the speed of the empty endpoint, because the speed of the machine varies.
     */
    private void growth(List<Results> fewest, List<Results> most) {
        List<Double> withFewest = ratios(fewest, Row.VERIFY_WARM, Row.EMPTY);
        List<Double> withMost = ratios(most, Row.VERIFY_WARM, Row.EMPTY);
        printRatios("verify, warm / empty endpoint, with most keys", withMost);
        promise(
                "the same, most keys / fewest keys",
                IntStream.range(0, servers)
                        .mapToObj(server -> withMost.get(server) / withFewest.get(server))
                        .toList(),
                0.95);
    }

    private static List<Double> ratios(List<Results> servers, Row one, Row other) {
        return servers.stream()
                .map(server -> server.get(one).ratioTo(server.get(other)))
                .toList();
    }

    private void promise(String text, List<Double> ratios, double least) {
        printRatios(text, ratios, String.format(Locale.ROOT, "%.2f", least));
        require(average(ratios) >= least, text);
    }

    private void printRatios(String text, List<Double> ratios) {
        printRatios(text, ratios, "");
    }

    private void printRatios(String text, List<Double> ratios, String promised) {
        String each = ratios.stream()
                .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                .collect(Collectors.joining(" "));
        out.printf(Locale.ROOT, "%-52s %12.2f %10s  %s%n", text, average(ratios), promised, each);
    }

    private static double average(List<Double> ratios) {
        return ratios.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private void require(boolean kept, String promise) {
        if (!kept) {
            missed.add(promise);
        }
    }
}
