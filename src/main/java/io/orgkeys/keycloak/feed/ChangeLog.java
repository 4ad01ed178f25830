package io.orgkeys.keycloak.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

import org.keycloak.storage.StorageId;

import org.jspecify.annotations.Nullable;

/**
 * The changes that this node has heard of, in the order in which it heard of them. The number of entries is bounded. A
 * reader asks for the changes within a duration until now, so that the clocks of readers and nodes need not agree. If
 * the log is not complete for this duration, the answer is that everything may have changed.
 */
final class ChangeLog {

    /** The shortest duration. */
    static final Duration SHORTEST = Duration.ofSeconds(2);

    /**
     * The longest time between the moments at which a client sends a poll and the node answers it, which is the timeout
     * of clients. The duration in a poll ends when the client sends the poll, and not when the node answers it, so the
     * log looks back further by this time.
     */
    static final Duration TRANSIT = Duration.ofSeconds(2);

    /** For a longer duration, the answer is always that everything may have changed. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** The maximum number of ids in an answer. */
    static final int MAX_IDS = 1_000;

    /** The difference between the two clocks changes by more than this if one of them jumps. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

    private final int bound;
    private final LongSupplier nanoTime;
    private final LongSupplier millis;
    private final Deque<Entry> entries = new ArrayDeque<>();

    /** The time from which the log is complete; null until {@link #start}. */
    private @Nullable Long completeFrom;

    private @Nullable Long realmLevelAt;
    private long clockDifference;

    /**
     * A change.
     *
     * @param heardAt in nanoseconds
     * @param realmId null for a change of which the realm is unknown: it is reported in every realm
     * @param id null if everything may have changed
     */
    private record Entry(
            long heardAt,
            @Nullable String realmId,
            @Nullable String id) {

        boolean isIn(String realm) {
            return realmId == null || realmId.equals(realm);
        }
    }

    /**
     * Changed ids.
     *
     * @param visible the reader can see them
     * @param unclear {@link Visibility} decides whether the reader can see them
     */
    private record Changed(Set<String> visible, Set<String> unclear) {}

    /** Decides whether the reader can see the id of a user from a user storage, if the realm of the user is unknown. */
    interface Visibility {

        boolean canSee(String id);
    }

    /**
     * @param bound the maximum number of entries
     * @param nanoTime the monotonic clock
     * @param millis the wall clock. It does not decide the age of an entry, but shows that the machine was suspended
     */
    ChangeLog(int bound, LongSupplier nanoTime, LongSupplier millis) {
        this.bound = bound;
        this.nanoTime = nanoTime;
        this.millis = millis;
        this.clockDifference = clockDifference();
    }

    /** Begins: from now on, the log hears of every change. */
    synchronized void start() {
        restart();
    }

    /** Adds a change. */
    synchronized void add(@Nullable String realmId, String id) {
        append(realmId, id);
    }

    /** Adds a change after which everything may have changed, in one realm or, with null, in all realms. */
    synchronized void addAll(@Nullable String realmId) {
        append(realmId, null);
    }

    /**
     * Adds a change of a realm, role or group. {@link WatchedRealms} decides whether it matters, but only for realms
     * that it watched before.
     */
    synchronized void addRealmLevel() {
        checkClocks();
        realmLevelAt = nanoTime.getAsLong();
    }

    private void append(@Nullable String realmId, @Nullable String id) {
        checkClocks();
        entries.addLast(new Entry(nanoTime.getAsLong(), realmId, id));
        if (entries.size() > bound) {
            completeFrom = entries.removeFirst().heardAt() + 1;
        }
    }

    /**
     * Returns the changes in a realm.
     *
     * @param since the duration until the client sent the poll, in milliseconds
     * @param watchedFor for how long changes of the realm, its roles and groups have been compared, in nanoseconds
     */
    FeedChanges read(String realmId, long since, long watchedFor, Visibility visibility) {
        // without the lock: this can read the database, and the requests that make changes wait for the lock
        Optional<Changed> changed = changed(realmId, since, watchedFor);
        if (changed.isEmpty()) {
            return FeedChanges.ALL;
        }
        Set<String> ids = changed.get().visible();
        changed.get().unclear().stream().filter(visibility::canSee).forEach(ids::add);
        return ids.size() > MAX_IDS ? FeedChanges.ALL : FeedChanges.of(ids);
    }

    /**
     * Returns the changed ids. Empty if everything may have changed, or if the ids are too many for an answer. The loop
     * then ends early, because after a change of very many users, each poll would hold the lock for milliseconds.
     */
    private synchronized Optional<Changed> changed(String realmId, long since, long watchedFor) {
        checkClocks();
        if (completeFrom == null || since > LONGEST.toMillis()) {
            return Optional.empty();
        }
        long now = nanoTime.getAsLong();
        long window = Duration.ofMillis(Math.max(since, SHORTEST.toMillis()))
                .plus(TRANSIT)
                .toNanos();
        boolean unwatched = realmLevelAt != null && now - realmLevelAt <= window && watchedFor < window;
        if (unwatched || now - completeFrom < window) {
            return Optional.empty();
        }
        Changed changed = new Changed(new LinkedHashSet<>(), new LinkedHashSet<>());
        Iterator<Entry> latest = entries.descendingIterator();
        while (latest.hasNext()) {
            Entry entry = latest.next();
            if (now - entry.heardAt() > window) {
                break;
            }
            if (!entry.isIn(realmId)) {
                continue;
            }
            String id = entry.id();
            if (id == null || changed.visible().size() > MAX_IDS) {
                return Optional.empty();
            }
            boolean isVisible = entry.realmId() != null || StorageId.isLocalStorage(id);
            (isVisible ? changed.visible() : changed.unclear()).add(id);
        }
        return Optional.of(changed);
    }

    synchronized int size() {
        return entries.size();
    }

    /** Starts again if one of the clocks has jumped, because the durations of readers may be wrong then. */
    private void checkClocks() {
        long difference = clockDifference();
        boolean jumped = Math.abs(difference - clockDifference) > CLOCK_TOLERANCE.toMillis();
        clockDifference = difference;
        if (jumped && completeFrom != null) {
            restart();
        }
    }

    private void restart() {
        entries.clear();
        completeFrom = nanoTime.getAsLong();
    }

    private long clockDifference() {
        return millis.getAsLong() - Duration.ofNanos(nanoTime.getAsLong()).toMillis();
    }
}
