package io.orgkeys.keycloak.benchmark;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import io.orgkeys.keycloak.it.TestRealm;

/**
 * Measures the time until a resource server with the Java library refuses a key that was revoked on one of two nodes.
 * Its polls and introspections go through a proxy to both nodes in turns. Then disturbs polls, introspections and
 * nodes. Exits with 1 if a key is allowed for longer than the documentation promises.
 *
 * <p>System properties: {@code benchmark.changes}, the number of changes of each kind; {@code benchmark.parts}, the parts
 * to run.
 */
public final class Revocation {

    /** The promises of docs/change-feed.md and of the contract. */
    private static final Duration WITH_FEED = Duration.ofSeconds(1);

    private static final Duration WITHOUT_FEED = Duration.ofSeconds(2);
    private static final Duration WITH_FAULTS = Duration.ofSeconds(3);
    private static final Duration WITHOUT_MESSAGES = Duration.ofSeconds(60);

    private static final int CUTS = 10;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final List<String> broken = new ArrayList<>();
    private int names;

    private Revocation() {}

    public static void main(String[] arguments) throws Exception {
        // otherwise, the proxy delays its answers by 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Path directory = Path.of("target", "benchmark").toAbsolutePath();
        Revocation revocation = new Revocation();
        Set<String> parts = Set.of(System.getProperty("benchmark.parts", "changes,cuts,faults,restarts,messages")
                .split(","));
        if (!parts.equals(Set.of("messages"))) {
            try (Nodes nodes = Nodes.start(directory, true);
                    RoundRobin proxy = new RoundRobin(nodes.urls())) {
                revocation.clustered(nodes, proxy, parts);
            }
        }
        if (parts.contains("messages")) {
            try (Nodes nodes = Nodes.start(directory, false)) {
                revocation.lostMessages(nodes);
            }
        }
        revocation.broken.forEach(revocation.out::println);
        System.exit(revocation.broken.isEmpty() ? 0 : 1);
    }

    private void clustered(Nodes nodes, RoundRobin proxy, Set<String> parts) {
        if (parts.contains("changes")) {
            changes(nodes, proxy, Integer.getInteger("benchmark.changes", 17));
        }
        List<TestRealm> realm = nodes.realm("faults");
        Revocations revocations = new Revocations(realm.get(0));
        try (WatchedServer server = new WatchedServer(proxy.url() + "/realms/faults")) {
            if (parts.contains("cuts")) {
                cuts(revocations, server, proxy);
            }
            if (parts.contains("faults")) {
                faults(realm, revocations, server, proxy);
            }
            if (parts.contains("restarts")) {
                restarts(realm, revocations, server, proxy, nodes);
            }
        }
    }

    private void check(String what, Duration measured, Duration promised) {
        if (measured.compareTo(promised) >= 0) {
            broken.add("NOT KEPT: " + what + " took " + measured.toMillis() + " ms instead of " + promised.toMillis());
        }
    }

    private String name() {
        return "r" + ++names;
    }

    // --- changes

    /** Changes that the feed reports by an id share a realm. After other changes, a realm needs seconds to be quiet. */
    private void changes(Nodes nodes, RoundRobin proxy, int number) {
        Map<String, List<TestRealm>> realms = new LinkedHashMap<>();
        Map<String, WatchedServer> servers = new LinkedHashMap<>();
        Map<String, Revocations> revocations = new LinkedHashMap<>();
        for (String name : List.of("ids", "groups", "organizations", "catalogs")) {
            realms.put(name, nodes.realm(name));
            servers.put(name, new WatchedServer(proxy.url() + "/realms/" + name));
            revocations.put(name, new Revocations(realms.get(name).get(0)));
        }
        Map<String, Delays> delays = new LinkedHashMap<>();
        for (int round = 0; round < number; round++) {
            try (Watch watch = new Watch()) {
                Map<WatchedKey, String> keys = new LinkedHashMap<>();
                revocations
                        .get("ids")
                        .ofIds(name())
                        .forEach(key -> keys.put(watch.add(key, servers.get("ids")), "ids"));
                keys.put(watch.add(revocations.get("groups").groupLostRole(name()), servers.get("groups")), "groups");
                keys.put(
                        watch.add(
                                revocations.get("organizations").organizationDisabled(name()),
                                servers.get("organizations")),
                        "organizations");
                Revocations ofCatalog = revocations.get("catalogs");
                keys.put(
                        watch.add(
                                round % 2 == 0 ? ofCatalog.resourceDeleted(name()) : ofCatalog.actionRestricted(name()),
                                servers.get("catalogs")),
                        "catalogs");
                watch.awaitWarm();
                int node = round;
                for (Map.Entry<WatchedKey, String> key : keys.entrySet()) {
                    Watch.pause(POLL_INTERVAL);
                    key.getKey().revoke(realms.get(key.getValue()).get(node++ % 2));
                    Watch.await(
                            Duration.ofSeconds(20),
                            "refusal",
                            () -> key.getKey().lag().isPresent());
                }
                Watch.pause(POLL_INTERVAL);
                for (WatchedKey key : watch.keys()) {
                    delays.computeIfAbsent(key.key.kind(), kind -> new Delays())
                            .add(key.lag().orElseThrow());
                    check(key.key.kind(), key.longestWrong(), WITH_FEED);
                }
            }
        }
        servers.values().forEach(WatchedServer::close);
        Delays all = new Delays();
        out.println("\n| change | changes | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|");
        delays.forEach((kind, some) -> {
            out.println("| " + kind + " " + some.row());
            all.addAll(some);
        });
        out.println("| all " + all.row());
        check("the slowest change", all.longest(), WITH_FEED);
    }

