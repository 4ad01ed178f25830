package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.StoredKeys;

/** Keys that have not been used for the maximum idle time of the realm. */
public final class IdleKeys {

    /** Nodes write usage in batches, and may be cut off from the database for a moment. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private final RealmModel realm;
    private final ApiKeyStore store;
    private final Clock clock;

    IdleKeys(RealmModel realm, ApiKeyStore store, Clock clock) {
        this.realm = realm;
        this.store = store;
        this.clock = clock;
    }

    /** Keys that were idle for too long, and whether there are more to check. */
    public record Found(List<ApiKey> idle, boolean more) {}

    /** Checks the keys of the type that were idle for the longest time, at most this many. */
    public Found find(ApiKeyType type, int most) {
        Duration maximum = ApiKeySettings.of(realm).maximumIdleTime(type);
        if (maximum == null) {
            return new Found(List.of(), false);
        }
        Instant before = clock.instant().minus(maximum).minus(LATE);
        List<ApiKey> candidates = store.upkeep().findIdle(realm.getId(), type, before, most);
        List<ApiKey> idle = new ArrayList<>();
        for (ApiKey key : inOrderOfLocks(candidates)) {
            Instant lastUse = key.audit().lastUsedAt();
            if (lastUse == null || lastUse.isBefore(before)) {
                idle.add(key);
            } else {
                store.upkeep().notIdleBefore(key, lastUse);
            }
        }
        return new Found(idle, candidates.size() == most);
    }

    /** By id: see {@link StoredKeys#lock}. */
    private static List<ApiKey> inOrderOfLocks(List<ApiKey> keys) {
        return keys.stream().sorted(Comparator.comparing(ApiKey::id)).toList();
    }

    /**
     * Disables the key.
     *
     * @return empty if the key was changed or deleted since it was found: the next run checks it again
     */
    public Optional<ApiKey> disable(ApiKey key) {
        return store.keys()
                .lock(key.realmId(), key.id())
                .filter(locked -> locked.audit().version() == key.audit().version())
                .map(locked -> store.keys().update(locked.disabled(Instant.ofEpochMilli(clock.millis()))));
    }
}
