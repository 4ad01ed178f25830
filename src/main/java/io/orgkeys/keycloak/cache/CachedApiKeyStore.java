package io.orgkeys.keycloak.cache;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ChangeListener;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KillSwitchStore;
import io.orgkeys.keycloak.model.PermissionSources;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.StoredKeys;
import io.orgkeys.keycloak.model.UpkeepStore;
import io.orgkeys.keycloak.model.UsageStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers the lookups of verifications from the cache, and delegates everything else to the database store. Notifies
 * all nodes of the changes of this session. After the first change, a session reads only from the database, because it
 * must see its own uncommitted changes and must not put them into the cache.
 */
final class CachedApiKeyStore implements ApiKeyStore {

    private final KeycloakSession session;
    private final ApiKeyCache cache;
    private final LookupErrorLog failures;
    private final Changes changes;
    private @Nullable ApiKeyStore database;

    CachedApiKeyStore(KeycloakSession session, ApiKeyCache cache, LookupErrorLog failures) {
        this.session = session;
        this.cache = cache;
        this.failures = failures;
        this.changes = new Changes(session, cache);
    }

    @Override
    public SecretLookup lookUp(String realmId, String sha256) {
        return lookUp(realmId, sha256, store -> store.lookUp(realmId, sha256).find());
    }

    @Override
    public Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt) {
        return lookUp(
                        realmId,
                        keyId + '@' + issuedAt.toEpochMilli(),
                        store -> store.findByIssue(realmId, keyId, issuedAt))
                .find();
    }

    private SecretLookup lookUp(String realmId, String cacheKey, Function<ApiKeyStore, Optional<IssuedSecret>> lookup) {
        if (!changes.isEmpty()) {
            return SecretLookup.of(false, () -> lookup.apply(database()));
        }
        // the lookup must not use this session, because the lookup runs in another thread, and this session may be
        // closed before the database answers
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        // the cache key contains the realm, because a negative entry of one realm must not hide a key of another realm
        return cache.lookUp(realmId + '/' + cacheKey, () -> read(sessions, realmId, lookup));
    }

    /**
     * Reads in a new transaction, because the snapshot and the persistence context of the request's transaction may
     * contain an older state.
     */
    private Optional<IssuedSecret> read(
            KeycloakSessionFactory sessions, String realmId, Function<ApiKeyStore, Optional<IssuedSecret>> lookup) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(sessions, lookupSession -> {
                Optional<IssuedSecret> found = lookup.apply(CachedApiKeyStoreFactory.database(lookupSession));
                found.ifPresent(secret -> {
                    lookupSession.getContext().setRealm(lookupSession.realms().getRealm(realmId));
                    new StaleOwners(lookupSession).evict(secret.key());
                });
                return found;
            });
        } catch (RuntimeException e) {
            failures.report(e);
            throw new StoreUnavailableException("An API key could not be looked up", e);
        }
    }

    @Override
    public StoredKeys keys() {
        return database().keys();
    }

    @Override
    public UsageStore usage() {
        return database().usage();
    }

    @Override
    public UpkeepStore upkeep() {
        return database().upkeep();
    }

    @Override
    public KillSwitchStore killSwitch() {
        return database().killSwitch();
    }

    @Override
    public PermissionSources permissionSources() {
        return database().permissionSources();
    }

    @Override
    public void onChange(ChangeListener listener) {
        database().onChange(listener);
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
    public boolean canStore(String text) {
        return CachedApiKeyStoreFactory.canStore(session, text);
    }

    /**
     * Returns the database store. Creates the store only on first use, so that a cached verification does not create
     * the entity manager that the store needs.
     */
    private ApiKeyStore database() {
        ApiKeyStore known = database;
        if (known == null) {
            known = CachedApiKeyStoreFactory.database(session);
            known.onChange(changes::add);
            database = known;
        }
        return known;
    }

    @Override
    public void close() {
        // Keycloak closes the database store together with the session
    }
}
