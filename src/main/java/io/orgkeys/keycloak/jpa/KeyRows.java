package io.orgkeys.keycloak.jpa;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.persistence.EntityManager;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ChangeListener;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.RotatingSecret;
import io.orgkeys.keycloak.model.Rotation;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoredKeys;
import io.orgkeys.keycloak.model.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * Stores keys as rows. This class changes existing keys. It delegates queries, creation and deletion to other classes.
 * It notifies the listener of all changes.
 */
final class KeyRows implements StoredKeys {

    private final EntityManager em;
    private final ChangeListener changed;
    private final StoredDigests digests;
    private final SecretRows secrets;
    private final KeyQueries queries;
    private final UsageRows usage;
    private final Tombstones tombstones;
    private final LockedRows locked;
    private final NewKeys newKeys;
    private final DeletedKeys deleted;

    /** @param changed see {@link io.orgkeys.keycloak.model.ApiKeyStore#onChange} */
    KeyRows(
            EntityManager em,
            ChangeListener changed,
            StoredDigests digests,
            SecretRows secrets,
            KeyQueries queries,
            UsageRows usage,
            Tombstones tombstones,
            StorableCharacters characters) {
        this.em = em;
        this.changed = changed;
        this.digests = digests;
        this.secrets = secrets;
        this.queries = queries;
        this.usage = usage;
        this.tombstones = tombstones;
        this.locked = new LockedRows(em);
        this.newKeys = new NewKeys(em, locked, digests, queries, characters);
        this.deleted = new DeletedKeys(em, locked, tombstones, newKeys);
    }

    @Override
    public Map<String, IssuedSecret> findBySecrets(String realmId, Collection<String> sha256s) {
        return secrets.find(realmId, sha256s);
    }

    @Override
    public Optional<ApiKey> findById(String realmId, String id) {
        return queries.find(realmId, id);
    }

    @Override
    public Optional<ApiKey> findById(
            String realmId, String id, @Nullable Set<String> organizationIds, @Nullable String userId) {
        return queries.find(realmId, id, organizationIds, userId);
    }

    @Override
    public Optional<ApiKey> lock(String realmId, String id) {
        return queries.isId(id)
                ? locked.key(realmId, id)
                        .map(row ->
                                usage.withLastUse(List.of(row.toLockedKey())).get(0))
                : Optional.empty();
    }

    @Override
    public List<ApiKey> findByIds(String realmId, Collection<String> ids) {
        return queries.find(realmId, ids);
    }

    @Override
    public List<ApiKey> find(ApiKeyQuery query) {
        return queries.find(query);
    }

    @Override
    public long count(ApiKeyQuery query) {
        return queries.count(query);
    }

    @Override
    public long countGranted(String realmId, String resource, Set<String> actions) {
        return queries.countGranted(realmId, resource, actions);
    }

    @Override
    public Set<String> findTaken(String realmId, Collection<String> sha256s) {
        return secrets.taken(realmId, sha256s);
    }

    @Override
    public Map<String, Tombstone> findTombstones(String realmId, Collection<String> sha256s) {
        return tombstones.find(realmId, sha256s);
    }

    @Override
    public void addTombstone(String realmId, String sha256, Tombstone tombstone) {
        tombstones.add(realmId, sha256, tombstone);
    }

    @Override
    public Set<String> findIdsWithTombstones(String realmId, String createdById, Instant since) {
        return tombstones.keysCreatedBy(realmId, createdById, since);
    }

    @Override
    public boolean lockMembership(String organizationId, String userId) {
        return newKeys.lockMembership(organizationId, userId);
    }

    @Override
    public ApiKey insert(ApiKey key, SecretDigest secret, int limit) {
        changed.changed(key.realmId(), key.realmId() + '/' + secret.sha256());
        return newKeys.insert(key, secret, limit);
    }

    @Override
    public ApiKey update(ApiKey key) {
        return update(key, null);
    }

    @Override
    public ApiKey update(ApiKey key, @Nullable Duration maximumLifetime) {
        ApiKeyEntity row = store(key);
        if (maximumLifetime != null) {
            row.secrets.stream()
                    .filter(secret -> secret.retiresAt != null)
                    .forEach(former -> former.retireAt(former.issuedAt + maximumLifetime.toMillis()));
            em.flush();
        }
        return row.toLockedKey().withLastUsedAt(key.audit().lastUsedAt());
    }

    @Override
    public Optional<RotatingSecret> findRotating(String realmId, String keyId, String sha256) {
        return locked.key(realmId, keyId)
                .flatMap(row -> digests.find(sha256, row.secrets)
                        .map(secret -> new RotatingSecret(
                                Instant.ofEpochMilli(secret.issuedAt),
                                Millis.toInstant(secret.retiresAt),
                                row.currentSecret()
                                        .filter(ApiKeySecretEntity::isFirstUseAwaited)
                                        .filter(current -> secret.id.equals(current.rotatedWith))
                                        .isPresent(),
                                Millis.toInstant(row.selfRotationBucketFullAt))));
    }

