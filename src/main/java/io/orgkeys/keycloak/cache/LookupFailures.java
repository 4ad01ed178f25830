package io.orgkeys.keycloak.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jboss.logging.Logger;

/** Logs lookups that failed: each one would fill the log while the database is away. */
final class LookupFailures {

    private static final Logger LOGGER = Logger.getLogger(LookupFailures.class);
    private static final long INTERVAL = 10_000_000_000L;

    private final LongSupplier nanoTime;
    private final AtomicLong lastReport;
    private final AtomicLong since = new AtomicLong();

    LookupFailures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastReport = new AtomicLong(nanoTime.getAsLong() - INTERVAL);
    }

    void report(RuntimeException failure) {
        long failed = since.incrementAndGet();
        long last = lastReport.get();
        long now = nanoTime.getAsLong();
        if (now - last >= INTERVAL && lastReport.compareAndSet(last, now)) {
            since.addAndGet(-failed);
            LOGGER.errorf(failure, "API keys could not be looked up, %d times since this was said last", failed);
        }
    }
}
