package io.orgkeys.keycloak.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Secrets that keys got by rotating themselves, and that were used on this node. The former secret may repeat the rotation until
 * that is known, so it is written at once, and remembered until every cached copy of the secret says so.
 */
final class FirstUses {

    /** Longer than any node caches a secret. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final long UNWRITTEN = Long.MIN_VALUE;

    private final ConcurrentMap<FirstUse, Long> seen = new ConcurrentHashMap<>();

    /** @param issuedAt which secret of the key it is */
    record FirstUse(String realmId, String keyId, Instant issuedAt) {}

    /** False when the use is known already. */
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

    /** It is in the database, at this {@link System#nanoTime()}. */
    void written(FirstUse use, long nanoTime) {
        seen.replace(use, nanoTime);
        seen.values().removeIf(at -> at != UNWRITTEN && nanoTime - at > REMEMBERED.toNanos());
    }
}