    @Override
    public ApiKey rotate(ApiKey key, Rotation rotation) {
        SecretDigest secret = rotation.secret();
        changed.changed(key.realmId(), key.realmId() + '/' + secret.sha256());
        boolean leaked = lockedRow(key).leakedAt != null;
        ApiKeyEntity row = store(key);
        Instant now = key.audit().updatedAt();
        Long retiresAt = Millis.of(rotation.retiresAt());
        String presented = rotation.presented();
        Optional<ApiKeySecretEntity> remaining = retiresAt == null
                ? Optional.empty()
                : presented == null ? row.currentSecret() : digests.find(presented, row.secrets);
        List<ApiKeySecretEntity> ended = row.secrets.stream()
                .filter(former -> remaining.filter(former::equals).isEmpty())
                .toList();
        end(row, ended);
        if (leaked) {
            tombstones.settle(row.id, now);
        }
        row.secrets.forEach(former -> former.retireAt(retiresAt));
        Pepper pepper = digests.peppers().newest();
        ApiKeySecretEntity issued = ApiKeySecretEntity.of(
                row, pepper, digests.of(pepper, secret.sha256()), secret.lastFour(), now.toEpochMilli());
        if (presented != null) {
            issued.rotatedWith = remaining.map(former -> former.id).orElse(null);
            row.selfRotationBucketFullAt = Millis.of(rotation.bucketFullAt());
        }
        row.secrets.add(issued);
        row.idleSince = now.toEpochMilli();
        em.flush();
        return row.toLockedKey().withLastUsedAt(key.audit().lastUsedAt());
    }

    @Override
    public ApiKey endFormerSecret(ApiKey key) {
        ApiKeyEntity row = store(key);
        end(row, row.secrets.stream().filter(secret -> secret.retiresAt != null).toList());
        // no secret can repeat the rotation any longer, so the first use of the current secret is of no interest
        row.currentSecret().ifPresent(current -> current.rotatedWith = null);
        em.flush();
        return row.toLockedKey().withLastUsedAt(key.audit().lastUsedAt());
    }

    /** Deletes secrets of the key, and keeps their tombstones. */
    private void end(ApiKeyEntity row, List<ApiKeySecretEntity> ended) {
        tombstones.add(ended);
        ended.forEach(row.secrets::remove);
    }

    /**
     * Does not notify the caches, because a stale cache entry is harmless. A node with such an entry only records the
     * first use again.
     */
    @Override
    public void recordFirstUse(String realmId, String keyId, Instant issuedAt, Instant now) {
        locked.key(realmId, keyId).stream()
                .flatMap(row -> row.secrets.stream())
                .filter(secret -> secret.issuedAt == issuedAt.toEpochMilli() && secret.isFirstUseAwaited())
                .forEach(secret -> secret.firstUsedAt = now.toEpochMilli());
        em.flush();
    }

    private ApiKeyEntity lockedRow(ApiKey key) {
        return locked.key(key.realmId(), key.id()).orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
    }

    private ApiKeyEntity store(ApiKey key) {
        changed.changed(key.realmId(), key.id());
        ApiKeyEntity row = lockedRow(key);
        if (row.version != key.audit().version()) {
            throw RequestRefusal.STALE_VERSION.exception();
        }
        row.fill(key);
        em.flush();
        return row;
    }

    @Override
    public boolean delete(String realmId, String id) {
        changed.changed(realmId, id);
        return queries.isId(id) && deleted.one(realmId, id) > 0;
    }

    @Override
    public int deleteOfMember(String realmId, String organizationId, String userId) {
        return notifyIfAny(deleted.ofMember(realmId, organizationId, userId), realmId, userId);
    }

    @Override
    public int deleteOfUser(String realmId, String userId) {
        return notifyIfAny(deleted.ofUser(realmId, userId), realmId, userId);
    }

    @Override
    public int deleteOfOrganization(String realmId, String organizationId) {
        return notifyIfAny(deleted.ofOrganization(realmId, organizationId), realmId, organizationId);
    }

    @Override
    public int deleteOfRealm(String realmId) {
        return notifyIfAny(deleted.ofRealm(realmId), realmId, realmId);
    }

    /**
     * Notifies the listener if at least one key was deleted. Most deleted owners have no keys, and then no message to
     * the other nodes is needed.
     */
    private int notifyIfAny(int count, String realmId, String id) {
        if (count > 0) {
            changed.changed(realmId, id);
        }
        return count;
    }
}
