package io.orgkeys.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.StringJoiner;

/**
 * A random schedule: two nodes that hear of changes at different times, and a service that verifies keys and polls. Each
 * answer lists the changes that it contains, so that a stale entry can be recognized.
 */
final class Schedule {

    private static final int NODES = 2;
    private static final int KEYS = 3;
    private static final long DURATION = 7_000;
    private static final long INTERVAL = 500;
    private static final long POLL_TIMEOUT = 2_000;
    private static final long NEVER = Long.MAX_VALUE;

    /** The ids of key, owner and organization. The keys 0 and 1 have the same organization, 1 and 2 the same owner. */
    private static final List<List<String>> IDS =
            List.of(List.of("K0", "U0", "O0"), List.of("K1", "U1", "O0"), List.of("K2", "U1", "O1"));

    private static final List<String> CHANGEABLE = List.of("K0", "K1", "K2", "U0", "U1", "O0", "O1", "all");

    private record Change(int number, String id, long committed, long[] heard) {

        boolean concerns(int key) {
            return id.equals("all") || IDS.get(key).contains(id);
        }

        long heardByAll() {
            long last = 0;
            for (long time : heard) {
                last = Math.max(last, time);
            }
            return last;
        }
    }

    private record Event(long at, int number, Runnable action) {}

    private final int seed;
    private final Random random;
    private final KeyCache cache;
    private final boolean messagesGetLost;
    /** Whether most polls and introspections take long, so that the overlap of polls is needed. */
    private final boolean slow;

