package io.orgkeys.keycloak.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.orgkeys.keycloak.model.HourOfUsage;
import org.jspecify.annotations.Nullable;

/** Counts that are not in the database yet. Bounded: what has no room any more is dropped, and counted as dropped. */
final class PendingUsage {

    private final int bound;
    private final ConcurrentMap<UsageCount.Slot, UsageCount> counts = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /** @param bound how many keys to remember, each once for an hour */
    PendingUsage(int bound) {
        this.bound = bound;
    }

    void add(String keyId, boolean allowed, Instant now) {
        if (!add(UsageCount.Slot.of(keyId, now), count -> count.add(allowed, now))) {
            dropped.incrementAndGet();
        }
    }

    /** Also what was taken, and could not be written. */
    void add(HourOfUsage usage) {
        if (!add(UsageCount.Slot.of(usage.keyId(), usage.hour()), count -> count.add(usage))) {
            dropped.addAndGet(usage.allowed() + usage.refused());
        }
    }

    /** False when there is no room. */
    private boolean add(UsageCount.Slot slot, Predicate<UsageCount> adding) {
        while (true) {
            @Nullable UsageCount count = counts.get(slot);
            if (count == null) {
                if (counts.size() >= bound) {
                    return false;
                }
                count = counts.computeIfAbsent(slot, UsageCount::new);
            }
            if (adding.test(count)) {
                return true;
            }
            // taken between the two, and gone from the map: the next one is another
        }
    }

    /** Removes up to so many and hands them over. */
    List<HourOfUsage> take(int most) {
        List<HourOfUsage> taken = new ArrayList<>();
        Iterator<UsageCount.Slot> slots = counts.keySet().iterator();
        while (taken.size() < most && slots.hasNext()) {
            UsageCount count = counts.remove(slots.next());
            if (count != null) {
                taken.add(count.take());
            }
        }
        return taken;
    }

    int size() {
        return counts.size();
    }

    /** How many verifications went uncounted since the start. */
    long dropped() {
        return dropped.get();
    }
}
