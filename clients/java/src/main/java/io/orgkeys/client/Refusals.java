package io.orgkeys.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/** Remembers inactive keys for a second, so that a program that repeats its requests does not overload Keycloak. */
final class Refusals {

    private static final long LIFESPAN = 1_000;

    private record Refusal(EntryKey key, Long began) {}

    private final int limit;
    /** By key: when the introspection began. */
    private final Map<EntryKey, Long> began = new ConcurrentHashMap<>();
    /** In the order in which they are removed. */
    private final Deque<Refusal> order = new ArrayDeque<>();

    Refusals(int limit) {
        this.limit = limit;
    }

    boolean contains(EntryKey key, Now now) {
        Long then = began.get(key);
        return then != null && now.mono() - then <= LIFESPAN;
    }

    /** Returns when the introspection of the remembered refusal began, or null. */
    @Nullable
    Long began(EntryKey key) {
        return began.get(key);
    }

    synchronized void add(EntryKey key, long then, Now now) {
        if (now.mono() - then > LIFESPAN) {
            return;
        }
        while (!order.isEmpty()
                && (order.size() >= limit || now.mono() - order.getFirst().began() > LIFESPAN)) {
            Refusal oldest = order.removeFirst();
            began.remove(oldest.key(), oldest.began());
        }
        began.put(key, then);
        order.addLast(new Refusal(key, then));
    }

    void remove(EntryKey key) {
        began.remove(key);
    }

    synchronized void clear() {
        began.clear();
        order.clear();
    }
}
