package io.orgkeys.keycloak.usage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import io.orgkeys.keycloak.model.HourOfUsage;
import org.jspecify.annotations.Nullable;

/** Counts that are not in the database yet. Bounded: what has no room any more is dropped, and counted as dropped. */
final class PendingUsage {

    private final int bound;
    private final ConcurrentMap<Slot, HourOfUsage> counts = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();

    private record Slot(String keyId, long hour) {}

    /** @param bound how many keys to remember, each once for an hour */
    PendingUsage(int bound) {
        this.bound = bound;
    }

    void add(String keyId, boolean allowed, Instant now) {
        add(new HourOfUsage(
                keyId, now.truncatedTo(ChronoUnit.HOURS), allowed ? 1 : 0, allowed ? 0 : 1, allowed ? now : null));
    }

    /** Also what was taken, and could not be written. */
    void add(HourOfUsage usage) {
        Slot slot = new Slot(usage.keyId(), usage.hour().getEpochSecond());
        @Nullable HourOfUsage sum = counts.computeIfPresent(slot, (key, before) -> before.plus(usage));
        if (sum == null) {
            if (counts.size() >= bound) {
                dropped.addAndGet(usage.allowed() + usage.refused());
            } else {
                counts.merge(slot, usage, HourOfUsage::plus);
            }
        }
    }

    /** Removes up to so many and hands them over. */
    List<HourOfUsage> take(int most) {
        List<HourOfUsage> taken = new ArrayList<>();
        Iterator<Slot> slots = counts.keySet().iterator();
        while (taken.size() < most && slots.hasNext()) {
            HourOfUsage usage = counts.remove(slots.next());
            if (usage != null) {
                taken.add(usage);
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
