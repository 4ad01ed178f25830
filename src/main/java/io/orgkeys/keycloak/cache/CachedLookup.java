package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Optional;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.SecretLookup;
import org.jspecify.annotations.Nullable;

/**
 * What the database said about a digest.
 *
 * @param found null when it knew none
 * @param stamp of {@link ChangeStamps}, taken before the reading
 * @param readAt {@link System#nanoTime()} before the reading: the wall clock may be set back
 */
record CachedLookup(@Nullable IssuedSecret found, long stamp, long readAt) implements SecretLookup {

    @Override
    public boolean mayBeGuess() {
        return false;
    }

    @Override
    public Optional<IssuedSecret> find() {
        return Optional.ofNullable(found);
    }

    /** Whether it was read recently enough that not even a lost message matters. */
    boolean isYoungerThan(Duration age, long nanoTime) {
        return nanoTime - readAt < age.toNanos();
    }

    /** Whether nothing that it depends on was changed after it was read. */
    boolean isUnchanged(String id, ChangeStamps stamps) {
        if (found == null) {
            return stamps.isUnchangedSince(stamp, id);
        }
        ApiKey key = found.key();
        return stamps.isUnchangedSince(stamp, key.id())
                && stamps.isUnchangedSince(stamp, key.ownerId())
                && stamps.isUnchangedSince(stamp, key.organizationId())
                && stamps.isUnchangedSince(stamp, key.realmId());
    }
}
