package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.orgkeys.keycloak.server.Database;

/**
 * Compares verifications with the Java library, in memory, with verifications by requests to one server, and measures
 * what the polls of the change feed cost the server. Exits with 1 when the library is slower than promised.
 *
 * <p>System property: {@code benchmark.seconds}, the duration of each measurement.
 */
public final class Libraries {

    private static final int RESOURCE_SERVERS = 200;
    private static final int PROMISED = 1_000_000;
    private static final int KEYS = 100_000;

    /** How long to measure the cost of the resource servers, and how long to wait before. */
    private static final int COST_SECONDS = 12;

    private static final int COST_WARM_UP_SECONDS = 3;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Path directory = Path.of("target", "benchmark").toAbsolutePath();
    private final int seconds = Integer.getInteger("benchmark.seconds", 4);
    private final List<String> missed = new ArrayList<>();

    private Libraries() {}

    public static void main(String[] arguments) throws Exception {
        Libraries libraries = new Libraries();
        libraries.run();
        if (!libraries.missed.isEmpty()) {
            libraries.out.println("Missed: " + libraries.missed);
            System.exit(1);
        }
        System.exit(0); // the threads of the HTTP clients would keep the JVM running for a while
    }

    private void run() throws Exception {
        try (Database database = Database.startEmpty("postgres", directory.resolve("libraries-database"));
                Subject subject = Subject.start(
                        database,
                        directory,
                        // the lifespan of an answer in the library is a minute without this time, so that no key
                        // expires during a measurement
                        "--spi-api-key-store--cache--lifespan=2",
                        // the rate limit must not refuse polls, because all of them come from one client
                        "--spi-api-key-feed--default--polls-per-second=1000000")) {
            KeyLoader loader = new KeyLoader(database, subject.realmId(), subject.createOrganizations(100));
            List<String> secrets = loader.load(KEYS, KEYS);
            Site site = subject.site(secrets, List.of(), seconds, 1, false);
            compare(site, secrets);
            List<String> changed = subject.lastKeys(FeedLoad.CHANGED);
            polls(subject, site, changed);
            // the last key has leaked, so that it cannot be enabled
            cost(subject, site, changed.get(1));
        }
    }

    private void compare(Site site, List<String> secrets) throws IOException, InterruptedException, ExecutionException {
        Results requests = measure(LibraryLoad.class, site);
        Speed introspected = Speed.of(requests.get(Row.INTROSPECT_ONE));
        List<Speed> speeds = new ArrayList<>(List.of(introspected, Speed.of(requests.get(Row.VERIFY_ONE))));
        long bytes;
        List<Speed> ofOneCore = new ArrayList<>();
        try (ResourceServer server = ResourceServer.start(site.url())) {
            InMemory memory = new InMemory(server, seconds);
            List<String> one = secrets.subList(0, 1);
            ofOneCore.add(memory.measure("library, one key", one, 1));
            speeds.add(memory.measure("library, one key, on all processors", one, processors()));
        }
        try (RepeatedAnswer proxy = RepeatedAnswer.start(site.url(), secrets.get(0));
                ResourceServer server = ResourceServer.start(proxy.realmUrl())) {
            InMemory memory = new InMemory(server, seconds);
            bytes = memory.fill(secrets);
            String many = String.format(Locale.ROOT, "library, %,d keys", KEYS);
            ofOneCore.add(memory.measure(many, secrets, 1));
            speeds.add(memory.measure(many + ", on all processors", secrets, processors()));
        }
        speeds.addAll(ofOneCore);
        print(speeds);
        ofOneCore.forEach(library -> {
            printRatio(library, introspected);
            promise(library);
        });
        out.printf(Locale.ROOT, "memory per cached key: %,d bytes%n", bytes);
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private Results measure(Class<? extends io.gatling.javaapi.core.Simulation> load, Site site)
            throws IOException, InterruptedException {
        Results results = new Generator(load, directory.resolve(load.getSimpleName())).run(site);
        results.all()
                .filter(result -> result.errors() > 0)
                .forEach(result -> missed.add("no errors, but there were " + result.errors() + ": "
                        + result.row().text()));
        return results;
    }

    private void print(List<Speed> speeds) {
        out.printf(Locale.ROOT, "%n%-52s %12s %20s %10s%n", "", "per second", "per second and core", "us");
        speeds.forEach(speed -> out.printf(
                Locale.ROOT,
                "%-52s %,12.0f %,20.0f %10.2f%n",
                speed.text(),
                speed.perSecond(),
                speed.perSecondAndCore(),
                speed.micros()));
    }

    private void printRatio(Speed library, Speed introspection) {
        out.printf(
                Locale.ROOT,
                "%s : introspection of one key: %.0f per second, %.0f per second and core%n",
                library.text(),
                library.perSecond() / introspection.perSecond(),
                library.perSecondAndCore() / introspection.perSecondAndCore());
    }

    private void promise(Speed library) {
        if (library.perSecondAndCore() < PROMISED) {
            missed.add(library.text() + ": at least a million verifications per second and core");
        }
    }

    private void polls(Subject subject, Site site, List<String> changed) throws IOException, InterruptedException {
        subject.change(site.adminToken(), "disable", changed);
        Results polls = measure(FeedLoad.class, site);
        print(List.of(Speed.of(polls.get(Row.POLL_UNCHANGED)), Speed.of(polls.get(Row.POLL_CHANGED))));
    }

    private void cost(Subject subject, Site site, String key) throws InterruptedException {
        out.printf(Locale.ROOT, "%n%-52s %12s %12s%n", "", "% of a core", "polls/s");
        for (int number : new int[] {0, RESOURCE_SERVERS}) {
            try (ResourceServers servers = ResourceServers.start(number, site.url())) {
                cost(number + " resource servers, nothing changes", servers, subject, () -> {});
                AtomicBoolean enabled = new AtomicBoolean();
                cost(number + " resource servers, a key changes every second", servers, subject, () -> {
                    boolean before = enabled.getAndSet(!enabled.get());
                    subject.change(site.adminToken(), before ? "disable" : "enable", List.of(key));
                });
            }
        }
    }

    /** @param change runs every second */
    private void cost(String text, ResourceServers servers, Subject subject, Runnable change)
            throws InterruptedException {
        repeat(change, COST_WARM_UP_SECONDS);
        long polls = servers.polls();
        Duration cpu = subject.processorTime();
        long begin = System.nanoTime();
        repeat(change, COST_SECONDS);
        double elapsed = System.nanoTime() - begin;
        out.printf(
                Locale.ROOT,
                "%-52s %12.1f %12.0f%n",
                text,
                subject.processorTime().minus(cpu).toNanos() / elapsed * 100,
                (servers.polls() - polls) / elapsed * 1e9);
        if (servers.failedPolls() > 0) {
            missed.add("no failed polls, but there were " + servers.failedPolls() + ": " + text);
        }
    }

    private static void repeat(Runnable change, int duration) throws InterruptedException {
        for (int second = 0; second < duration; second++) {
            long begin = System.nanoTime();
            change.run();
            Thread.sleep(Math.max(0, 1_000 - (System.nanoTime() - begin) / 1_000_000));
        }
    }
}
