package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.orgkeys.keycloak.model.StoreUnavailableException;

/**
 * Lets only so many lookups at the database at once. When the database is slow or gone, or somebody floods the node with
 * keys that do not exist, neither all connections nor all threads of the server may wait there: the keys in the cache need
 * threads, too.
 */
final class LookupGate {

    private final Semaphore places;
    private final Semaphore waiting;
    private final Duration patience;

    /**
     * @param places how many may pass at once
     * @param queue how many may wait besides
     * @param patience how long one waits before giving up
     */
    LookupGate(int places, int queue, Duration patience) {
        this.places = new Semaphore(places);
        this.waiting = new Semaphore(queue);
        this.patience = patience;
    }

    /**
     * Does the lookup when there is room.
     *
     * @throws StoreUnavailableException when there was none for too long
     */
    <T> T pass(Supplier<T> lookup) {
        if (!places.tryAcquire()) {
            queue();
        }
        try {
            return lookup.get();
        } finally {
            places.release();
        }
    }

    private void queue() {
        if (!waiting.tryAcquire()) {
            throw new StoreUnavailableException("Too many API keys are being looked up at once", null);
        }
        try {
            if (!places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException("Looking up API keys takes too long", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted", e);
        } finally {
            waiting.release();
        }
    }
}
