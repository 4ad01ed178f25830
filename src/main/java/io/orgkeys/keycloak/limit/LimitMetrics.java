package io.orgkeys.keycloak.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/** Metrics of the rate limits: {@code org_api_keys_limited_total}, by kind. */
final class LimitMetrics {

    final Counter unknown = limited("unknown");
    final Counter refused = limited("refused");
    final Counter selfRotation = limited("self_rotation");

    private static Counter limited(String kind) {
        return Counter.builder("org.api.keys.limited")
                .description("Requests that were refused by a rate limit on failures or self-rotations")
                .tag("kind", kind)
                .register(Metrics.globalRegistry);
    }
}
