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

/** Keys that nobody uses: a realm may have them disabled after some time. */
public final class IdleKeys {

    /** Nodes write down what was used a while after it was, and a node may be cut off from the database for a moment. */
    private static final Duration LATE = Duration.ofMinutes(5);

    private final RealmModel realm;
    private final ApiKeyStore store;
    private final Clock clock;

    IdleKeys(RealmModel realm, ApiKeyStore store, Clock clock) {
        this.realm = realm;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What a look at some keys of the type found.
     *
     * @param idle keys that were idle for too long
     * @param more whether there are more to look at
     */
    public record Found(List<ApiKey> idle, boolean more) {}

    /**
     * Looks at those keys that were idle for the longest time.
     *
     * @param most how many at most
     */
    public Found find(ApiKeyType type, int most) {
        Duration maximum = ApiKeySettings.of(realm).maximumIdleTime().of(type);
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
     * Switches the key off.
     *
     * @return empty when somebody changed or deleted it since it was found: then it may not be idle any more, and is looked at
     *     again the next time
     */
    public Optional<ApiKey> disable(ApiKey key) {
        return store.keys()
                .lock(key.realmId(), key.id())
                .filter(locked -> locked.audit().version() == key.audit().version())
                .map(locked -> store.keys().update(locked.disabled(Instant.ofEpochMilli(clock.millis()))));
    }
}
