package io.orgkeys.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Verifies keys again and again. Each key has its own thread, because a verification can wait for Keycloak. */
final class Watch implements AutoCloseable {

    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private final List<WatchedKey> keys = new ArrayList<>();
    private volatile boolean closed;

    WatchedKey add(Revocable key, WatchedServer server) {
        WatchedKey watched = new WatchedKey(key, server);
        keys.add(watched);
        Thread thread = new Thread(
                () -> {
                    while (!closed) {
                        watched.verify();
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                },
                "watch");
        thread.setDaemon(true);
        thread.start();
        return watched;
    }

    List<WatchedKey> keys() {
        return keys;
    }

    /** Waits until the resource servers allow all keys from memory. */
    Watch awaitWarm() {
        await(Duration.ofMinutes(1), "warm keys", () -> keys.stream().allMatch(WatchedKey::isWarm));
        return this;
    }

    /** Waits until the resource servers refuse all revoked keys. */
    void awaitRefused(Duration timeout) {
        await(
                timeout,
                "refusal of each key",
                () -> keys.stream().allMatch(key -> key.lag().isPresent()));
    }

    static void await(Duration timeout, String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > timeout.toNanos()) {
                throw new AssertionError("No " + what + " after " + timeout);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits for a random time up to this one, so that nothing is in step with the polls. */
    static void pause(Duration longest) {
        LockSupport.parkNanos((long) (Math.random() * longest.toNanos()));
    }

    @Override
    public void close() {
        closed = true;
    }
}
