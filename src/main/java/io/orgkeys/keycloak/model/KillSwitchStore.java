package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Disables many keys in one transaction, and enables the same keys again. A disabled key has a mark that says that the
 * kill switch disabled it. The key loses the mark when it is enabled, when its secret leaks, and by {@link #release}. A
 * part of {@link ApiKeyStore}.
 */
public interface KillSwitchStore {

    /** Returns the ids of the organizations in which the user has user keys. */
    Set<String> findOrganizationIds(String realmId, String userId);

    KillSwitchState state(KillSwitchTarget target);

    /**
     * Disables and marks all keys that are enabled. No key of the owner is created until the transaction ends. So a
     * transaction that creates a key waits, and fails if one of the disabled keys is its caller.
     *
     * @return the ids of the disabled keys, by organization
     */
    Map<String, List<String>> disable(KillSwitchTarget target, Instant now);

    /**
     * Enables all keys that have the mark, and removes the mark.
     *
     * @return the ids of the enabled keys, by organization
     */
    Map<String, List<String>> restore(KillSwitchTarget target, Instant now);

    /**
     * Removes the mark of a key, so that {@link #restore} does not enable the key.
     *
     * @param locked the key, as returned by {@link StoredKeys#lock}
     */
    void release(ApiKey locked);
}
