package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The database access of the background upkeep. A part of {@link ApiKeyStore}. */
public interface UpkeepStore {

    /**
     * Finds the keys of a realm whose expiry notice is due, those with the earliest due time first.
     *
     * @param max how many keys to return at most
     */
    List<DueNotice> findDueNotices(String realmId, Instant now, int max);

    /**
     * Claims a due notice, and sets when the next notice of the key's expiry is due. If several callers claim it at the
     * same time, on any node, one succeeds, and sends the notice.
     *
     * @param next null for none
     * @return false if another caller has claimed it, or the key or its expiry was changed in the meantime
     */
    boolean claim(DueNotice notice, @Nullable Instant next);

    /**
     * Finds enabled keys that may have been idle since before this time, the longest idle first. Some of them may have
     * been used later: the caller compares their last use, and calls {@link #recordActive}.
     *
     * @param max how many keys to return at most
     */
    List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int max);

    /**
     * Records that the key was active at this time. {@link #findIdle} then returns it only when it is called with a
     * later time.
     */
    void recordActive(ApiKey key, Instant since);

    /**
     * Deletes tombstones of a realm: those of secrets that ended before this time, and those that exceed the maximum
     * number. Of the latter, deletes first those of the secrets that were valid for the shortest time.
     */
    void pruneTombstones(String realmId, Instant before, int max);
}