    private final long lifespan;
    private final List<Change> changes = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingInt(Event::number));
    private int numbers;
    private long now;
    private long clockSteps;
    private long hits;
    private long lastPollBegan = -NEVER / 2;
    /** The beginnings and ends of successful polls. */
    private final List<long[]> polls = new ArrayList<>();

    Schedule(int seed, Timing timing) {
        this.seed = seed;
        this.random = new Random(seed * 31L + 7);
        this.messagesGetLost = random.nextInt(5) == 0;
        this.slow = random.nextInt(3) == 0;
        this.lifespan = random.nextBoolean() ? 2_500 : 60_000;
        this.cache = new KeyCache(Limits.DEFAULT, timing, clock());
    }

    /** Returns the number of decisions from the cache. */
    long run() {
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            changes.add(change(i));
        }
        at(random.nextInt(50), this::poll);
        at(random.nextInt(50), this::verifyAgain);
        if (random.nextInt(10) == 0) {
            at(random.nextLong(DURATION), () -> clockSteps += random.nextInt(-5_000, 5_000));
        }
        while (!events.isEmpty() && events.peek().at() <= DURATION) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
        }
        return hits;
    }

    private Change change(int number) {
        long committed = random.nextLong(DURATION);
        long[] heard = new long[NODES];
        long first = committed + random.nextInt(50);
        int origin = random.nextInt(NODES);
        for (int node = 0; node < NODES; node++) {
            // The nodes hear of a change within one second
            int delay = random.nextBoolean() ? random.nextInt(1_000) : 900 + random.nextInt(100);
            heard[node] = node == origin ? first : first + delay;
            if (messagesGetLost && node != origin && random.nextBoolean()) {
                heard[node] = NEVER;
            }
        }
        return new Change(number, CHANGEABLE.get(random.nextInt(CHANGEABLE.size())), committed, heard);
    }

    // --- the service

    private void verifyAgain() {
        verify(random.nextInt(KEYS));
        after(random.nextInt(120), this::verifyAgain);
    }

    private void verify(int key) {
        KeyCache.Step step = cache.verify("secret" + key, null, Requirement.none(), clock());
        if (step instanceof Decision decision) {
            hits++;
            check(key, decision.caller());
        } else if (step instanceof KeyCache.Ask ask) {
            introspect(key, ask.question());
        }
    }

    private void introspect(int key, Question question) {
        long began = now;
        long duration = random.nextInt(4) == 0 || slow ? random.nextInt(slow ? 1_100 : 2_500) : random.nextInt(60);
        int node = random.nextInt(NODES);
        after(random.nextLong(duration + 1), () -> {
            byte[] answer = answer(key, node, began);
            at(
                    Math.max(now, began + duration),
                    () -> cache.answered(question, 200, answer, Requirement.none(), clock()));
        });
    }

    private void poll() {
        Poll poll = cache.pollBegins(clock());
        long began = now;
        long there = random.nextInt(slow ? 2 : 8) == 0 ? random.nextInt(1_990) : random.nextInt(40);
        if (slow && random.nextBoolean()) {
            there = 850 + random.nextInt(140) + (random.nextBoolean() ? 0 : 900);
        }
        long back = random.nextInt(40);
        boolean lost = random.nextInt(10) == 0;
        int node = random.nextInt(NODES);
        long forth = there;
        if (lost || there + back >= POLL_TIMEOUT) {
            after(POLL_TIMEOUT, () -> {
                cache.pollEnds(poll, 0, null, clock());
                after(INTERVAL, this::poll);
            });
            return;
        }
        after(forth, () -> {
            byte[] answer = changesSince(node, now - Math.max(poll.since(), 2_000));
            after(back, () -> {
                if (cache.pollEnds(poll, 200, answer, clock())) {
                    lastPollBegan = began;
                    polls.add(new long[] {began, now});
                }
                after(INTERVAL, this::poll);
            });
        });
    }

    // --- the nodes

    /** Describes a key. A node that has not heard of a change can know it or not. */
    private byte[] answer(int key, int node, long began) {
        StringJoiner contained = new StringJoiner(" ");
        for (Change change : changes) {
            if (change.heard()[node] <= now || (change.committed() <= now && random.nextInt(4) == 0)) {
                contained.add("c" + change.number());
            }
        }
        List<String> ids = IDS.get(key);
        String answer =
                "{\"active\":true,\"token_type\":\"api_key\",\"jti\":\"" + ids.get(0) + "\",\"sub\":\"" + ids.get(1)
                        + "\",\"organization\":{\"x\":{\"id\":\"" + ids.get(2) + "\"}},\"scope\":\"" + contained
                        + "\",\"began\":" + began + "}";
        return answer.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] changesSince(int node, long start) {
        StringJoiner ids = new StringJoiner(",", "[", "]");
        boolean all = false;
        for (Change change : changes) {
            long heard = change.heard()[node];
            if (heard >= start && heard <= now) {
                if (change.id().equals("all")) {
                    all = true;
                } else {
                    ids.add('"' + change.id() + '"');
                }
            }
        }
        return "{\"ids\":%s,\"all\":%s,\"lifespan\":%d}"
                .formatted(ids, all, lifespan)
                .getBytes(StandardCharsets.UTF_8);
    }

    // --- the promises

    private void check(int key, Caller caller) {
        long began = (Long) Objects.requireNonNull(caller.claims().get("began"));
        require(now - began <= lifespan, "an entry older than the lifespan");
        require(now - lastPollBegan <= 2_000, "an entry two seconds after the last poll");
        if (messagesGetLost) {
            return;
        }
        for (Change change : changes) {
            if (change.concerns(key) && !caller.permissions().contains("c" + change.number())) {
                long entered = change.heardByAll() + 1_000;
                boolean missed = polls.stream().anyMatch(poll -> poll[0] >= entered && poll[1] < now);
                require(!missed, "an entry without the change " + change.number() + ", which a later poll had to drop");
            }
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("seed " + seed + ", at " + now + ": decided from " + otherwise);
        }
    }

    private Now clock() {
        return new Now(now, 1_800_000_000_000L + now + clockSteps);
    }

    private void after(long delay, Runnable action) {
        at(now + delay, action);
    }

    private void at(long time, Runnable action) {
        events.add(new Event(time, numbers++, action));
    }
}
