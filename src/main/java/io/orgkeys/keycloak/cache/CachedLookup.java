package io.orgkeys.keycloak.cache;

import java.time.Duration;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import org.jspecify.annotations.Nullable;

/** What the database said about a digest. */
final class CachedLookup {

    private final @Nullable IssuedSecret found;
    private final int[] places;
    private final long stamp;
    private final long readAt;

    private CachedLookup(@Nullable IssuedSecret found, int[] places, long stamp, long readAt) {
        this.found = found;
        this.places = places;
        this.stamp = stamp;
        this.readAt = readAt;
    }

    /**
     * That there is such a secret.
     *
     * @param stamp of {@link ChangeStamps}, taken before the reading
     * @param readAt {@link System#nanoTime()} before the reading: the wall clock may be set back
     */
    static CachedLookup of(IssuedSecret found, long stamp, long readAt) {
        ApiKey key = found.key();
        int[] places = ChangeStamps.places(key.id(), key.ownerId(), key.organizationId(), key.realmId());
        return new CachedLookup(found, places, stamp, readAt);
    }

    /**
     * That there is none.
     *
     * @param name what was looked for
     * @param stamp as for one that there is
     * @param readAt as for one that there is
     */
    static CachedLookup ofNothing(String name, long stamp, long readAt) {
        return new CachedLookup(null, ChangeStamps.places(name), stamp, readAt);
    }

    @Nullable
    IssuedSecret found() {
        return found;
    }

    /** Whether it was read recently enough that not even a lost message matters. */
    boolean isYoungerThan(Duration age, long nanoTime) {
        return nanoTime - readAt < age.toNanos();
    }

    /** Whether nothing that it depends on was changed after it was read. */
    boolean isUnchanged(ChangeStamps stamps) {
        return stamps.isUnchangedSince(stamp, places);
    }
}
