package io.orgkeys.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The counts that the next poll sends. Counting takes no lock. */
final class UsageCounts {

    /** The maximum that a poll sends. The server refuses larger reports. */
    private static final int PER_POLL = 1_000;

    /** Of the queue. It can be longer than the cache, because dropped entries stay in it. */
    private static final int MAXIMUM_LENGTH = 200_000;

    private final int limit;
    private final Queue<KeyUsage> counted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    /** In the order of the first count, so that each key has its turn. */
    private final Map<String, UsageCount> waiting = new LinkedHashMap<>();

    UsageCounts(int limit) {
        this.limit = limit;
    }

    void count(KeyUsage usage, Decision decision) {
        if (usage.count(decision.isAllowed())) {
            counted.add(usage);
            length.incrementAndGet();
        }
    }

    /** Returns counts for a poll, sorted by id. */
    synchronized List<UsageCount> take() {
        collect();
        List<UsageCount> taken = new ArrayList<>();
        Iterator<UsageCount> counts = waiting.values().iterator();
        while (counts.hasNext() && taken.size() < PER_POLL) {
            taken.add(counts.next());
            counts.remove();
        }
        taken.sort(Comparator.comparing(UsageCount::id));
        return List.copyOf(taken);
    }

    /** Keeps the counts of a failed poll for the next one. */
    synchronized void restore(List<UsageCount> counts) {
        counts.forEach(this::add);
    }

    /** Reads the queued objects, also those of dropped entries, as long as there is room for their keys. */
    private void collect() {
        KeyUsage usage = counted.peek();
        while (usage != null && (hasRoom(usage.keyId()) || length.get() > MAXIMUM_LENGTH)) {
            counted.remove();
            length.decrementAndGet();
            add(usage.take());
            usage = counted.peek();
        }
    }

    private void add(UsageCount count) {
        if (hasRoom(count.id())) {
            waiting.merge(count.id(), count, UsageCount::plus);
        }
    }

    private boolean hasRoom(String keyId) {
        return waiting.size() < limit || waiting.containsKey(keyId);
    }
}
