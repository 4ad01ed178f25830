package io.orgkeys.client;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/** Counts decisions for one key. The counters are fields, because a cache has very many of them. */
class KeyUsage {

    private static final AtomicLongFieldUpdater<KeyUsage> ALLOWED =
            AtomicLongFieldUpdater.newUpdater(KeyUsage.class, "allowed");
    private static final AtomicLongFieldUpdater<KeyUsage> REFUSED =
            AtomicLongFieldUpdater.newUpdater(KeyUsage.class, "refused");
    private static final AtomicIntegerFieldUpdater<KeyUsage> QUEUED =
            AtomicIntegerFieldUpdater.newUpdater(KeyUsage.class, "queued");

    private final String keyId;
    private volatile long allowed;
    private volatile long refused;
    /** 1 if {@link UsageCounts} will read this object. */
    private volatile int queued;

    KeyUsage(String keyId) {
        this.keyId = keyId;
    }

    final String keyId() {
        return keyId;
    }

    /** Counts a decision, and returns whether the caller must queue this object. */
    final boolean count(boolean isAllowed) {
        (isAllowed ? ALLOWED : REFUSED).getAndIncrement(this);
        return queued == 0 && QUEUED.compareAndSet(this, 0, 1);
    }

    /** Returns the counts since the last call. */
    final UsageCount take() {
        // First, so that a count that comes after the sums queues this object again
        queued = 0;
        return new UsageCount(keyId, ALLOWED.getAndSet(this, 0), REFUSED.getAndSet(this, 0));
    }
}
