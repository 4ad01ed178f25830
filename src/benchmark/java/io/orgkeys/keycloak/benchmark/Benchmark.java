package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.orgkeys.keycloak.server.Database;

/**
 * Measures a real Keycloak on a real PostgreSQL and prints one table. Exits with 1 when a promise is not kept.
 *
 * <p>System properties: {@code benchmark.sizes} (how many keys there are, one after the other, as in
 * {@code 1000,1000000}), {@code benchmark.seconds} (of each measurement) and {@code benchmark.rounds}.
 */
public final class Benchmark {

    private static final int WARM_KEYS = 1_000;
    private static final int COLD_KEYS = 20_000;
    private static final int MEMORY_KEYS = 10_000;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Path directory = Path.of("target", "benchmark").toAbsolutePath();
    private final List<String> broken = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
        boolean kept = new Benchmark().run();
        if (!kept) {
            System.exit(1);
        }
    }

    private boolean run() throws Exception {
        List<Integer> sizes = List.of(System.getProperty("benchmark.sizes", "10000").split(",")).stream()
                .map(Integer::valueOf)
                .sorted()
                .toList();
        int seconds = Integer.getInteger("benchmark.seconds", 6);
        int rounds = Integer.getInteger("benchmark.rounds", 3);
        try (Database database = Database.startEmpty("postgres", directory.resolve("database"));
                Subject subject = Subject.start(database, directory)) {
            KeyLoader loader = new KeyLoader(database, subject.realmId(), subject.createOrganizations(100));
            List<Results> all = new ArrayList<>();
            for (int size : sizes) {
                boolean brief = !all.isEmpty();
                Results results = measure(subject, loader, size, seconds, rounds, brief);
                all.add(results);
                print(size, results);
                if (!brief) {
                    long statements = subject.statementsPerThousandVerifications();
                    out.printf(Locale.ROOT, "%nTransactions of the database during 1,000 warm verifications: %d%n", statements);
                    require(statements <= 10, "a warm verification does no SQL");
                    compare(results);
                }
            }
            if (all.size() > 1) {
                double growth = all.get(all.size() - 1).get(Row.VERIFY_WARM).ratioTo(all.get(all.size() - 1).get(Row.EMPTY))
                        / all.get(0).get(Row.VERIFY_WARM).ratioTo(all.get(0).get(Row.EMPTY));
                promise("verify, warm: most keys / fewest keys, each beside its empty endpoint", growth, 0.95);
            }
            long bytes = subject.bytesPerCachedKey(loader.load(loader.loaded() + MEMORY_KEYS, MEMORY_KEYS));
            out.printf(Locale.ROOT, "%nMemory of a cached key: %d bytes (promised: 1,024 at most)%n", bytes);
            require(bytes <= 1_024, "a cached key takes a kilobyte at most");
        }
        broken.forEach(promise -> out.println("NOT KEPT: " + promise));
        return broken.isEmpty();
    }

    private Results measure(Subject subject, KeyLoader loader, int size, int seconds, int rounds, boolean brief)
            throws IOException, SQLException, InterruptedException {
        out.printf(Locale.ROOT, "%nLoading keys up to %,d ...%n", size);
        long begin = System.nanoTime();
        int before = loader.loaded();
        int warm = Math.min(WARM_KEYS, (size - before) / 2);
        List<String> secrets = loader.load(size, Math.min(size - before, warm + COLD_KEYS));
        out.printf(Locale.ROOT, "Loaded in %.0f s. Measuring ...%n", (System.nanoTime() - begin) / 1e9);
        Site site = subject.site(secrets.subList(0, warm), secrets.subList(warm, secrets.size()), seconds, rounds, brief);
        return new Generator(directory.resolve("load-" + size)).run(site);
    }

    private void print(int size, Results results) {
        out.printf(Locale.ROOT, "%n%,d keys%n", size);
        out.printf(Locale.ROOT, "%-52s %12s %10s %9s %9s %8s%n", "", "requests/s", "server us", "p50 ms", "p99 ms", "errors");
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

    private void compare(Results results) {
        out.println();
        promise("verify, warm / empty endpoint", ratio(results, Row.VERIFY_WARM, Row.EMPTY), 0.85);
        out.printf(
                Locale.ROOT,
                "%-52s %12.2f%n",
                "verify, warm / the same answer",
                ratio(results, Row.VERIFY_WARM, Row.SAME_ANSWER));
        promise("introspection of a key / of a JWT", ratio(results, Row.INTROSPECT_KEY, Row.INTROSPECT_JWT), 5);
        out.printf(
                Locale.ROOT,
                "%-52s %12.2f%n",
                "the same by processor time of the server",
                (double) results.get(Row.INTROSPECT_JWT).serverMicros()
                        / results.get(Row.INTROSPECT_KEY).serverMicros());
        out.printf(
                Locale.ROOT,
                "%-52s %12.2f%n",
                "introspection of a member's key / of a member's JWT",
                ratio(results, Row.INTROSPECT_MEMBERS_KEY, Row.INTROSPECT_MEMBERS_JWT));
        promise("good keys beside unknown ones / alone", ratio(results, Row.GOOD_IN_FLOOD, Row.GOOD_ALONE), 0.7);
        promise(
                "good keys beside 500/s of one address / alone",
                ratio(results, Row.GOOD_IN_LIMITED_FLOOD, Row.GOOD_ALONE),
                0.7);
    }

    private static double ratio(Results results, Row one, Row other) {
        return results.get(one).ratioTo(results.get(other));
    }

    private void promise(String text, double ratio, double least) {
        out.printf(Locale.ROOT, "%-52s %12.2f   (promised: %.2f)%n", text, ratio, least);
        require(ratio >= least, text);
    }

    private void require(boolean kept, String promise) {
        if (!kept) {
            broken.add(promise);
        }
    }
}
