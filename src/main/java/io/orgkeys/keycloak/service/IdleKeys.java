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

/** Finds and disables keys that have not been used for the maximum idle time of the realm. */
public final class IdleKeys {

    /**
     * The time that is added to the maximum idle time, because nodes write usage with a delay. They write in batches,
     * and may lose the database connection for a moment.
     */
    private static final Duration WRITE_DELAY = Duration.ofMinutes(5);

    private final RealmModel realm;
    private final ApiKeyStore store;
    private final Clock clock;

    IdleKeys(RealmModel realm, ApiKeyStore store, Clock clock) {
        this.realm = realm;
        this.store = store;
        this.clock = clock;
    }

    /** Keys that were idle for too long, and whether there are more keys to check. */
    public record Found(List<ApiKey> idle, boolean more) {}

    /** Checks at most {@code most} keys of the type, beginning with the keys that were idle for the longest time. */
    public Found find(ApiKeyType type, int most) {
        Duration maximum = ApiKeySettings.of(realm).maximumIdleTime(type);
        if (maximum == null) {
            return new Found(List.of(), false);
        }
        Instant before = clock.instant().minus(maximum).minus(WRITE_DELAY);
        List<ApiKey> candidates = store.upkeep().findIdle(realm.getId(), type, before, most);
        List<ApiKey> idle = new ArrayList<>();
        for (ApiKey key : inLockOrder(candidates)) {
            Instant lastUse = key.audit().lastUsedAt();
            if (lastUse == null || lastUse.isBefore(before)) {
                idle.add(key);
            } else {
                store.upkeep().recordActive(key, lastUse);
            }
        }
        return new Found(idle, candidates.size() == most);
    }

    /** Sorts the keys by id, the order in which {@link StoredKeys#lock} must be called. */
    private static List<ApiKey> inLockOrder(List<ApiKey> keys) {
        return keys.stream().sorted(Comparator.comparing(ApiKey::id)).toList();
    }

    /**
     * Disables the key.
     *
     * @return empty if the key was changed or deleted after it was found. The next run checks it again
     */
    public Optional<ApiKey> disable(ApiKey key) {
        return store.keys()
                .lock(key.realmId(), key.id())
                .filter(locked -> locked.audit().version() == key.audit().version())
                .map(locked -> store.keys().update(locked.disabled(Instant.ofEpochMilli(clock.millis()))));
    }
}
