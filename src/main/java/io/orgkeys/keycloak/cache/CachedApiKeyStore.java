package io.orgkeys.keycloak.cache;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.SecretLookup;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.StoredKeys;
import io.orgkeys.keycloak.model.UpkeepStore;
import io.orgkeys.keycloak.model.UsageStore;
import org.jspecify.annotations.Nullable;

/**
 * Answers the lookups of verifications from memory, and leaves everything else to the store of the database. Tells all nodes of what
 * this session changes. A request that changes something reads everything from the database from then on: what it sees is not
 * committed yet.
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

    private SecretLookup lookUp(String realmId, String name, Function<ApiKeyStore, Optional<IssuedSecret>> lookup) {
        if (!changes.isEmpty()) {
            return SecretLookup.of(false, () -> lookup.apply(database()));
        }
        // not by the thread of the request, which may have ended when the database answers
        KeycloakSessionFactory sessions = session.getKeycloakSessionFactory();
        // the realm is a part of the name of what does not exist: a digest of another realm is unknown here only
        return cache.lookUp(realmId + '/' + name, () -> read(sessions, realmId, lookup));
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
    public void onChange(Consumer<String> listener) {
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

    /** Only when it is needed: it comes with an entity manager, and a warm verification has no use for one. */
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
        // the session closes the store of the database itself
    }
}