    // --- no feed

    private void cuts(Revocations revocations, WatchedServer server, RoundRobin proxy) {
        Revocable key = revocations.resourceDeleted(name());
        out.println("\n| cut | cuts | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|");
        cut("connections refused", 503, key, server, proxy, proxy::cut);
        cut("no answers", 503, key, server, proxy, () -> proxy.disturbAll(Fault.SILENT));
        cut("connections of polls closed", 200, key, server, proxy, () -> proxy.disturbFeed(Fault.CLOSED));
        cut("no answers to polls", 200, key, server, proxy, () -> proxy.disturbFeed(Fault.SILENT));
    }

    /** Measures until when the library uses its memory after the cut. */
    private void cut(String what, int expected, Revocable key, WatchedServer server, RoundRobin proxy, Runnable cut) {
        Delays delays = new Delays();
        try (Watch watch = new Watch()) {
            WatchedKey watched = watch.add(key, server);
            for (int i = 0; i < CUTS; i++) {
                watch.awaitWarm();
                Watch.pause(POLL_INTERVAL);
                long begin = System.nanoTime();
                cut.run();
                Watch.await(
                        Duration.ofSeconds(20),
                        "end of memory",
                        () -> System.nanoTime() - begin
                                        > WITHOUT_FEED.plus(SECOND).toNanos()
                                && !watched.isWarm()
                                && watched.lastStatus() == expected);
                delays.add(Duration.ofNanos(Math.max(0, watched.lastMemory() - begin)));
                proxy.restore();
            }
        }
        out.println("| " + what + " " + delays.row());
        check(what, delays.longest(), WITHOUT_FEED);
    }

    // --- faults

    private void faults(List<TestRealm> realm, Revocations revocations, WatchedServer server, RoundRobin proxy) {
        out.println("\n| fault | changes | longest time for which a revoked key was allowed, ms |\n|---|---|---|");
        Map<String, Runnable> faults = new LinkedHashMap<>();
        faults.put("none", () -> {});
        faults.put("polls arrive late", () -> proxy.disturbFeed(Fault.NONE, Fault.LATE_REQUEST));
        faults.put("answers to polls arrive late", () -> proxy.disturbFeed(Fault.NONE, Fault.LATE_ANSWER));
        faults.put("polls are answered partly", () -> proxy.disturbFeed(Fault.NONE, Fault.PARTIAL));
        faults.put("polls are answered wrongly", () -> proxy.disturbFeed(Fault.NONE, Fault.WRONG));
        faults.put("all of these faults, for all requests", () -> proxy.disturbAll(Fault.values()));
        faults.put("polls are not answered", () -> proxy.disturbFeed(Fault.CLOSED));
        faults.put("no connections", proxy::cut);
        faults.forEach((what, begin) -> {
            try (Watch watch = watch(revocations, server)) {
                begin.run();
                revoke(watch.keys(), realm);
                Watch.pause(SECOND);
                proxy.restore();
                report(what, watch);
            }
        });
    }

    private Watch watch(Revocations revocations, WatchedServer server) {
        Watch watch = new Watch();
        for (int i = 0; i < 2; i++) {
            revocations.ofIds(name()).forEach(key -> watch.add(key, server));
        }
        return watch.awaitWarm();
    }

