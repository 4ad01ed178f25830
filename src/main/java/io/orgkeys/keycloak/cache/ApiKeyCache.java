package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.keycloak.cache.LocalCache;

import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.SecretLookup;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The secrets that this node has looked up lately, good ones and unknown ones. Each answer is at most one {@code lifespan}
 * old, and none was read before a change that the node has heard of.
 *
 * <p>An entry that is too old to be used stays until its room is needed. It tells that there was such a key, and such keys
 * are looked up even while unknown ones keep the database busy.
 */
final class ApiKeyCache {

    /** No answer is older, whatever is configured: within this time a change is felt even if its message is lost. */
    static final Duration LONGEST_LIFESPAN = Duration.ofSeconds(60);

    /** For how long an unknown digest is not asked for again. Short: it is a favour to the database, and no more. */
    private static final Duration UNKNOWN_LIFESPAN = Duration.ofSeconds(10);

    private static final Logger LOGGER = Logger.getLogger(ApiKeyCache.class);

    private final LocalCache<String, CachedLookup> known;
    private final LocalCache<String, CachedLookup> unknown;
    private final LookupBulkhead knownBulkhead;
    private final LookupBulkhead unknownBulkhead;
    private final Duration lifespan;
    private final LongSupplier nanoTime;
    private final ChangeStamps stamps = new ChangeStamps();
    private final SharedParts parts = new SharedParts();
    private final CacheMetrics metrics = new CacheMetrics();

    /**
     * @param known room for those that exist
     * @param unknown room for those that do not, so that a flood of them does not push out the others
     * @param knownBulkhead for lookups of what existed before
     * @param unknownBulkhead for lookups of what may never have existed
     * @param lifespan how long an answer is good, at most {@link #LONGEST_LIFESPAN}
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
     * The lookup of what has this name: from memory, or from the database when it is called.
     *
     * @param name a digest, or another text that identifies one secret
     * @param reading reads what is stored when it is called, not earlier: not in a transaction that has begun already
     */
    SecretLookup lookUp(String name, Supplier<Optional<IssuedSecret>> reading) {
        CachedLookup cached = known.get(name);
        if (cached != null) {
            if (isGood(cached, name, lifespan)) {
                metrics.hits.increment();
                return cached;
            }
            metrics.stale.increment();
            return SecretLookup.of(false, () -> knownBulkhead.pass(() -> read(name, reading)));
        }
        CachedLookup nothing = unknown.get(name);
        if (nothing != null && isGood(nothing, name, UNKNOWN_LIFESPAN)) {
            metrics.unknown.increment();
            return nothing;
        }
        metrics.misses.increment();
        return SecretLookup.of(true, () -> unknownBulkhead.pass(() -> read(name, reading)));
    }

    private boolean isGood(CachedLookup cached, String name, Duration age) {
        return cached.isYoungerThan(age, nanoTime.getAsLong()) && cached.isUnchanged(name, stamps);
    }

    private Optional<IssuedSecret> read(String name, Supplier<Optional<IssuedSecret>> lookup) {
        return metrics.lookups.record(() -> readNow(name, lookup));
    }

    private Optional<IssuedSecret> readNow(String name, Supplier<Optional<IssuedSecret>> lookup) {
        long readAt = nanoTime.getAsLong();
        long stamp = stamps.now();
        @Nullable IssuedSecret found = lookup.get().map(parts::share).orElse(null);
        CachedLookup fresh = new CachedLookup(found, stamp, readAt);
        if (found == null) {
            known.invalidate(name);
            unknown.put(name, fresh);
        } else {
            known.put(name, fresh);
        }
        return Optional.ofNullable(found);
    }

    /** Forgets whatever depends on this id: of a key, its owner, its organization or realm; or a digest. */
    void changed(String id) {
        LOGGER.debugf("Changed: %s", id);
        metrics.changes.increment();
        stamps.changed(id);
    }

    void close() {
        known.close();
        unknown.close();
    }
}
