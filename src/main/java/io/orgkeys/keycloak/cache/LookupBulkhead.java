package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;

/**
 * A bulkhead: bounds how many lookups ask the database concurrently, and how long a caller waits. While the database is slow or away,
 * or somebody floods the node with unknown keys, neither all connections nor all threads of the server may wait there: cached keys
 * need threads, too. So a lookup runs in a thread of its own and keeps its place until the database has answered, while the caller
 * gives up earlier.
 */
final class LookupBulkhead {

    /** Short, because a gateway waits. */
    private static final Duration PATIENCE_FOR_PLACE = Duration.ofMillis(500);

    /** Long for a lookup by an index, and shorter than the usual timeout of a client that has a key verified. */
    private static final Duration PATIENCE_FOR_ANSWER = Duration.ofSeconds(3);

    private static final Logger LOGGER = Logger.getLogger(LookupBulkhead.class);

    private final Semaphore places;
    private final Semaphore waiting;
    private final TokenBucket failedLookups;
    private final Executor threads;

    /**
     * @param places how many lookups may run concurrently
     * @param queue how many callers may wait for a place
     * @param failedLookups the limit of failed lookups: beyond it, each lookup is delayed. Successful lookups cost nothing, so a node
     *     that has just started is not slowed down by valid keys
     * @param threads to run the lookups, at least as many as places
     */
    LookupBulkhead(int places, int queue, TokenBucket failedLookups, Executor threads) {
        this.places = new Semaphore(places, true);
        this.waiting = new Semaphore(queue);
        this.failedLookups = failedLookups;
        this.threads = threads;
    }

    /**
     * Does the lookup when there is a place.
     *
     * @throws StoreUnavailableException when there was none for too long, or no answer
     */
    <T> Optional<T> pass(Supplier<Optional<T>> lookup) {
        try {
            takePlace();
            FutureTask<Optional<T>> asked = new FutureTask<>(() -> {
                try {
                    delay();
                    Optional<T> found = lookup.get();
                    if (found.isEmpty()) {
                        failedLookups.spend();
                    }
                    return found;
                } finally {
                    places.release();
                }
            });
            threads.execute(asked);
            return asked.get(PATIENCE_FOR_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("The database does not answer", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            LOGGER.error("An API key could not be looked up", e);
            throw new StoreUnavailableException("An API key could not be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted", e);
        }
    }

    private void takePlace() throws InterruptedException {
        if (places.tryAcquire(0, TimeUnit.SECONDS)) {
            return;
        }
        if (!waiting.tryAcquire()) {
            throw new StoreUnavailableException("Too many API keys are being looked up at once", null);
        }
        try {
            if (!places.tryAcquire(PATIENCE_FOR_PLACE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException("Looking up API keys takes too long", null);
            }
        } finally {
            waiting.release();
        }
    }

    /** While the lookup has its place, so that later lookups wait in turn. */
    private void delay() throws InterruptedException {
        Duration delay = failedLookups.delay();
        if (delay.compareTo(PATIENCE_FOR_PLACE) > 0) {
            throw new StoreUnavailableException("Too many API keys are unknown", null);
        }
        if (delay.compareTo(Duration.ZERO) > 0) {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        }
    }
}
