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

import io.orgkeys.keycloak.limit.Pace;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jboss.logging.Logger;

/**
 * Lets only so many lookups at the database at once, and lets nobody wait for long. When the database is slow, hangs or is
 * gone, or somebody floods the node with keys that do not exist, neither all connections nor all threads of the server may
 * wait there: the keys in the cache need threads, too. So a lookup has a thread of its own, and keeps its place until the
 * database has answered, while whoever asked gives up before.
 */
final class LookupGate {

    private static final Logger LOGGER = Logger.getLogger(LookupGate.class);

    /** Short, because a gateway waits. */
    private static final Duration PATIENCE_FOR_PLACE = Duration.ofMillis(500);

    /** Long for a lookup by an index, and shorter than what whoever waits for a verification has in patience. */
    private static final Duration PATIENCE_FOR_ANSWER = Duration.ofSeconds(3);

    private final Semaphore places;
    private final Semaphore waiting;
    private final Pace pace;
    private final Executor threads;

    /**
     * @param places how many may pass at once
     * @param queue how many may wait besides
     * @param pace of lookups that find nothing: whoever tries out keys is slowed down to it. Lookups that find something cost
     *     nothing, so a node that has just started is not slowed down by good keys that it does not know yet
     * @param threads to look up with, at least as many as places
     */
    LookupGate(int places, int queue, Pace pace, Executor threads) {
        this.places = new Semaphore(places, true);
        this.waiting = new Semaphore(queue);
        this.pace = pace;
        this.threads = threads;
    }

    /**
     * Does the lookup when there is room.
     *
     * @throws StoreUnavailableException when there was none for too long, or no answer
     */
    <T> Optional<T> pass(Supplier<Optional<T>> lookup) {
        try {
            takePlace();
            FutureTask<Optional<T>> asked = new FutureTask<>(() -> {
                try {
                    keepPace();
                    Optional<T> found = lookup.get();
                    if (found.isEmpty()) {
                        pace.spend();
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

    /** In the place, so that those behind wait in turn. */
    private void keepPace() throws InterruptedException {
        Duration delay = pace.delay();
        if (delay.compareTo(PATIENCE_FOR_PLACE) > 0) {
            throw new StoreUnavailableException("Too many API keys are unknown", null);
        }
        if (delay.compareTo(Duration.ZERO) > 0) {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        }
    }
}
