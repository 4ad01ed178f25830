package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.keycloak.cache.LocalCache;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.SecretLookup;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The in-memory cache of lookups by secret, with a negative cache of digests that no key has. An entry is served until
 * its {@code lifespan} ends or this node is notified of a change.
 *
 * <p>A stale entry stays in the cache until it is evicted. It shows that a key had this digest. So the next lookup of
 * this digest does not share a bulkhead with lookups of unknown digests, and a flood of unknown digests cannot block
 * the lookup.
 */
final class ApiKeyCache {

    /**
     * The upper bound of the configured lifespan. Within this time, a change takes effect even if the cluster message
     * about the change is lost. For services that use the change feed, this lifespan and that of the feed add up to at most
     * 59 seconds.
     */
    static final Duration MAX_LIFESPAN = Duration.ofSeconds(58);

    /**
     * How long an entry of the negative cache is served. This time is short, because the only purpose of this cache is
     * to reduce the load on the database.
     */
    private static final Duration UNKNOWN_LIFESPAN = Duration.ofSeconds(10);

    private static final Logger LOGGER = Logger.getLogger(ApiKeyCache.class);

    private final LocalCache<String, CachedLookup> known;
    private final LocalCache<String, CachedLookup> unknown;
    private final LookupBulkhead knownBulkhead;
    private final LookupBulkhead unknownBulkhead;
    private final Duration lifespan;
    private final LongSupplier nanoTime;
    private final ConcurrentMap<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final ChangeStamps stamps = new ChangeStamps();
    private final ObjectInterner parts = new ObjectInterner();
    private final CacheMetrics metrics = new CacheMetrics();

    /**
     * @param known the cache of secrets that exist
     * @param unknown the negative cache, which is separate, so that a flood of unknown digests does not evict secrets
     *     that exist
     * @param knownBulkhead for lookups of secrets with a stale entry in {@code known}
     * @param unknownBulkhead for lookups of all other secrets
     * @param lifespan how long an entry of {@code known} is served, at most {@link #MAX_LIFESPAN}
     */
    ApiKeyCache(
            LocalCache<String, CachedLookup> known,
            LocalCache<String, CachedLookup> unknown,
            LookupBulkhead knownBulkhead,
            LookupBulkhead unknownBulkhead,
            Duration lifespan,
            LongSupplier nanoTime) {
        this.known = known;
        this.unknown = unknown;
        this.knownBulkhead = knownBulkhead;
        this.unknownBulkhead = unknownBulkhead;
        this.lifespan = lifespan;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the cached lookup of a secret. Without a valid entry, returns a lookup that reads the database when its
     * method {@code find} is called.
     *
     * @param cacheKey identifies one secret, for example by its digest
     * @param loader reads the database in a new transaction, because an older transaction could return the state from
     *     before a change
     */
    SecretLookup lookUp(String cacheKey, Supplier<Optional<IssuedSecret>> loader) {
        CachedLookup cached = fresh(cacheKey);
        if (cached != null) {
            (cached.found() == null ? metrics.unknown : metrics.hits).increment();
            return cached;
        }
        if (known.get(cacheKey) != null) {
            metrics.stale.increment();
            return SecretLookup.of(false, () -> find(cacheKey, knownBulkhead, loader));
        }
        metrics.misses.increment();
        return SecretLookup.of(true, () -> find(cacheKey, unknownBulkhead, loader));
    }

    /**
     * Reads the database. Concurrent lookups of one secret share a query. Otherwise, after each change of a busy key,
     * the lookups of its secret would take all permits of the bulkhead.
     */
    private Optional<IssuedSecret> find(
            String cacheKey, LookupBulkhead bulkhead, Supplier<Optional<IssuedSecret>> loader) {
        CompletableFuture<Void> own = new CompletableFuture<>();
        CompletableFuture<Void> other = running.putIfAbsent(cacheKey, own);
        if (other != null) {
            return bulkhead.passAfter(other, () -> fresh(cacheKey), () -> read(cacheKey, loader));
        }
        try {
            Optional<IssuedSecret> found = bulkhead.pass(() -> read(cacheKey, loader));
            own.complete(null);
            return found;
        } finally {
            running.remove(cacheKey, own);
            // after a failure, tells the waiting callers; has no effect after a success
            own.cancel(false);
        }
    }

    /** Returns the cached result. Null if there is none, or if the secret has changed since the result was read. */
    private @Nullable CachedLookup fresh(String cacheKey) {
        CachedLookup cached = known.get(cacheKey);
        if (cached != null) {
            return isFresh(cached, cacheKey, lifespan) ? cached : null;
        }
        CachedLookup negative = unknown.get(cacheKey);
        return negative != null && isFresh(negative, cacheKey, UNKNOWN_LIFESPAN) ? negative : null;
    }

    private boolean isFresh(CachedLookup cached, String cacheKey, Duration age) {
        return cached.isYoungerThan(age, nanoTime.getAsLong()) && cached.isUnchanged(cacheKey, stamps);
    }

    private Optional<IssuedSecret> read(String cacheKey, Supplier<Optional<IssuedSecret>> lookup) {
        return metrics.lookups.record(() -> readAndCache(cacheKey, lookup));
    }

    private Optional<IssuedSecret> readAndCache(String cacheKey, Supplier<Optional<IssuedSecret>> lookup) {
        long readAt = nanoTime.getAsLong();
        long stamp = stamps.now();
        @Nullable IssuedSecret found = lookup.get().map(parts::share).orElse(null);
        CachedLookup fresh = new CachedLookup(found, stamp, readAt);
        if (found == null) {
            known.invalidate(cacheKey);
            unknown.put(cacheKey, fresh);
        } else {
            known.put(cacheKey, fresh);
        }
        return Optional.ofNullable(found);
    }

    /**
     * Invalidates all entries that depend on the key, owner, organization or realm with this id. If {@code id} is a
     * cache key, invalidates the entry with this cache key.
     */
    void changed(String id) {
        LOGGER.debugf("Invalidated: %s", id);
        metrics.changes.increment();
        stamps.changed(id);
    }

    void close() {
        known.close();
        unknown.close();
    }
}
