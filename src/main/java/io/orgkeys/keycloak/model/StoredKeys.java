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

    /** Those of the secrets that exist, retired ones included, by their digests. */
    Map<String, IssuedSecret> findBySecrets(String realmId, Collection<String> sha256s);

    Optional<ApiKey> findById(String realmId, String id);

    /**
     * The key with this id, if it is one of those that a caller may see. Reads no more of a key that is not among them than of one
     * that does not exist.
     *
     * @param organizationIds the organizations to one of which it must belong; null for any of the realm
     * @param userId whose user key it must be; null for any key
     */
    Optional<ApiKey> findById(
            String realmId, String id, @Nullable Set<String> organizationIds, @Nullable String userId);

    /**
     * The key as it is now, locked until the transaction ends: until then nobody else changes or deletes it. A transaction that
     * locks several keys does so in the order of their ids, after all other locks.
     */
    Optional<ApiKey> lock(String realmId, String id);

    List<ApiKey> find(ApiKeyQuery query);

    /** How many keys match, whatever the query's page. */
    long count(ApiKeyQuery query);

    /** Those of the digests that some key has. */
    Set<String> findTaken(String realmId, Collection<String> sha256s);

    /** The tombstones of those of the secrets that ended or leaked, by their digests. */
    Map<String, Tombstone> findTombstones(String realmId, Collection<String> sha256s);

    /** Adds the tombstone of a secret, whether its key still has it or not. Rotating and deleting keys adds tombstones by itself. */
    void addTombstone(String realmId, String sha256, Tombstone tombstone);

    /**
     * The ids of keys that have tombstones and were created by this user or key: deleted keys are among them.
     *
     * @param since the first time of creation
     */
    Set<String> findBuried(String realmId, String createdById, Instant since);

    /**
     * Keeps a member from leaving the organization, and from being deleted, until the transaction ends. To be called before a
     * user key is created.
     *
     * @return false when the user is no member (any more)
     * @throws RefusedException with CONFLICT when that cannot be told now, which happens only to a transaction that creates several keys
     */
    boolean holdMembership(String organizationId, String userId);

    /**
     * Stores a new key with its first secret.
     *
     * @param limit how many keys the owner may have in the organization, this one included
     * @throws KeyLimitReachedException also when another request, on any node, took the last slot at the same time; nothing
     *     was changed then
     * @throws RefusedException with KEY_NOT_FOUND when the organization was removed in the meantime
     * @throws RefusedException with CONFLICT when another request stored a key with this digest in the meantime
     */
    ApiKey insert(ApiKey key, SecretDigest secret, int limit);

    /**
     * Stores the content, the time of the update, and whether the current secret leaked.
     *
     * @param changed the new state, made of what {@link #lock} returned
     * @throws RefusedException with STALE_VERSION when the caller did not lock the key, and it has another version by now
     * @throws RefusedException with KEY_NOT_FOUND when the caller did not lock the key, and it was deleted
     */
    ApiKey update(ApiKey changed);

    /**
     * The same; and the key's former secrets end no later than so long after they were issued.
     *
     * @param maximumLifetime null for no bound
     */
    ApiKey update(ApiKey changed, @Nullable Duration maximumLifetime);

    /**
     * A secret with which the key rotates itself; empty when the key, or that secret of it, does not exist any more. Locks the key
     * as {@link #lock} does.
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
     * Records that a secret is in use, if the key still has it and its first use is {@linkplain IssuedSecret#firstUseAwaited
     * awaited}.
     *
     * @param issuedAt which secret it is
     */
    void recordFirstUse(String realmId, String keyId, Instant issuedAt, Instant now);

    /** Whether there was such a key. */
    boolean delete(String realmId, String id);

    /** Deletes the user keys of a member of the organization. */
    int deleteOfMember(String realmId, String organizationId, String userId);

    /** Deletes the user keys of a user in all organizations. */
    int deleteOfUser(String realmId, String userId);

    int deleteOfOrganization(String realmId, String organizationId);

    int deleteOfRealm(String realmId);
}
