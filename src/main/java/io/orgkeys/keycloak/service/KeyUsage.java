package io.orgkeys.keycloak.service;

import java.time.Instant;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;

/** How often keys were used, as far as it is in the database: what a node counts gets there within a minute. */
public final class KeyUsage {

    private final ApiKeyStore store;

    KeyUsage(ApiKeyStore store) {
        this.store = store;
    }

    /**
     * The usage of a key from the hour or day of one time to that of another, both included.
     *
     * @param to exclusive where an hour or day begins just then
     */
    public UsageSeries of(ApiKey key, UsageSeries.Unit unit, Instant from, Instant to) {
        return UsageSeries.of(unit, from, to, store.usage().find(key.id(), unit.begin(from), unit.end(to)));
    }
}
