package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/**
 * Who has failed how often of late on this node. Only failures are counted, so whoever does not fail is never limited. The
 * memory is bounded: who has not been seen for longest is forgotten, and starts anew.
 */
public final class FailureLimits implements Provider {

    /** By {@link ClientAddress#site()}. */
    private final LocalCache<String, Pace> sites;

    /** By id. */
    private final LocalCache<String, Pace> keys;

    private final SelfRotationLimit selfRotations;
    private final LimitMetrics metrics = new LimitMetrics();

    /**
     * @param maxEntries how many addresses, and how many keys, are remembered
     * @param ofSite for one whose failures nobody remembers: how often lookups may be in vain
     * @param ofKey likewise: how often it may be refused something
     * @param selfRotations how often each key may rotate itself
     */
    public FailureLimits(
            LocalCacheProvider caches,
            int maxEntries,
            Supplier<Pace> ofSite,
            Supplier<Pace> ofKey,
            SelfRotationLimit selfRotations) {
        this.selfRotations = selfRotations;
        this.sites = bounded(caches, "org-api-keys-failing-addresses", maxEntries, ofSite);
        this.keys = bounded(caches, "org-api-keys-failing-keys", maxEntries, ofKey);
    }

    /** Keycloak's own kind of cache, with its metrics. */
    private static LocalCache<String, Pace> bounded(
            LocalCacheProvider caches, String name, int size, Supplier<Pace> pace) {
        return caches.create(LocalCacheConfiguration.<String, Pace>builder()
                .name(name)
                .maxSize(size)
                .loader(who -> pace.get())
                .build());
    }

    /**
     * Somebody sent a secret that has to be looked up, and may not exist.
     *
     * @throws TooManyRequestsException when too many from there were looked up in vain
     */
    public void takeLookup(ClientAddress client) {
        Duration wait = sites.get(client.site()).take();
        if (!wait.isZero()) {
            metrics.unknown();
            throw new TooManyRequestsException(RetryAfter.of(wait));
        }
    }

    /** The lookup was not in vain, or there was none. */
    public void giveBackLookup(ClientAddress client) {
        sites.get(client.site()).giveBack();
    }

    /**
     * A key was refused something.
     *
     * @return empty, and the refusal is counted; or for how long nothing more is told to its holder, because there were too many
     */
    public Optional<Duration> refuse(String keyId) {
        Duration wait = keys.get(keyId).take();
        if (wait.isZero()) {
            return Optional.empty();
        }
        metrics.refused();
        return Optional.of(wait);
    }

    /**
     * A key rotates itself.
     *
     * @param paidUntil the state of its token bucket, which is stored with the key; null for a full one
     * @return the new state
     * @throws TooManyRequestsException when it has done so too often
     */
    public Instant takeSelfRotation(@Nullable Instant paidUntil, Instant now) {
        try {
            return selfRotations.take(paidUntil, now);
        } catch (TooManyRequestsException e) {
            metrics.selfRotation();
            throw e;
        }
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
