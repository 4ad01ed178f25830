package io.orgkeys.keycloak.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Detects stale cache entries. A counter counts the changes of which this node is notified. For each id, this class
 * stores the value of the counter at the last change. Before a reader reads the database, it takes the current value of
 * the counter as the stamp of its entry. The entry is valid as long as no id that the entry depends on has a higher
 * value. So an entry that was loaded before a change is never served after the change, regardless of the order of the
 * read, the write and the notification.
 *
 * <p>The memory is bounded, because ids with the same hash share a slot. A collision of two ids causes an additional
 * read of the database, but never a stale entry.
 */
final class ChangeStamps {

    private static final int SLOTS = 1 << 14;

    private final AtomicLong changes = new AtomicLong();
    private final AtomicLongArray lastChange = new AtomicLongArray(SLOTS);

    /** Returns the current stamp. Call this method before the database is read. */
    long now() {
        return changes.get();
    }

    /** Records that the object with this id was changed, or may have been changed. */
    void changed(String id) {
        long stamp = changes.incrementAndGet();
        lastChange.accumulateAndGet(slot(id), stamp, Math::max);
    }

    /** Whether the object with this id was not changed after the stamp was taken. */
    boolean isUnchangedSince(long stamp, String id) {
        return lastChange.get(slot(id)) <= stamp;
    }

    private static int slot(String id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }
}
