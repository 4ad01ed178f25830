package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import org.keycloak.provider.Provider;

/**
 * The store of all keys: the lookups of verifications, which a cache may answer, and five ports to the database. Every
 * method of the store and its ports is limited to one realm and finds nothing for an id of another realm. While the
 * database is unavailable, read-only or overloaded, every method throws {@link StoreUnavailableException}.
 */
public interface ApiKeyStore extends Provider, TextStorage {

    /** Returns the lookup of the secret with this digest. */
    SecretLookup lookUp(String realmId, String sha256);

    /** Finds the secret that this key got at this time, to the millisecond, even if the secret is no longer valid. */
    Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt);

    StoredKeys keys();

    UsageStore usage();

    UpkeepStore upkeep();

    KillSwitchStore killSwitch();

    PermissionSources permissionSources();

    /**
     * Registers a listener for the changes of this session. In the transaction of a change, the store calls the
     * listener with the id of each changed key; with the id of an owner, organization or realm whose keys were deleted,
     * disabled or restored together; and with {@code realm/digest} of each new secret. Each id comes with that of its
     * realm.
     */
    void onChange(ChangeListener listener);

    /**
     * Runs the work, then flushes all changes of this transaction, including changes of other data than keys. So the
     * database rejects an invalid change now and not at the commit.
     *
     * @throws StoreUnavailableException when the database cannot be reached or accepts no changes
     */
    <T> T flushed(Supplier<T> work);

    /**
     * Runs the work, then commits the transaction of the request, so that a success response is sent only after the
     * commit.
     *
     * @throws StoreUnavailableException when the database cannot be reached or accepts no changes, or the transaction
     *     can only be rolled back
     */
    <T> T committed(Supplier<T> work);
}
