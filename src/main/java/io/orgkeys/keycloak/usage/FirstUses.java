package io.orgkeys.keycloak.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The first uses of secrets that keys got by rotating themselves, as observed by this node. The former secret may
 * repeat the rotation until a use of the new secret is recorded. So a first use is written to the database immediately,
 * and kept here until every cached copy of the secret contains it.
 */
final class FirstUses {

    /**
     * How long a first use stays in memory after it was written to the database. This is longer than any node caches a
     * secret that it read before the first use was written.
     */
    private static final Duration RETENTION = Duration.ofMinutes(10);

    private static final long UNWRITTEN = Long.MIN_VALUE;

    private final ConcurrentMap<FirstUse, Long> seen = new ConcurrentHashMap<>();

    /** @param issuedAt identifies the secret of the key */
    record FirstUse(String realmId, String keyId, Instant issuedAt) {}

    /** Returns false if this use was added before. */
    boolean add(FirstUse use) {
        return seen.putIfAbsent(use, UNWRITTEN) == null;
    }

    boolean contains(FirstUse use) {
        return seen.containsKey(use);
    }

    List<FirstUse> unwritten() {
        return seen.entrySet().stream()
                .filter(entry -> entry.getValue() == UNWRITTEN)
                .map(entry -> entry.getKey())
                .toList();
    }

    /**
     * Marks the use as written to the database at this {@link System#nanoTime()}. Also removes uses that were written
     * long ago.
     */
    void written(FirstUse use, long nanoTime) {
        seen.replace(use, nanoTime);
        seen.values().removeIf(at -> at != UNWRITTEN && nanoTime - at > RETENTION.toNanos());
    }
}
