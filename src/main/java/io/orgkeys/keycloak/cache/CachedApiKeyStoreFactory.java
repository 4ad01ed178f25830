package io.orgkeys.keycloak.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.cache.infinispan.events.CacheKeyInvalidatedEvent;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.background.BackgroundThreads;
import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyStoreFactory;
import io.orgkeys.keycloak.model.KeyChanges;
import io.orgkeys.keycloak.model.TextStorage;
import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;
import org.jspecify.annotations.Nullable;

/**
 * The provider {@code cache} of the key store, which is the default provider. If it is disabled with {@code
 * --spi-api-key-store--cache--enabled=false}, every verification reads the database.
 */
public final class CachedApiKeyStoreFactory extends ConfiguredFactory<ApiKeyStore> implements ApiKeyStoreFactory {

    public static final String ID = "cache";

    /** Id of the provider that stores the keys. */
    private static final String DATABASE = "jpa";

    private static final String MAX_ENTRIES = "max-entries";
    private static final String LIFESPAN = "lifespan";
    private static final String CONCURRENT_LOOKUPS = "concurrent-lookups";
    private static final String UNKNOWN_PER_SECOND = "unknown-lookups-per-second";
    private static final ProviderOptions OPTIONS = ProviderOptions.of("api-key-store", ID)
            .number(
                    MAX_ENTRIES,
                    50_000,
                    100_000_000,
                    "The maximum number of API keys in the cache of a node. An entry takes less than a kilobyte.")
            .number(
                    LIFESPAN,
                    30,
                    (int) ApiKeyCache.MAX_LIFESPAN.toSeconds(),
                    "The seconds after which a node loads a cached API key from the database again.")
            .number(
                    CONCURRENT_LOOKUPS,
                    8,
                    1_000,
                    "The maximum number of concurrent database lookups of unknown API keys on a node. Twice as many for"
                            + " API keys that the node has loaded before.")
            .number(
                    UNKNOWN_PER_SECOND,
                    200,
                    1_000_000,
                    "The rate of failed lookups per second to which a node limits lookups.");

    /** Size of the negative cache, in percent of {@link #MAX_ENTRIES}. */
    private static final int UNKNOWN_PERCENT = 10;

    private final ExecutorService threads =
            Executors.newCachedThreadPool(BackgroundThreads.named("org-api-keys-lookup"));
    private final LookupErrorLog failures = new LookupErrorLog(System::nanoTime);
    private @Nullable ApiKeyCache cache;

    static ApiKeyStore database(KeycloakSession session) {
        return session.getProvider(ApiKeyStore.class, DATABASE);
    }

    /**
     * Whether the database can store the text. Does not create the database store, because the store needs an entity
     * manager, and a verification from the cache must not create one. Calls the factory of the store instead.
     */
    static boolean canStore(KeycloakSession session, String text) {
        return session.getKeycloakSessionFactory().getProviderFactory(ApiKeyStore.class, DATABASE)
                        instanceof TextStorage storage
                && storage.canStore(text);
    }

    public CachedApiKeyStoreFactory() {
        super(OPTIONS);
    }

    @Override
    public ApiKeyStore create(KeycloakSession session) {
        return new CachedApiKeyStore(session, Objects.requireNonNull(cache), failures);
    }

    private ApiKeyCache newCache(LocalCacheProvider caches) {
        int maxEntries = options().number(MAX_ENTRIES);
        int concurrentLookups = options().number(CONCURRENT_LOOKUPS);
        return new ApiKeyCache(
                bounded(caches, "org-api-keys", maxEntries),
                bounded(caches, "org-api-keys-unknown", Math.max(100, maxEntries * UNKNOWN_PERCENT / 100)),
                new LookupBulkhead(2 * concurrentLookups, 4 * concurrentLookups, failedLookups(), threads),
                new LookupBulkhead(concurrentLookups, 2 * concurrentLookups, failedLookups(), threads),
                lifespan(),
                System::nanoTime);
    }

    @Override
    public Duration lifespan() {
        return Duration.ofSeconds(options().number(LIFESPAN));
    }

    private TokenBucket failedLookups() {
        int perSecond = options().number(UNKNOWN_PER_SECOND);
        return new TokenBucket(TokenBucket.Rate.of(perSecond, Duration.ofSeconds(1), perSecond), System::nanoTime);
    }

    /**
     * Creates one of Keycloak's local caches, which also provides its metrics. The cache itself does not expire
     * entries, because {@link ApiKeyCache} checks the age of each entry.
     */
    private static LocalCache<String, CachedLookup> bounded(LocalCacheProvider caches, String name, int size) {
        return caches.create(LocalCacheConfiguration.<String, CachedLookup>builder()
                .name(name)
                .maxSize(size)
                .build());
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        try (KeycloakSession session = factory.create()) {
            cache = newCache(session.getProvider(LocalCacheProvider.class));
        }
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, this::listen);
            }
        });
    }

    private void listen(KeycloakSession session) {
        ApiKeyCache localCache = Objects.requireNonNull(cache);
        session.getProvider(ClusterProvider.class).registerListener(KeyChanges.CLUSTER_TASK, event -> {
            // the lines that name a realm are harmless here, because no entry depends on them
            if (event instanceof CacheKeyInvalidatedEvent change) {
                localCache.changed(change.getId());
            }
        });
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(LocalCacheProvider.class, ClusterProvider.class);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        if (cache != null) {
            cache.close();
        }
    }

    @Override
    public String getId() {
        return ID;
    }

    /**
     * Returns a higher order than the database provider, whose order is 0, because Keycloak by default uses the
     * provider with the highest order.
     */
    @Override
    public int order() {
        return 100;
    }
}
