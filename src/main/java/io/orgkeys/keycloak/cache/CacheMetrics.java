package io.orgkeys.keycloak.cache;

import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;

/**
 * How much the cache is worth, in Keycloak's metrics endpoint: {@code org_api_keys_cache_requests_total} by result,
 * {@code org_api_keys_lookup} for the readings of the database, {@code org_api_keys_cache_changes_total} for what it was made
 * to forget. Size and evictions are among Keycloak's own metrics of caches.
 */
final class CacheMetrics {

    private final Counter hits = requests("hit");
    private final Counter unknown = requests("hit_unknown");
    private final Counter stale = requests("stale");
    private final Counter misses = requests("miss");
    private final Counter changes = Counter.builder("org.api.keys.cache.changes")
            .description("Changes of keys and their owners that this node made or heard of")
            .register(Metrics.globalRegistry);
    private final Timer lookups = Timer.builder("org.api.keys.lookup")
            .description("Readings of API keys from the database")
            .register(Metrics.globalRegistry);

    private static Counter requests(String result) {
        return Counter.builder("org.api.keys.cache.requests")
                .description("Verifications by what the cache knew of the key")
                .tag("result", result)
                .register(Metrics.globalRegistry);
    }

    /** The answer was there. */
    void hit() {
        hits.increment();
    }

    /** The answer was there: there is no such key. */
    void unknown() {
        unknown.increment();
    }

    /** The answer was there, but too old, or from before a change. */
    void stale() {
        stale.increment();
    }

    /** Nothing was there. */
    void miss() {
        misses.increment();
    }

    void change() {
        changes.increment();
    }

    <T> T timed(Supplier<T> lookup) {
        return lookups.record(lookup);
    }
}
