package io.orgkeys.keycloak.service;

import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import org.jspecify.annotations.Nullable;

/**
 * Keys that were deleted because their owner left or was removed.
 *
 * @param userId the member; null when the organization itself was removed
 * @param ids of the deleted keys, {@value #MOST_IDS} at most
 * @param count how many keys were deleted
 */
public record OrphanedKeys(
        RealmModel realm, String organizationId, @Nullable String userId, List<String> ids, long count) {

    /** How many ids are read, whatever an organization has. */
    static final int MOST_IDS = 1_000;

    public OrphanedKeys {
        ids = List.copyOf(ids);
    }

    /** Hears of deleted keys, in the transaction that deletes them. */
    @FunctionalInterface
    public interface Listener {

        void deleted(KeycloakSession session, OrphanedKeys keys);
    }
}
