package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A bulkhead that limits the number of lookups that use the database concurrently, and how long a caller waits for a
 * result. When the database is slow or unavailable, or a client floods the node with unknown keys, lookups must not
 * block all database connections and all request threads, because requests with cached keys need threads, too. So each
 * lookup runs in a separate thread, and its caller waits only for a limited time. The lookup itself holds its permit
 * until the database has answered.
 */
final class LookupBulkhead {

    /** The maximum wait for a permit. It is short, because a gateway waits for the response. */
    private static final Duration MAX_WAIT_FOR_PERMIT = Duration.ofMillis(500);

    /**
     * The maximum wait for the result. It is longer than a lookup by an index usually takes, but shorter than the usual
     * timeout of a client that verifies a key.
     */
    private static final Duration MAX_WAIT_FOR_RESULT = Duration.ofSeconds(3);

    private static final Logger LOGGER = Logger.getLogger(LookupBulkhead.class);

    private final Semaphore permits;
    private final Semaphore waiting;
    private final TokenBucket failedLookups;
    private final Executor threads;

    /**
     * @param permits the maximum number of concurrent lookups
     * @param queue the maximum number of callers that wait for a permit or for the lookup of another caller
     * @param failedLookups the rate limit of failed lookups. When it is exceeded, every lookup is delayed. Successful
     *     lookups take no token, so they do not cause a delay on a node whose cache is still empty
     * @param threads runs the lookups, with at least as many threads as permits
     */
    LookupBulkhead(int permits, int queue, TokenBucket failedLookups, Executor threads) {
        this.permits = new Semaphore(permits, true);
        this.waiting = new Semaphore(queue);
        this.failedLookups = failedLookups;
        this.threads = threads;
    }

    /**
     * Runs the lookup as soon as there is a permit.
     *
     * @throws StoreUnavailableException when there is no permit or no result in time, or when too many lookups have
     *     failed
     */
    <T> Optional<T> pass(Supplier<Optional<T>> lookup) {
        return pass(lookup, MAX_WAIT_FOR_RESULT);
    }

    private <T> Optional<T> pass(Supplier<Optional<T>> lookup, Duration wait) {
        try {
            acquirePermit();
            FutureTask<Optional<T>> task = new FutureTask<>(() -> {
                try {
                    delay();
                    Optional<T> found = lookup.get();
                    if (found.isEmpty()) {
                        failedLookups.spend();
                    }
                    return found;
                } finally {
                    permits.release();
                }
            });
            try {
                threads.execute(task);
            } catch (RuntimeException | Error e) {
                // the task, which would release the permit, never runs
                permits.release();
                throw new StoreUnavailableException("There is no thread for the lookup", e);
            }
            return task.get(wait.toMillis(), TimeUnit.MILLISECONDS);
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

    /**
     * Waits until another caller has looked up the same secret. Runs the lookup only if the other caller's result cannot
     * be used, or if too many callers wait.
     *
     * @param shared returns the result of the other caller, or null if it is outdated
     * @throws StoreUnavailableException when the lookups take too long, or when there is no permit
     */
    Optional<IssuedSecret> passAfter(
            Future<?> other, Supplier<@Nullable SecretLookup> shared, Supplier<Optional<IssuedSecret>> lookup) {
        if (!waiting.tryAcquire()) {
            return pass(lookup);
        }
        long begin = System.nanoTime();
        try {
            await(other);
        } finally {
            waiting.release();
        }
        SecretLookup result = shared.get();
        if (result != null) {
            return result.find();
        }
        Duration rest = MAX_WAIT_FOR_RESULT.minusNanos(System.nanoTime() - begin);
        if (rest.compareTo(MAX_WAIT_FOR_PERMIT) < 0) {
            // nobody would wait for the result, but the lookup would keep its permit until a slow database answers
            throw new StoreUnavailableException("The database does not answer", null);
        }
        return pass(lookup, rest);
    }

    private static void await(Future<?> lookup) {
        try {
            lookup.get(MAX_WAIT_FOR_RESULT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StoreUnavailableException("The database does not answer", e);
        } catch (CancellationException | ExecutionException e) {
            LOGGER.debug("The lookup of another request failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted", e);
        }
    }

    private void acquirePermit() throws InterruptedException {
        if (permits.tryAcquire(0, TimeUnit.SECONDS)) {
            return;
        }
        if (!waiting.tryAcquire()) {
            throw new StoreUnavailableException("Too many API keys are being looked up at once", null);
        }
        try {
            if (!permits.tryAcquire(MAX_WAIT_FOR_PERMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException("Looking up API keys takes too long", null);
            }
        } finally {
            waiting.release();
        }
    }

    /**
     * Delays the lookup if too many lookups have failed. The lookup keeps its permit during the delay, so that later
     * lookups wait, too.
     */
    private void delay() throws InterruptedException {
        Duration delay = failedLookups.delay();
        if (delay.compareTo(MAX_WAIT_FOR_PERMIT) > 0) {
            throw new StoreUnavailableException("Too many lookups of API keys have failed", null);
        }
        if (delay.compareTo(Duration.ZERO) > 0) {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        }
    }
}
