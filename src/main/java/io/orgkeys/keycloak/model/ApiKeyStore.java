package io.orgkeys.keycloak.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.keycloak.provider.Provider;

import org.jspecify.annotations.Nullable;

/**
 * Where keys are kept. Every method is confined to one realm: an id of another realm finds nothing. While the database is
 * away, read-only or overloaded, every method throws {@link StoreUnavailableException}.
 */
public interface ApiKeyStore extends Provider, TextStorage {

    /**
     * The secret with this digest, retired ones included.
     *
     * @param client who sent it, where that is known and how often somebody fails shall be limited; asked only if it matters
     * @throws TooManyRequestsException when too many secrets that the client sent were nobody's, and this one may be, too
     */
    Optional<IssuedSecret> findBySecret(String realmId, String sha256, Supplier<Optional<ClientAddress>> client);

    /** The secret of a key that was issued at this time, in milliseconds; retired ones included. */
    Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt);

    /** Those of the secrets that there are, retired ones included, by their digests; as they are stored at this moment. */
    Map<String, IssuedSecret> findBySecrets(String realmId, Collection<String> sha256s);

    Optional<ApiKey> findById(String realmId, String id);

    /**
     * The key with this id among those that somebody may see. Of a key that is not among them no more is read than of one that
     * does not exist.
     *
     * @param organizationIds to which of the organizations it must belong; null for any of the realm
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

    /** What is kept of those of the secrets that ended or leaked, by their digests. */
    Map<String, Tombstone> findTombstones(String realmId, Collection<String> sha256s);

    /** Keeps this of a secret, whether its key still has it or not. Rotating and deleting keys adds tombstones by itself. */
    void addTombstone(String realmId, String sha256, Tombstone tombstone);

    /**
     * The ids of keys that have tombstones and were created by this user or key: deleted keys are among them.
     *
     * @param since the first time of creation
     */
    Set<String> findBuried(String realmId, String createdById, Instant since);

    /**
     * Deletes tombstones of a realm: of secrets that ended before this time, and beyond this number those of secrets that worked for
     * the shortest time.
     */
    void pruneTombstones(String realmId, Instant before, int most);

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
     * @throws KeyLimitReachedException also when another request, on any node, took the last place at the same time; nothing
     *     was changed then
     * @throws RefusedException with KEY_NOT_FOUND when the organization was removed in the meantime
     * @throws RefusedException with CONFLICT when another request stored a key with this digest in the meantime
     */
    ApiKey insert(ApiKey key, SecretDigest secret, int limit);

    /**
     * Stores name, description, permissions, enabled, expiry and time of update.
     *
     * @param changed the key as it shall be, made of what {@link #lock} returned
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

    /**
     * Keys of a realm of whose expiry a notice is due, those that wait longest first.
     *
     * @param most how many at most
     */
    List<DueNotice> findDueNotices(String realmId, Instant now, int most);

    /**
     * Has the next notice of the key's expiry due later. Of several who try so at once, on any node, one succeeds: whoever
     * does gives the notice that was due.
     *
     * @param next when the next one is due, or null for none
     * @return false when somebody else was first, or the key or its expiry was changed meanwhile
     */
    boolean claim(DueNotice notice, @Nullable Instant next);

    /**
     * Enabled keys that may have been idle since before this time, those with the longest first. Some of them were used
     * later, as their last use says: see {@link #notIdleBefore}.
     *
     * @param most how many at most
     */
    List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int most);

    /** Remembers that the key was not idle before this time: it is not found again until more time has passed. */
    void notIdleBefore(ApiKey key, Instant since);

    /**
     * Does something, and sends all that this transaction changed to the database, also what is not about keys: the database
     * refuses it now or not before the commit.
     *
     * @throws StoreUnavailableException when the database cannot be reached or takes no changes
     */
    <T> T flushed(Supplier<T> work);

    /**
     * Does something, and commits the transaction of the request: an answer that is given afterwards is true.
     *
     * @throws StoreUnavailableException when the database cannot be reached or takes no changes, or the transaction can only be
     *     rolled back
     */
    <T> T committed(Supplier<T> work);

    /** Whether there was such a key. */
    boolean delete(String realmId, String id);

    /** A member left the organization: their user keys in it go. */
    int deleteOfMember(String realmId, String organizationId, String userId);

    /** A user was removed: all their user keys go. */
    int deleteOfUser(String realmId, String userId);

    int deleteOfOrganization(String realmId, String organizationId);

    int deleteOfRealm(String realmId);

    /**
     * Adds to what was counted. Keys that are gone by now are left out, and a key's last use never becomes an earlier one.
     *
     * @param nodeId of whoever counted; nodes do not share rows, so they do not wait for each other
     */
    void addUsage(String nodeId, Collection<HourOfUsage> usage);

    /**
     * What was counted on all nodes, hour by hour and sorted; hours without any use are left out.
     *
     * @param from first hour
     * @param to first hour that is not asked for any more
     */
    List<HourOfUsage> findUsage(String keyId, Instant from, Instant to);

    /** Deletes what was counted in hours that began before this time, and of keys that are gone. */
    int pruneUsage(Instant before);
}
