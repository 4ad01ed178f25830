package io.orgkeys.keycloak.service;

import java.util.List;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import org.jspecify.annotations.Nullable;

/**
 * Keys that were deleted because their owner left the organization or was removed.
 *
 * @param userId the id of the member; null if the organization was removed
 * @param ids the ids of the deleted keys, at most {@value #MAX_IDS}
 * @param count the number of deleted keys
 */
public record OrphanedKeys(
        RealmModel realm, String organizationId, @Nullable String userId, List<String> ids, long count) {

    /** The maximum number of ids in the representation of an event. */
    public static final int MAX_IDS = 1_000;

    public OrphanedKeys {
        ids = List.copyOf(ids);
    }

    /** Receives the deleted keys, in the transaction that deletes them. */
    @FunctionalInterface
    public interface Listener {

        void deleted(KeycloakSession session, OrphanedKeys keys);
    }
}
