package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/**
 * Limits the rate of failed lookups per client address, of refusals per key, and of self-rotations per key. A
 * self-rotation is a rotation of a key with the key itself. Only failures count against the first two limits. The token
 * buckets of addresses and keys are in the memory of this node. The number of buckets is bounded. An address or key
 * whose bucket was evicted starts again with a full bucket.
 */
public final class FailureLimits implements Provider {

    /** Token buckets of failed lookups, by {@link ClientAddress#rateLimitKey()}. */
    private final LocalCache<String, TokenBucket> addresses;

    /** Token buckets of refusals, by key id. */
    private final LocalCache<String, TokenBucket> keys;

    private final TokenBucket.Rate selfRotations;
    private final LimitMetrics metrics = new LimitMetrics();

    /**
     * @param maxEntries the maximum number of addresses, and of keys, that have a bucket
     * @param failedLookups the allowed rate of failed lookups per address
     * @param refusals the allowed rate of refusals per key
     * @param selfRotations the allowed rate of self-rotations per key
     * @param nanoTime {@link System#nanoTime()}
     */
    public FailureLimits(
            LocalCacheProvider caches,
            int maxEntries,
            TokenBucket.Rate failedLookups,
            TokenBucket.Rate refusals,
            TokenBucket.Rate selfRotations,
            LongSupplier nanoTime) {
        this.selfRotations = selfRotations;
        this.addresses = buckets(caches, "org-api-keys-failing-addresses", maxEntries, failedLookups, nanoTime);
        this.keys = buckets(caches, "org-api-keys-failing-keys", maxEntries, refusals, nanoTime);
    }

    /** Creates one of Keycloak's local caches, which also provides its metrics. */
    private static LocalCache<String, TokenBucket> buckets(
            LocalCacheProvider caches, String name, int size, TokenBucket.Rate rate, LongSupplier nanoTime) {
        return caches.create(LocalCacheConfiguration.<String, TokenBucket>builder()
                .name(name)
                .maxSize(size)
                .loader(id -> new TokenBucket(rate, nanoTime))
                .build());
    }

    /**
     * Looks up a secret that may be a guess. Takes a token of the client address before the lookup, so that concurrent
     * requests cannot exceed the limit. Returns the token if the lookup finds a key or throws an exception.
     *
     * @throws TooManyRequestsException when the address has no token left
     */
    public Optional<IssuedSecret> find(SecretLookup lookup, ClientAddress client) {
        TokenBucket bucket = addresses.get(client.rateLimitKey());
        Duration wait = bucket.take();
        if (!wait.isZero()) {
            metrics.unknown.increment();
            throw new TooManyRequestsException(RetryAfter.of(wait));
        }
        boolean failed = false;
        try {
            Optional<IssuedSecret> found = lookup.find();
            failed = found.isEmpty();
            return found;
        } finally {
            if (!failed) {
                bucket.giveBack();
            }
        }
    }

    /**
     * Counts a refusal of a key.
     *
     * @return empty if the key is within its limit; otherwise how long requests with this key are refused with {@code
     *     TOO_MANY_REQUESTS}
     */
    public Optional<Duration> refuse(String keyId) {
        Duration wait = keys.get(keyId).take();
        if (wait.isZero()) {
            return Optional.empty();
        }
        metrics.refused.increment();
        return Optional.of(wait);
    }

    /**
     * Takes a token for a self-rotation of a key. The state of the key's bucket is stored with the key, so the limit
     * holds on all nodes.
     *
     * @param fullAt the stored state of the bucket: the time at which it is full again; null for a full bucket
     * @return the new state, to be stored
     * @throws TooManyRequestsException when there is no token left
     */
    public Instant takeSelfRotation(@Nullable Instant fullAt, Instant now) {
        // the stored state is a wall-clock time, so create a bucket with a fixed clock and the time from now until the
        // bucket is full; if the wall clock was set back, this time can be longer than an empty bucket needs to fill
        // up, and the bucket is then treated as empty
        TokenBucket bucket = new TokenBucket(
                selfRotations,
                () -> 0,
                fullAt == null || fullAt.isBefore(now) ? Duration.ZERO : Duration.between(now, fullAt));
        Duration wait = bucket.take();
        if (!wait.isZero()) {
            metrics.selfRotation.increment();
            throw new TooManyRequestsException(
                    "The API key has rotated itself too often. Wait, then try again.", RetryAfter.of(wait));
        }
        return now.plus(bucket.timeUntilFull());
    }

    @Override
    public void close() {
        // all sessions share this object, so only the factory closes it, with end()
    }

    /** Closes the caches. The factory calls it when the server stops. */
    void end() {
        addresses.close();
        keys.close();
    }
}
