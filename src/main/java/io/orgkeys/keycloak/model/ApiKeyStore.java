package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.keycloak.provider.Provider;

/**
 * The store of all keys: the lookups of verifications, which a cache may answer, and three ports to the database. Every method of
 * the store and its ports is confined to one realm: an id of another realm finds nothing. While the database is away, read-only or
 * overloaded, every method throws {@link StoreUnavailableException}.
 */
public interface ApiKeyStore extends Provider, TextStorage {

    /** The lookup of the secret with this digest. */
    SecretLookup lookUp(String realmId, String sha256);

    /** The secret of a key that was issued at this time, in milliseconds; retired ones included. */
    Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt);

    StoredKeys keys();

    UsageStore usage();

    UpkeepStore upkeep();

    /**
     * Registers a listener for what this session changes. In the transaction of the change, the store calls it with the id of each
     * changed key, with the id of an owner, organization or realm whose keys were deleted, and with {@code realm/digest} of each new
     * secret.
     */
    void onChange(Consumer<String> listener);

    /**
     * Does the work, and flushes all changes of this transaction, also those that are not about keys: the database refuses them now
     * instead of at the commit.
     *
     * @throws StoreUnavailableException when the database cannot be reached or takes no changes
     */
    <T> T flushed(Supplier<T> work);

    /**
     * Does the work, and commits the transaction of the request: an answer that is sent afterwards is true.
     *
     * @throws StoreUnavailableException when the database cannot be reached or takes no changes, or the transaction can only be
     *     rolled back
     */
    <T> T committed(Supplier<T> work);
}
