package io.orgkeys.keycloak.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The keys in the database, with their secrets and the tombstones of former secrets. A part of {@link ApiKeyStore}. */
public interface StoredKeys {

    /** Finds the secrets with these digests, even if they are no longer valid. The map is keyed by digest. */
    Map<String, IssuedSecret> findBySecrets(String realmId, Collection<String> sha256s);

    Optional<ApiKey> findById(String realmId, String id);

    /**
     * Finds the key with this id if the caller is allowed to see it. Otherwise, the database returns no row, as for a
     * key that does not exist.
     *
     * @param organizationIds the key must belong to one of these organizations; null for any organization of the realm
     * @param userId the key must be a user key of this user; null for any key
     */
    Optional<ApiKey> findById(
            String realmId, String id, @Nullable Set<String> organizationIds, @Nullable String userId);

    /**
     * Locks the key and returns its current state. No other transaction can change or delete the key until this
     * transaction ends. A transaction that locks several keys must lock them in the order of their ids, after it has
     * taken all other locks.
     */
    Optional<ApiKey> lock(String realmId, String id);

    /** Finds the keys with these ids. */
    List<ApiKey> findByIds(String realmId, Collection<String> ids);

    List<ApiKey> find(ApiKeyQuery query);

    /** Counts all matching keys, regardless of the page of the query. */
    long count(ApiKeyQuery query);

    /** Counts the keys of a realm to which at least one of these actions of the resource was granted. */
    long countGranted(String realmId, String resource, Set<String> actions);

    /** Returns those of the digests that a key already has. */
    Set<String> findTaken(String realmId, Collection<String> sha256s);

    /** Finds the tombstones of deleted or leaked secrets. The map is keyed by digest. */
    Map<String, Tombstone> findTombstones(String realmId, Collection<String> sha256s);

    /**
     * Adds the tombstone of a secret, whether or not the key still has the secret. Do not call this method for a
     * rotation or deletion of a key, because the methods for these changes add the tombstones.
     */
    void addTombstone(String realmId, String sha256, Tombstone tombstone);

    /**
     * Returns the ids of keys that this user or key created and that have tombstones. Deleted keys are among them.
     *
     * @param since the earliest time of creation
     */
    Set<String> findIdsWithTombstones(String realmId, String createdById, Instant since);

    /**
     * Locks a membership, so that the member can neither leave the organization nor be deleted until the transaction
     * ends. Call this method before a user key is created.
     *
     * @return false if the user is not a member
     * @throws RefusedException with CONFLICT when another transaction has locked the membership, and this transaction
     *     creates several keys. A transaction that creates one key waits for the lock
     */
    boolean lockMembership(String organizationId, String userId);

    /**
     * Stores a new key with its first secret.
     *
     * @param limit the maximum number of keys that the owner can have in the organization, including this key
     * @throws KeyLimitReachedException when the limit is reached, even by a concurrent request on another node; nothing
     *     is changed then
     * @throws RefusedException with KEY_NOT_FOUND when the organization was deleted in the meantime
     * @throws RefusedException with CONFLICT when a concurrent request stored a key with this digest
     */
    ApiKey insert(ApiKey key, SecretDigest secret, int limit);

    /**
     * Stores the content, the time of the update, and whether the current secret leaked.
     *
     * @param changed the new state, derived from the result of {@link #lock}
     * @throws RefusedException with STALE_VERSION when the caller did not lock the key, and the key was changed in the
     *     meantime
     * @throws RefusedException with KEY_NOT_FOUND when the caller did not lock the key, and the key was deleted in the
     *     meantime
     */
    ApiKey update(ApiKey changed);

    /**
     * Stores an update as {@link #update(ApiKey)} does, and limits the lifetime of the key's former secrets.
     *
     * @param maximumLifetime the maximum time from the issue of a former secret until it becomes invalid; null for no
     *     limit
     */
    ApiKey update(ApiKey changed, @Nullable Duration maximumLifetime);

    /**
     * Locks the key as {@link #lock} does, and finds the secret with which the key rotates itself. Returns empty if the
     * key or this secret no longer exists.
     */
    Optional<RotatingSecret> findRotating(String realmId, String keyId, String sha256);

    /**
     * Stores the changed key as {@link #update(ApiKey)} does and gives it a new secret.
     *
     * @throws RefusedException with STALE_VERSION as for an update
     * @throws RefusedException with KEY_NOT_FOUND as for an update
     */
    ApiKey rotate(ApiKey changed, Rotation rotation);

    /**
     * Stores the changed key as {@link #update(ApiKey)} does and makes its former secret invalid at once.
     *
     * @throws RefusedException with STALE_VERSION as for an update
     * @throws RefusedException with KEY_NOT_FOUND as for an update
     */
    ApiKey endFormerSecret(ApiKey changed);

    /**
     * Records that a secret is in use, if the key still has the secret and the first use of the secret is {@linkplain
     * IssuedSecret#firstUseAwaited awaited}.
     *
     * @param issuedAt identifies the secret
     */
    void recordFirstUse(String realmId, String keyId, Instant issuedAt, Instant now);

    /**
     * Deletes a key.
     *
     * @return false if there was no such key
     */
    boolean delete(String realmId, String id);

    /** Deletes the user keys of a member of the organization. */
    int deleteOfMember(String realmId, String organizationId, String userId);

    /** Deletes the user keys of a user in all organizations. */
    int deleteOfUser(String realmId, String userId);

    int deleteOfOrganization(String realmId, String organizationId);

    int deleteOfRealm(String realmId);
}
