package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.ClientAddress;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.RotatingSecret;
import io.orgkeys.keycloak.model.Rotation;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * Answers what verifications ask from memory, everything else from the database, and tells all nodes of changes. A request
 * that changes something reads everything from the database from then on: what it sees is not committed yet.
 */
final class CachedApiKeyStore implements ApiKeyStore {

    private final KeycloakSession session;
    private final ApiKeyCache cache;
    private final LookupFailures failures;
    private final Changes changes;
    private @Nullable ApiKeyStore database;

    CachedApiKeyStore(KeycloakSession session, ApiKeyCache cache, LookupFailures failures) {
        this.session = session;
        this.cache = cache;
        this.failures = failures;
        this.changes = new Changes(session, cache);
    }

    @Override
    public Optional<IssuedSecret> findBySecret(
            String realmId, String sha256, Supplier<Optional<ClientAddress>> client) {
        return find(
                realmId,
                sha256,
                () -> LookupTicket.of(session.getProvider(FailureLimits.class), client.get()),
                store -> store.findBySecret(realmId, sha256, Optional::empty));
    }

    @Override
    public Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt) {
        return find(
                realmId,
                keyId + '@' + issuedAt.toEpochMilli(),
                () -> LookupTicket.UNLIMITED,
                store -> store.findByIssue(realmId, keyId, issuedAt));
    }

    private Optional<IssuedSecret> find(
            String realmId,
            String name,
            Supplier<LookupTicket> ticket,
            Function<ApiKeyStore, Optional<IssuedSecret>> lookup) {
        if (!changes.isEmpty()) {
            return lookup.apply(database());
        }
        // not by the thread of the request, which may be gone when the database answers at last
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        // the realm is a part of the name of what does not exist: a digest of another realm is unknown here only
        return cache.get(realmId + '/' + name, ticket, () -> read(sessions, realmId, lookup));
    }

    /**
     * In a transaction of its own, which begins now: what the transaction of the request sees may be older, and what its
     * persistence context holds, too.
     */
    private Optional<IssuedSecret> read(
            KeycloakSessionFactory sessions, String realmId, Function<ApiKeyStore, Optional<IssuedSecret>> lookup) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(sessions, own -> {
                Optional<IssuedSecret> found = lookup.apply(CachedApiKeyStoreFactory.database(own));
                found.ifPresent(secret -> {
                    own.getContext().setRealm(own.realms().getRealm(realmId));
                    new StaleOwners(own).evict(secret.key());
                });
                return found;
            });
        } catch (RuntimeException e) {
            failures.report(e);
            throw new StoreUnavailableException("An API key could not be looked up", e);
        }
    }

    @Override
    public Map<String, IssuedSecret> findBySecrets(String realmId, Collection<String> sha256s) {
        return database().findBySecrets(realmId, sha256s);
    }

    @Override
    public Optional<ApiKey> findById(String realmId, String id) {
        return database().findById(realmId, id);
    }

    @Override
    public Optional<ApiKey> findById(
            String realmId, String id, @Nullable Set<String> organizationIds, @Nullable String userId) {
        return database().findById(realmId, id, organizationIds, userId);
    }

    @Override
    public Optional<ApiKey> lock(String realmId, String id) {
        return database().lock(realmId, id);
    }

    @Override
    public List<ApiKey> find(ApiKeyQuery query) {
        return database().find(query);
    }

    @Override
    public long count(ApiKeyQuery query) {
        return database().count(query);
    }

    @Override
    public Set<String> findTaken(String realmId, Collection<String> sha256s) {
        return database().findTaken(realmId, sha256s);
    }

    @Override
    public Map<String, Tombstone> findTombstones(String realmId, Collection<String> sha256s) {
        return database().findTombstones(realmId, sha256s);
    }

    @Override
    public void addTombstone(String realmId, String sha256, Tombstone tombstone) {
        database().addTombstone(realmId, sha256, tombstone);
    }

    @Override
    public Set<String> findBuried(String realmId, String createdById, Instant since) {
        return database().findBuried(realmId, createdById, since);
    }

    @Override
    public void pruneTombstones(String realmId, Instant before, int most) {
        database().pruneTombstones(realmId, before, most);
    }

    @Override
    public boolean holdMembership(String organizationId, String userId) {
        return database().holdMembership(organizationId, userId);
    }

    @Override
    public ApiKey insert(ApiKey key, SecretDigest secret, int limit) {
        changes.add(key.realmId() + '/' + secret.sha256());
        return database().insert(key, secret, limit);
    }

    @Override
    public ApiKey update(ApiKey changed) {
        return update(changed, null);
    }

    @Override
    public ApiKey update(ApiKey changed, @Nullable Duration maximumLifetime) {
        changes.add(changed.id());
        return database().update(changed, maximumLifetime);
    }

    @Override
    public Optional<RotatingSecret> findRotating(String realmId, String keyId, String sha256) {
        return database().findRotating(realmId, keyId, sha256);
    }

    @Override
    public ApiKey rotate(ApiKey changed, Rotation rotation) {
        changes.add(changed.id());
        changes.add(changed.realmId() + '/' + rotation.secret().sha256());
        return database().rotate(changed, rotation);
    }

    @Override
    public void recordFirstUse(String realmId, String keyId, Instant issuedAt, Instant now) {
        // no change for the caches: a node that still awaits the first use only records it once more
        database().recordFirstUse(realmId, keyId, issuedAt, now);
    }

    @Override
    public List<DueNotice> findDueNotices(String realmId, Instant now, int most) {
        return database().findDueNotices(realmId, now, most);
    }

    @Override
    public boolean claim(DueNotice notice, @Nullable Instant next) {
        return database().claim(notice, next);
    }

    @Override
    public List<ApiKey> findIdle(String realmId, ApiKeyType type, Instant before, int most) {
        return database().findIdle(realmId, type, before, most);
    }

    @Override
    public void notIdleBefore(ApiKey key, Instant since) {
        database().notIdleBefore(key, since);
    }

    @Override
    public <T> T flushed(Supplier<T> work) {
        return database().flushed(work);
    }

    @Override
    public <T> T committed(Supplier<T> work) {
        return database().committed(work);
    }

    @Override
    public boolean delete(String realmId, String id) {
        changes.add(id);
        return database().delete(realmId, id);
    }

    @Override
    public int deleteOfMember(String realmId, String organizationId, String userId) {
        return ifAny(database().deleteOfMember(realmId, organizationId, userId), userId);
    }

    @Override
    public int deleteOfUser(String realmId, String userId) {
        return ifAny(database().deleteOfUser(realmId, userId), userId);
    }

    @Override
    public int deleteOfOrganization(String realmId, String organizationId) {
        return ifAny(database().deleteOfOrganization(realmId, organizationId), organizationId);
    }

    @Override
    public int deleteOfRealm(String realmId) {
        return ifAny(database().deleteOfRealm(realmId), realmId);
    }

    /** Most of those who join or leave have no keys, and nobody needs to hear of them. */
    private int ifAny(int deleted, String id) {
        if (deleted > 0) {
            changes.add(id);
        }
        return deleted;
    }

    @Override
    public void addUsage(String nodeId, Collection<HourOfUsage> usage) {
        database().addUsage(nodeId, usage);
    }

    @Override
    public List<HourOfUsage> findUsage(String keyId, Instant from, Instant to) {
        return database().findUsage(keyId, from, to);
    }

    @Override
    public int pruneUsage(Instant before) {
        return database().pruneUsage(before);
    }

    @Override
    public boolean canStore(String text) {
        return CachedApiKeyStoreFactory.canStore(session, text);
    }

    /** Only when it is needed: it comes with an entity manager, and a warm verification has no use for one. */
    private ApiKeyStore database() {
        ApiKeyStore known = database;
        if (known == null) {
            known = CachedApiKeyStoreFactory.database(session);
            database = known;
        }
        return known;
    }

    @Override
    public void close() {
        // the session closes the store of the database itself
    }
}
