package io.orgkeys.keycloak.usage;

import java.time.Duration;
import java.time.Instant;

import io.orgkeys.keycloak.model.HourOfUsage;

/**
 * How often a key was used within an hour, while it is being counted. Counts in place: to put a new object into the map for
 * each verification would have the garbage collector look after a reference from old memory to new each time, which costs
 * more than the counting.
 */
final class UsageCount {

    private static final long SECONDS_PER_HOUR = Duration.ofHours(1).toSeconds();
    private static final long NEVER = Long.MIN_VALUE;

    private final Slot slot;
    private long allowed;
    private long refused;
    private long lastAllowedAt = NEVER;
    private boolean taken;

    /**
     * What is counted together.
     *
     * @param hour the number of hours since 1970 began in UTC
     */
    record Slot(String keyId, long hour) {

        static Slot of(String keyId, Instant time) {
            return new Slot(keyId, Math.floorDiv(time.getEpochSecond(), SECONDS_PER_HOUR));
        }

        Instant beginning() {
            return Instant.ofEpochSecond(hour * SECONDS_PER_HOUR);
        }
    }

    UsageCount(Slot slot) {
        this.slot = slot;
    }

    /** Counts one verification; to the millisecond, as Keycloak's clock goes. False when the count was taken already. */
    synchronized boolean add(boolean isAllowed, Instant now) {
        if (taken) {
            return false;
        }
        if (isAllowed) {
            allowed++;
            lastAllowedAt = Math.max(lastAllowedAt, now.toEpochMilli());
        } else {
            refused++;
        }
        return true;
    }

    /** Adds what had been taken and came back. False when this count was taken, too. */
    synchronized boolean add(HourOfUsage usage) {
        if (taken) {
            return false;
        }
        allowed += usage.allowed();
        refused += usage.refused();
        Instant last = usage.lastAllowedAt();
        if (last != null) {
            lastAllowedAt = Math.max(lastAllowedAt, last.toEpochMilli());
        }
        return true;
    }

    /** Ends the counting: what is added from now on has to be counted elsewhere. */
    synchronized HourOfUsage take() {
        taken = true;
        return new HourOfUsage(
                slot.keyId(),
                slot.beginning(),
                allowed,
                refused,
                lastAllowedAt == NEVER ? null : Instant.ofEpochMilli(lastAllowedAt));
    }
}
