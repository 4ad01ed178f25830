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
 * Rate limits: failed lookups per client address, refusals per key, and rotations of a key by itself. Only failures count against the
 * first two. The buckets of addresses and keys are in the memory of this node, which is bounded: those that were not used for the
 * longest time are evicted, and start full again.
 */
public final class FailureLimits implements Provider {

    /** By {@link ClientAddress#site()}. */
    private final LocalCache<String, TokenBucket> sites;

    /** By id. */
    private final LocalCache<String, TokenBucket> keys;

    private final TokenBucket.Rate selfRotations;
    private final LimitMetrics metrics = new LimitMetrics();

    /**
     * @param maxEntries the number of addresses, and of keys, that have a bucket
     * @param failedLookups of each address
     * @param refusals of each key
     * @param selfRotations of each key
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
        this.sites = buckets(caches, "org-api-keys-failing-addresses", maxEntries, failedLookups, nanoTime);
        this.keys = buckets(caches, "org-api-keys-failing-keys", maxEntries, refusals, nanoTime);
    }

    /** In Keycloak's own kind of cache, with its metrics. */
    private static LocalCache<String, TokenBucket> buckets(
            LocalCacheProvider caches, String name, int size, TokenBucket.Rate rate, LongSupplier nanoTime) {
        return caches.create(LocalCacheConfiguration.<String, TokenBucket>builder()
                .name(name)
                .maxSize(size)
                .loader(id -> new TokenBucket(rate, nanoTime))
                .build());
    }

    /**
     * Finds a secret that may be a guess. Takes a token of the address before the lookup and returns it unless the lookup fails, so
     * concurrent requests cannot exceed the limit.
     *
     * @throws TooManyRequestsException when there is no token left
     */
    public Optional<IssuedSecret> find(SecretLookup lookup, ClientAddress client) {
        TokenBucket bucket = sites.get(client.site());
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
     * @return empty; or how long the holder of the key gets no other answer, because there were too many refusals
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
     * Counts that a key rotates itself. The state of the key's bucket is stored with the key, so the limit holds on all nodes.
     *
     * @param paidUntil the former state; null for a full bucket
     * @return the new state
     * @throws TooManyRequestsException when there is no token left
     */
    public Instant takeSelfRotation(@Nullable Instant paidUntil, Instant now) {
        // as if no time passed: the time is that of the wall clock, which may be set back
        TokenBucket bucket = new TokenBucket(
                selfRotations,
                () -> 0,
                paidUntil == null || paidUntil.isBefore(now) ? Duration.ZERO : Duration.between(now, paidUntil));
        Duration wait = bucket.take();
        if (!wait.isZero()) {
            metrics.selfRotation.increment();
            throw new TooManyRequestsException(
                    "The API key has rotated itself too often. Wait, then try again.", RetryAfter.of(wait));
        }
        return now.plus(bucket.owed());
    }

    @Override
    public void close() {
        // lives as long as its factory
    }

    /** To be called once, at the end of the server. */
    void end() {
        sites.close();
        keys.close();
    }
}
