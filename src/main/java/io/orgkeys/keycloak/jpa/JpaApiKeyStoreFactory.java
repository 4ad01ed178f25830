package io.orgkeys.keycloak.jpa;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.vault.VaultStringSecret;

import io.orgkeys.keycloak.background.BackgroundThreads;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyStoreFactory;
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.model.TextStorage;
import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Provider {@code jpa} of the key store. Reads the peppers of this server. */
public final class JpaApiKeyStoreFactory extends ConfiguredFactory<ApiKeyStore>
        implements ApiKeyStoreFactory, TextStorage {

    public static final String ID = "jpa";

    private static final String PEPPERS = "peppers";
    private static final String PEPPER = "pepper-";
    private static final String VAULT_ENTRY = "api-keys-pepper-";

    /**
     * The realm of the vault entries. Peppers belong to the server, but a vault entry needs a realm. The realm master
     * always exists.
     */
    private static final String VAULT_REALM = "master";

    private static final Duration COUNTING_INTERVAL = Duration.ofHours(1);

    private static final Logger LOGGER = Logger.getLogger(JpaApiKeyStoreFactory.class);

    private static final ProviderOptions OPTIONS = ProviderOptions.of("api-key-store", ID)
            .secrets(
                    PEPPERS,
                    Pepper.NONE,
                    "The ids of the peppers that secrets of API keys can be stored under, the newest first. The id none"
                            + " stands for secrets without a pepper.",
                    PEPPER,
                    "The pepper with this id, at least 32 bytes in Base64. By default, it is read from the entry "
                            + VAULT_ENTRY + "<id> of the vault of the realm " + VAULT_REALM + ".");

    /** While the server stops, discards new tasks, because their work can be done after the next start. */
    private final ScheduledExecutorService background = new ScheduledThreadPoolExecutor(
            1, BackgroundThreads.named("org-api-keys-peppers"), new ThreadPoolExecutor.DiscardPolicy());

    private @Nullable PepperUpgrades upgrades;
    private @Nullable SecretsByPepper counts;

    private volatile StorableCharacters characters = StorableCharacters.ALL;

    /** Null until the peppers in the vault have been read. */
    private volatile @Nullable Peppers peppers = Peppers.none();

    public JpaApiKeyStoreFactory() {
        super(OPTIONS);
    }

    @Override
    public ApiKeyStore create(KeycloakSession session) {
        return OutageTranslation.around(
                ApiKeyStore.class,
                new JpaApiKeyStore(
                        session.getProvider(JpaConnectionProvider.class).getEntityManager(),
                        session.getTransactionManager(),
                        this::peppers,
                        Objects.requireNonNull(upgrades),
                        characters));
    }

    private Peppers peppers() {
        Peppers known = peppers;
        if (known == null) {
            throw new IllegalStateException("The peppers of API keys have not been loaded yet");
        }
        return known;
    }

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        Map<String, String> given = options().secrets(PEPPER);
        // checks the peppers in the configuration now, so that an invalid pepper prevents the server's start; other
        // peppers are read from the vault later
        given.forEach(Pepper::of);
        peppers = options().names(PEPPERS).stream().allMatch(id -> id.equals(Pepper.NONE) || given.containsKey(id))
                ? Peppers.of(options().names(PEPPERS), id -> Objects.requireNonNull(given.get(id)))
                : null;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        upgrades = new PepperUpgrades(background, factory);
        counts = new SecretsByPepper();
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                if (peppers == null) {
                    peppers = KeycloakModelUtils.runJobInTransactionWithResult(factory, this::withVault);
                }
                characters = KeycloakModelUtils.runJobInTransactionWithResult(
                        factory,
                        session -> StorableCharacters.read(
                                session.getProvider(JpaConnectionProvider.class).getEntityManager()));
                ScheduledFuture<?> unused = background.scheduleWithFixedDelay(
                        () -> count(factory), 0, COUNTING_INTERVAL.toSeconds(), TimeUnit.SECONDS);
            }
        });
    }

    @Override
    public boolean canStore(String text) {
        return characters.accept(text);
    }

    private Peppers withVault(KeycloakSession session) {
        session.getContext().setRealm(session.realms().getRealmByName(VAULT_REALM));
        Map<String, String> given = options().secrets(PEPPER);
        return Peppers.of(options().names(PEPPERS), id -> {
            String value = given.get(id);
            return value == null ? fromVault(session, id) : value;
        });
    }

    private static String fromVault(KeycloakSession session, String id) {
        try (VaultStringSecret secret = session.vault().getStringSecret("${vault." + VAULT_ENTRY + id + "}")) {
            return secret.get()
                    .orElseThrow(() -> new IllegalArgumentException("There is no pepper " + id
                            + " for API keys: neither the option spi-api-key-store--" + ID + "--" + PEPPER + id
                            + " nor the entry " + VAULT_ENTRY + id + " of the vault in the realm " + VAULT_REALM
                            + "."));
        }
    }

    private void count(KeycloakSessionFactory factory) {
        try {
            KeycloakModelUtils.runJobInTransaction(
                    factory,
                    session -> Objects.requireNonNull(counts)
                            .count(
                                    session.getProvider(JpaConnectionProvider.class)
                                            .getEntityManager(),
                                    peppers(),
                                    new KeycloakClock().millis()));
        } catch (RuntimeException e) {
            DatabaseOutage.report(LOGGER, "The secrets of API keys could not be counted by pepper", e);
        }
    }

    /**
     * Makes Keycloak close this factory before the database connections. The result does not contain the vault, because
     * a server can run without a vault.
     */
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(JpaConnectionProvider.class);
    }

    /**
     * Shows the number of secrets by pepper, and the version of this provider jar. The version is shown here, because
     * no option can disable this factory.
     */
    @Override
    public Map<String, String> getOperationalInfo() {
        Map<String, String> shown = super.getOperationalInfo();
        shown.put("secrets", String.valueOf(counts));
        return shown;
    }

    @Override
    public void close() {
        background.shutdownNow();
    }

    @Override
    public String getId() {
        return ID;
    }
}
