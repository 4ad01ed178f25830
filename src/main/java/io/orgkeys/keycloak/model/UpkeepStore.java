package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The database access of the background upkeep. A part of {@link ApiKeyStore}. */
public interface UpkeepStore {

    /**
     * Finds the due expiry notices of a realm, sorted by the time at which they became due.
     *
     * @param max how many keys to return at most
     */
    List<DueNotice> findDueNotices(String realmId, Instant now, int max);

    /**
     * Claims a due notice, and sets when the next notice about the expiry of the key is due. If several nodes claim the
     * same notice at the same time, only one node succeeds, and sends the notice.
     *
     * @param next when the next notice is due; null for none
     * @return false if another caller has claimed the notice, or the key or its expiry was changed in the meantime
     */
    boolean claim(DueNotice notice, @Nullable Instant next);

    /**
     * Finds enabled keys that may have been idle since before this time, the longest idle first. Some of these keys may
     * have been used after this time. The caller must check the last use of each key, and call {@link #recordActive}
     * for a key that was used after this time.
     *
     * @param max how many keys to return at most
     */
    List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int max);

    /**
     * Records that the key was active at this time. After that, {@link #findIdle} returns the key only when it is
     * called with a later time.
     */
    void recordActive(ApiKey key, Instant since);

    /**
     * Deletes the tombstones of secrets that became invalid before this time. If more than {@code max} tombstones
     * remain, also deletes the excess, beginning with the secrets that were valid for the shortest time.
     */
    void pruneTombstones(String realmId, Instant before, int max);
}
