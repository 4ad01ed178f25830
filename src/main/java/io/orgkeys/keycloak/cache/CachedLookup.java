package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Optional;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.SecretLookup;
import org.jspecify.annotations.Nullable;

/**
 * The cached result of a lookup.
 *
 * @param found null if no key has the digest
 * @param stamp the stamp of {@link ChangeStamps}, taken before the database was read
 * @param readAt the {@link System#nanoTime()} before the database was read; not the wall clock, which may be set back
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

    /**
     * Whether the entry is younger than this age. An older entry must not be served, because the message about a change
     * may have been lost.
     */
    boolean isYoungerThan(Duration age, long nanoTime) {
        return nanoTime - readAt < age.toNanos();
    }

    /** Whether the key, its owner, its organization and its realm were not changed after the entry was loaded. */
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
