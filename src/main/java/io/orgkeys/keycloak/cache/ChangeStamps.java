package io.orgkeys.keycloak.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

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

    /** Whether nothing that has its place there was changed since the stamp was taken. */
    boolean isUnchangedSince(long stamp, int[] places) {
        for (int place : places) {
            if (lastChange.get(place) > stamp) {
                return false;
            }
        }
        return true;
    }

    /** Of these ids; to be worked out once, and not each time that somebody asks. */
    static int[] places(String... ids) {
        return Stream.of(ids).mapToInt(ChangeStamps::place).distinct().toArray();
    }

    private static int place(String id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 16)) & (PLACES - 1);
    }
}
