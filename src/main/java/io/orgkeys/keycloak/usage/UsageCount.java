package io.orgkeys.keycloak.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RefusalCounts;
import org.jspecify.annotations.Nullable;

/**
 * Counts the verifications of a key in one hour. The object is mutable, because a new object in the map for each
 * verification would cost more than the counting itself. The garbage collector would have to track each reference from
 * the map, which is in the old generation, to the new object.
 */
final class UsageCount {

    private static final long SECONDS_PER_HOUR = Duration.ofHours(1).toSeconds();
    private static final long NEVER = Long.MIN_VALUE;

    private final Slot slot;
    private long allowed;
    private long refused;

    /** Null until the first refusal, because most keys are never refused. */
    private @Nullable Map<KeyRefusal, Long> refusedBy;

    private long lastAllowedAt = NEVER;
    private boolean taken;

    /**
     * Identifies a count.
     *
     * @param hour the number of hours since 1970-01-01T00:00Z
     */
    record Slot(String keyId, long hour) {

        static Slot of(String keyId, Instant time) {
            return new Slot(keyId, Math.floorDiv(time.getEpochSecond(), SECONDS_PER_HOUR));
        }

        Instant start() {
            return Instant.ofEpochSecond(hour * SECONDS_PER_HOUR);
        }
    }

    UsageCount(Slot slot) {
        this.slot = slot;
    }

    /**
     * Counts one verification, with its time in milliseconds. Returns false if {@link #take} was called before.
     *
     * @param refusal the reason of the refusal; null if the verification was successful
     */
    synchronized boolean add(@Nullable KeyRefusal refusal, Instant now) {
        if (taken) {
            return false;
        }
        if (refusal == null) {
            allowed++;
            lastAllowedAt = Math.max(lastAllowedAt, now.toEpochMilli());
        } else {
            refused++;
            add(refusal, 1);
        }
        return true;
    }

    private void add(KeyRefusal reason, long count) {
        if (refusedBy == null) {
            refusedBy = new EnumMap<>(KeyRefusal.class);
        }
        refusedBy.merge(reason, count, Long::sum);
    }

    /** Adds usage that was taken but could not be written. Returns false if {@link #take} was called before. */
    synchronized boolean add(HourOfUsage usage) {
        if (taken) {
            return false;
        }
        allowed += usage.allowed();
        refused += usage.refused();
        usage.refusedBy().byReason().forEach(this::add);
        Instant last = usage.lastAllowedAt();
        if (last != null) {
            lastAllowedAt = Math.max(lastAllowedAt, last.toEpochMilli());
        }
        return true;
    }

    /** Returns the usage and closes this count. From now on, verifications must be added to another count. */
    synchronized HourOfUsage take() {
        taken = true;
        return new HourOfUsage(
                slot.keyId(),
                slot.start(),
                allowed,
                refused,
                refusedBy == null ? RefusalCounts.NONE : new RefusalCounts(refusedBy),
                lastAllowedAt == NEVER ? null : Instant.ofEpochMilli(lastAllowedAt));
    }
}
