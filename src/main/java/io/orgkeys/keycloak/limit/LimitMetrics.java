package io.orgkeys.keycloak.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/** How often somebody was limited, in Keycloak's metrics endpoint: {@code org_api_keys_limited_total}, by kind. */
final class LimitMetrics {

    private final Counter unknown = limited("unknown");
    private final Counter refused = limited("refused");
    private final Counter selfRotation = limited("self_rotation");

    private static Counter limited(String kind) {
        return Counter.builder("org.api.keys.limited")
                .description(
                        "Requests that were refused because the same address or key had failed, or rotated itself, too often")
                .tag("kind", kind)
                .register(Metrics.globalRegistry);
    }

    /** An address has sent too many keys that nobody has. */
    void unknown() {
        unknown.increment();
    }

    /** A key has been refused too often. */
    void refused() {
        refused.increment();
    }

    /** A key has rotated itself too often. */
    void selfRotation() {
        selfRotation.increment();
    }
}
