package io.orgkeys.keycloak.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;

/**
 * Metrics of the cache: {@code org_api_keys_cache_requests_total} by result, {@code org_api_keys_lookup} for the
 * lookups in the database, {@code org_api_keys_cache_changes_total} for invalidations. Keycloak's own cache metrics
 * contain size and evictions.
 */
final class CacheMetrics {

    final Counter hits = requests("hit");

    /** Hits of the negative cache, for digests that no key has. */
    final Counter unknown = requests("hit_unknown");

    /** Entries that are too old, or were loaded before a change. */
    final Counter stale = requests("stale");

    final Counter misses = requests("miss");
    final Counter changes = Counter.builder("org.api.keys.cache.changes")
            .description("Invalidations of keys and owners, by this node and by other nodes")
            .register(Metrics.globalRegistry);
    final Timer lookups = Timer.builder("org.api.keys.lookup")
            .description("Lookups of API keys in the database")
            .register(Metrics.globalRegistry);

    private static Counter requests(String result) {
        return Counter.builder("org.api.keys.cache.requests")
                .description("Verifications by the result of the cache")
                .tag("result", result)
                .register(Metrics.globalRegistry);
    }
}
