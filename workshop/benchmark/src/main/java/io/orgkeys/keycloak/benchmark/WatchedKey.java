package io.orgkeys.keycloak.benchmark;

import java.time.Duration;
import java.util.Optional;

import io.orgkeys.keycloak.it.TestRealm;
import org.jspecify.annotations.Nullable;

/** A key that a resource server verifies again and again, and when it was last allowed. */
final class WatchedKey {

    /** The number of polls after which an answer in memory shows that the feed no longer reports older changes. */
    private static final int QUIET_POLLS = 3;

    final Revocable key;
    private final WatchedServer server;
    private int coldAt;
    private @Nullable Long revokedAt;
    private @Nullable Long refusedAt;
    private @Nullable Long lastWrong;
    private long lastMemory;
    private int lastStatus;

    WatchedKey(Revocable key, WatchedServer server) {
        this.key = key;
        this.server = server;
        this.coldAt = server.polls();
    }

    /** Verifies the key once. Only one thread calls this method at a time. */
    void verify() {
        int polls = server.polls();
        WatchedServer.Verification result = server.verify(key.secret(), key.requirement());
        synchronized (this) {
            lastStatus = result.status();
            if (!result.isAllowed() || !result.isFromMemory()) {
                coldAt = polls;
            } else {
                lastMemory = result.ended();
            }
            if (revokedAt == null || result.began() < revokedAt) {
                return;
            }
            if (result.isAllowed()) {
                lastWrong = result.began();
                refusedAt = null;
            } else if (refusedAt == null && result.status() != 503) {
                refusedAt = result.ended();
            }
        }
    }

    boolean isOf(WatchedServer other) {
        return server == other;
    }

    /** Returns whether the resource server has allowed the key from memory during several polls. */
    synchronized boolean isWarm() {
        return server.polls() - coldAt >= QUIET_POLLS;
    }

    /** Makes the change on the node of this realm. */
    void revoke(TestRealm node) {
        key.change().accept(node);
        long answered = System.nanoTime();
        synchronized (this) {
            revokedAt = answered;
        }
    }

    /** Returns the time from the change until the resource server refused the key for good. Empty if it allows it. */
    synchronized Optional<Duration> lag() {
        return revokedAt == null || refusedAt == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(refusedAt - revokedAt));
    }

    /** Returns how long after the change the last verification began that allowed the key. Zero if there was none. */
    synchronized Duration longestWrong() {
        return revokedAt == null || lastWrong == null ? Duration.ZERO : Duration.ofNanos(lastWrong - revokedAt);
    }

    /** Returns when the library last allowed the key from memory, in nanoseconds. */
    synchronized long lastMemory() {
        return lastMemory;
    }

    synchronized int lastStatus() {
        return lastStatus;
    }
}
