package io.orgkeys.keycloak.service;

import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import org.jspecify.annotations.Nullable;

/**
 * Keys that were deleted because their owner left or was removed.
 *
 * @param userId the member; null if the organization was removed
 * @param ids of the deleted keys, at most {@value #MOST_IDS}
 * @param count how many keys were deleted
 */
public record OrphanedKeys(
        RealmModel realm, String organizationId, @Nullable String userId, List<String> ids, long count) {

    static final int MOST_IDS = 1_000;

    public OrphanedKeys {
        ids = List.copyOf(ids);
    }

    /** Is called in the transaction that deletes the keys. */
    @FunctionalInterface
    public interface Listener {

        void deleted(KeycloakSession session, OrphanedKeys keys);
    }
}
