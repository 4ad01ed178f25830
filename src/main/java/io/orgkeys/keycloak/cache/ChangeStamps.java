package io.orgkeys.keycloak.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When something was changed last, by the count of changes that this node has heard of. Whatever was read is good only as
 * long as nothing that it depends on was changed after the count was taken, and the count is taken before the reading
 * begins. So it does not matter in which order a reader, a writer and the message of the change come along: what was read
 * before a change is never taken for good after it.
 *
 * <p>Bounded: ids share places. Two that fall on the same place cost an additional reading, never a wrong answer.
 */
final class ChangeStamps {

    private static final int PLACES = 1 << 14;

    private final AtomicLong changes = new AtomicLong();
    private final AtomicLongArray lastChange = new AtomicLongArray(PLACES);

    /** To be taken before reading. */
    long now() {
        return changes.get();
    }

    /** Whatever has this id was changed, or may have been. */
    void changed(String id) {
        long stamp = changes.incrementAndGet();
        lastChange.accumulateAndGet(place(id), stamp, Math::max);
    }

    /** Whether nothing was changed since the stamp was taken. */
    boolean isUnchangedSince(long stamp, String id) {
        return lastChange.get(place(id)) <= stamp;
    }

    private static int place(String id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
