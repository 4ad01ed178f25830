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
import io.orgkeys.keycloak.model.KeyRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Usage counts that are not in the database yet. The number of counts is bounded. If the maximum is reached, a
 * verification that needs a new count is not counted, and {@link #dropped} increases.
 */
final class PendingUsage {

    private final int bound;
    private final ConcurrentMap<UsageCount.Slot, UsageCount> counts = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    /** @param bound the maximum number of counts; a count is for one key and one hour */
    PendingUsage(int bound) {
        this.bound = bound;
    }

    /** @param refusal the reason of the refusal; null if the verification was successful */
    void add(String keyId, @Nullable KeyRefusal refusal, Instant now) {
        if (!add(UsageCount.Slot.of(keyId, now), count -> count.add(refusal, now))) {
            dropped.incrementAndGet();
        }
    }

    /** Adds usage that {@link #take} returned, but that could not be written. */
    void add(HourOfUsage usage) {
        if (!add(UsageCount.Slot.of(usage.keyId(), usage.hour()), count -> count.add(usage))) {
            dropped.addAndGet(usage.allowed() + usage.refused());
        }
    }

    /** Returns false if the maximum number of counts is reached. */
    private boolean add(UsageCount.Slot slot, Predicate<UsageCount> addition) {
        while (true) {
            @Nullable UsageCount count = counts.get(slot);
            if (count == null) {
                if (counts.size() >= bound) {
                    return false;
                }
                count = counts.computeIfAbsent(slot, UsageCount::new);
            }
            if (addition.test(count)) {
                return true;
            }
            // another thread took this count and removed it from the map, so try again with a new count
        }
    }

    /** Removes up to {@code max} counts and returns them. */
    List<HourOfUsage> take(int max) {
        List<HourOfUsage> taken = new ArrayList<>();
        Iterator<UsageCount.Slot> slots = counts.keySet().iterator();
        while (taken.size() < max && slots.hasNext()) {
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

    /** Returns the number of verifications that were not counted since the start. */
    long dropped() {
        return dropped.get();
    }
}
