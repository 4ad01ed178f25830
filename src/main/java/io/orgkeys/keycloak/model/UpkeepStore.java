package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What the upkeep in the background reads and writes. A part of {@link ApiKeyStore}. */
public interface UpkeepStore {

    /**
     * The keys of a realm with a due notice of their expiry, those that have waited longest first.
     *
     * @param most how many at most
     */
    List<DueNotice> findDueNotices(String realmId, Instant now, int most);

    /**
     * Sets when the next notice of the key's expiry is due. Of several callers that try at once, on any node, one succeeds, and
     * sends the notice that was due.
     *
     * @param next null for none
     * @return false when another caller was first, or the key or its expiry was changed meanwhile
     */
    boolean claim(DueNotice notice, @Nullable Instant next);

    /**
     * Enabled keys that may have been idle since before this time, the longest idle first. Some of them were used
     * later, as their last use says: see {@link #notIdleBefore}.
     *
     * @param most how many at most
     */
    List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int most);

    /** Records that the key was not idle before this time: {@link #findIdle} returns it only after more time has passed. */
    void notIdleBefore(ApiKey key, Instant since);

    /**
     * Deletes tombstones of a realm: those of secrets that ended before this time, and beyond this number those of secrets that worked
     * for the shortest time.
     */
    void pruneTombstones(String realmId, Instant before, int most);
}