    private static void revoke(List<WatchedKey> keys, List<TestRealm> nodes) {
        for (int i = 0; i < keys.size(); i++) {
            Watch.pause(SECOND);
            keys.get(i).revoke(nodes.get(i % nodes.size()));
        }
    }

    private void report(String what, Watch watch) {
        watch.awaitRefused(Duration.ofMinutes(3));
        Watch.pause(SECOND);
        Duration longest = watch.keys().stream()
                .map(WatchedKey::longestWrong)
                .max(Duration::compareTo)
                .orElseThrow();
        out.printf(Locale.ROOT, "| %s | %d | %,d |%n", what, watch.keys().size(), longest.toMillis());
        check(what, longest, WITH_FAULTS);
    }

    private void restarts(
            List<TestRealm> realm, Revocations revocations, WatchedServer server, RoundRobin proxy, Nodes nodes) {
        TestRealm first = realm.get(0);
        TestRealm second = realm.get(1);
        try (Watch watch = watch(revocations, server)) {
            List<WatchedKey> keys = watch.keys();
            keys.subList(0, 5).forEach(key -> key.revoke(second));
            nodes.kill(1);
            keys.subList(5, 9).forEach(key -> key.revoke(first));
            revoke(keys.subList(9, 14), List.of(first));
            nodes.start(1);
            revoke(keys.subList(14, keys.size()), realm);
            report("a node is killed and started again", watch);
        }
        try (Watch watch = watch(revocations, server)) {
            List<WatchedKey> keys = watch.keys();
            proxy.cut();
            revoke(keys.subList(0, 6), realm);
            nodes.stop(1);
            nodes.stop(0);
            nodes.start(0);
            proxy.restore();
            revoke(keys.subList(6, 12), List.of(first));
            nodes.start(1);
            revoke(keys.subList(12, keys.size()), realm);
            report("all nodes are stopped and started again", watch);
        }
    }

    // --- lost messages

    /**
     * The second node hears of no change. One resource server uses both nodes, the other one only the second node. In
     * addition, other clients verify the keys on the second node, so that its cache and the memory of the library
     * expire at different times.
     */
    private void lostMessages(Nodes nodes) throws InterruptedException {
        List<TestRealm> realm = nodes.realm("lost");
        Revocations revocations = new Revocations(realm.get(0));
        AtomicBoolean ended = new AtomicBoolean();
        try (RoundRobin both = new RoundRobin(nodes.urls());
                RoundRobin onlySecond = new RoundRobin(nodes.urls().subList(1, 2));
                WatchedServer ofBoth = new WatchedServer(both.url() + "/realms/lost");
                WatchedServer ofSecond = new WatchedServer(onlySecond.url() + "/realms/lost");
                Watch watch = new Watch()) {
            List<Revocable> keys = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                keys.addAll(revocations.withoutRoles(name()));
                keys.add(revocations.organizationDisabled(name()));
            }
            Thread others = new Thread(() -> {
                while (!ended.get()) {
                    Revocable key = keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
                    realm.get(1).verify(key.secret(), "");
                    Watch.pause(Duration.ofMillis(200));
                }
            });
            others.start();
            for (int i = 0; i < keys.size(); i++) {
                watch.add(keys.get(i), i % 3 == 0 ? ofBoth : ofSecond);
                Watch.pause(SECOND);
            }
            // not until all are in memory, because some of so many keys are always introspected again
            Watch.await(
                    Duration.ofMinutes(1),
                    "allowed keys",
                    () -> watch.keys().stream().allMatch(key -> key.lastStatus() == 200));
            revoke(watch.keys(), realm.subList(0, 1));
            // the other node may still allow a key that the resource server has refused
            Thread.sleep(WITHOUT_MESSAGES.toMillis());
            watch.awaitRefused(Duration.ofMinutes(3));
            ended.set(true);
            others.join();
            out.println(
                    "\n| messages lost, requests go to | changes | p50 ms | p99 ms | max ms |\n|---|---|---|---|---|");
            for (WatchedServer server : List.of(ofBoth, ofSecond)) {
                Delays delays = new Delays();
                watch.keys().stream()
                        .filter(key -> key.isOf(server))
                        .forEach(key -> delays.add(key.lag().orElseThrow()));
                String what = server == ofBoth ? "both nodes" : "only the node without messages";
                out.println("| " + what + " " + delays.row());
                check("a change without messages", delays.longest(), WITHOUT_MESSAGES);
            }
        }
    }
}
