package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.orgkeys.keycloak.limit.TokenBucket;
import org.jboss.logging.Logger;

/**
 * Logs lookups that threw an exception, at most one every ten seconds, so that an unavailable database does not fill
 * the log.
 */
final class LookupErrorLog {

    private static final Logger LOGGER = Logger.getLogger(LookupErrorLog.class);

    private final TokenBucket reports;
    private final AtomicLong unreported = new AtomicLong();

    LookupErrorLog(LongSupplier nanoTime) {
        this.reports = new TokenBucket(new TokenBucket.Rate(Duration.ofSeconds(10), 1), nanoTime);
    }

    void report(RuntimeException failure) {
        unreported.incrementAndGet();
        if (reports.take().isZero()) {
            LOGGER.errorf(
                    failure,
                    "API keys could not be looked up, %d times since the last message",
                    unreported.getAndSet(0));
        }
    }
}
