package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.persistence.EntityManager;

import org.keycloak.models.KeycloakTransactionManager;

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

/** The store in Keycloak's database. Works within the transaction of the request. */
final class JpaApiKeyStore implements ApiKeyStore {

    private final EntityManager em;
    private final KeycloakTransactionManager transactions;
    private final StorableCharacters characters;
    private final SecretRows secrets;
    private final StoredKeys keys;
    private final UsageStore usage;
    private final UpkeepStore upkeep;
    private final KillSwitchStore killSwitch;
    private final PermissionSources permissionSources;
    private ChangeListener listener = (realmId, id) -> {};

    JpaApiKeyStore(
            EntityManager em,
            KeycloakTransactionManager transactions,
            Supplier<Peppers> peppers,
            PepperUpgrades upgrades,
            StorableCharacters characters) {
        this.em = em;
        this.transactions = transactions;
        this.characters = characters;
        StoredDigests digests = new StoredDigests(peppers);
        UsageRows usageRows = new UsageRows(em);
        KeyQueries queries = new KeyQueries(em, characters, usageRows);
        Tombstones tombstones = new Tombstones(em, digests);
        this.secrets = new SecretRows(em, digests, upgrades, queries);
        this.keys = OutageTranslation.around(
                StoredKeys.class,
                new KeyRows(em, this::changed, digests, secrets, queries, usageRows, tombstones, characters));
        this.usage = OutageTranslation.around(UsageStore.class, usageRows);
        this.upkeep = OutageTranslation.around(UpkeepStore.class, new UpkeepRows(em, queries, tombstones));
        this.killSwitch =
                OutageTranslation.around(KillSwitchStore.class, new KillSwitchRows(em, this::changed, queries));
        this.permissionSources = OutageTranslation.around(PermissionSources.class, new PermissionSourceRows(em));
    }

    @Override
    public SecretLookup lookUp(String realmId, String sha256) {
        return OutageTranslation.around(
                SecretLookup.class, SecretLookup.of(false, () -> secrets.find(realmId, sha256)));
    }

    @Override
    public Optional<IssuedSecret> findByIssue(String realmId, String keyId, Instant issuedAt) {
        return secrets.findByIssue(realmId, keyId, issuedAt);
    }

    @Override
    public StoredKeys keys() {
        return keys;
    }

    @Override
    public UsageStore usage() {
        return usage;
    }

    @Override
    public UpkeepStore upkeep() {
        return upkeep;
    }

    @Override
    public KillSwitchStore killSwitch() {
        return killSwitch;
    }

    @Override
    public PermissionSources permissionSources() {
        return permissionSources;
    }

    private void changed(String realmId, String id) {
        listener.changed(realmId, id);
    }

    @Override
    public void onChange(ChangeListener changes) {
        listener = listener.andThen(changes);
    }

    @Override
    public <T> T flushed(Supplier<T> work) {
        T result = work.get();
        em.flush();
        return result;
    }

    @Override
    public <T> T committed(Supplier<T> work) {
        T result = work.get();
        if (transactions.getRollbackOnly()) {
            // some code marked the transaction for rollback and ignored the exception; nothing will be stored, so the
            // response must not report a success
            throw new StoreUnavailableException("The transaction of a change was marked for rollback", null);
        }
        // flush first, because the transaction manager hides the error of the database when the commit fails
        em.flush();
        transactions.commit();
        return result;
    }

    @Override
    public boolean canStore(String text) {
        return characters.accept(text);
    }

    @Override
    public void close() {
        // the session closes its entity manager
    }
}
