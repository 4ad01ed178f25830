package io.orgkeys.keycloak.service;

import java.time.Instant;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;

/** Reads from the database how often keys were used. Each node writes its counts within a minute. */
public final class KeyUsage {

    private final ApiKeyStore store;

    KeyUsage(ApiKeyStore store) {
        this.store = store;
    }

    /**
     * Returns the usage of a key from the hour or day of {@code from} to the hour or day of {@code to}, both included.
     *
     * @param to the end; if an hour or day begins exactly at this time, it is not included
     */
    public UsageSeries of(ApiKey key, UsageSeries.Unit unit, Instant from, Instant to) {
        return UsageSeries.of(unit, from, to, store.usage().find(key.id(), unit.begin(from), unit.end(to)));
    }
}
