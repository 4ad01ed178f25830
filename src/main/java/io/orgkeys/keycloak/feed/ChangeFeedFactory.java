package io.orgkeys.keycloak.feed;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.keycloak.cache.LocalCache;
import org.keycloak.cache.LocalCacheConfiguration;
import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.cluster.ClusterProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.background.BackgroundThreads;
import io.orgkeys.keycloak.limit.TokenBucket;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.KeyChanges;
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;
import io.orgkeys.keycloak.usage.UsageRecorder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Creates the {@link ChangeFeed} of this node and registers its listeners. An administrator can disable it with {@code
 * --spi-api-key-feed--default--enabled=false}.
 */
public final class ChangeFeedFactory extends ConfiguredFactory<ChangeFeed> {

    public static final String ID = "default";

    private static final String MAX_ENTRIES = "max-entries";
    private static final String POLLS_PER_SECOND = "polls-per-second";
    private static final ProviderOptions OPTIONS = ProviderOptions.of("api-key-feed", ID)
            .number(
                    MAX_ENTRIES,
                    50_000,
                    10_000_000,
                    "The maximum number of changes that a node keeps for the change feed. Beyond it, resource servers"
                            + " verify all API keys again.")
            .number(
                    POLLS_PER_SECOND,
                    500,
                    1_000_000,
                    "The number of polls of the change feed per second that a client can send to each node, for all of"
                            + " its instances together.");

    /** The maximum number of clients with a token bucket of their own. */
    private static final int MAX_CLIENTS = 10_000;

    /** The maximum number of keys of which reports are pending. */
    private static final int MAX_REPORTS = 100_000;

    /** The same for one client, so that one client cannot prevent the reports of other clients. */
    private static final int MAX_REPORTS_OF_CLIENT = 10_000;

    private static final int REPORT_SECONDS = 5;

    /** Changes within this time are compared together. */
    private static final Duration COALESCING = Duration.ofMillis(50);

    /** Until the next comparison, the thread rests as long as the last one took, but not longer than this. */
    private static final Duration LONGEST_REST = Duration.ofMillis(300);

    private static final Logger LOGGER = Logger.getLogger(ChangeFeedFactory.class);

    private final ScheduledThreadPoolExecutor comparisons = executor("org-api-keys-feed");
    private final ScheduledThreadPoolExecutor reporter = executor("org-api-keys-feed-usage");
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final PendingReports reports = new PendingReports(MAX_REPORTS, MAX_REPORTS_OF_CLIENT);

    /** The time until which the thread rests, on the monotonic clock. */
    private volatile long restsUntil = System.nanoTime();

    private @Nullable ChangeFeed feed;
    private @Nullable ChangeLog log;
    private @Nullable WatchedRealms realms;
    private @Nullable KeycloakSessionFactory sessions;

    public ChangeFeedFactory() {
        super(OPTIONS);
    }

    private static ScheduledThreadPoolExecutor executor(String name) {
        return new ScheduledThreadPoolExecutor(
                1, BackgroundThreads.named(name), new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public ChangeFeed create(KeycloakSession session) {
        return Objects.requireNonNull(feed);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        sessions = factory;
        KeycloakClock clock = new KeycloakClock();
        ChangeLog changes = new ChangeLog(options().number(MAX_ENTRIES), System::nanoTime, clock::millis);
        WatchedRealms watched = new WatchedRealms(
                changes,
                realmId -> KeycloakModelUtils.runJobInTransactionWithResult(
                        factory, session -> RealmFingerprint.read(session, realmId)),
                System::nanoTime,
                this::compareSoon);
        log = changes;
        realms = watched;
        int perSecond = options().number(POLLS_PER_SECOND);
        TokenBucket.Rate rate = TokenBucket.Rate.of(perSecond, Duration.ofSeconds(1), perSecond);
        try (KeycloakSession session = factory.create()) {
            LocalCache<String, TokenBucket> buckets = session.getProvider(LocalCacheProvider.class)
                    .create(LocalCacheConfiguration.<String, TokenBucket>builder()
                            .name("org-api-keys-polling-clients")
                            .maxSize(MAX_CLIENTS)
                            .loader(id -> new TokenBucket(rate, System::nanoTime))
                            .build());
            feed = new ChangeFeed(changes, watched, reports, buckets, new FeedMetrics(changes, reports), clock);
        }
        HeardEvents events = new HeardEvents(changes, watched);
        factory.register(event -> {
            if (event instanceof KeyChanges own) {
                events.keysChanged(own);
            } else if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, session -> listen(session, events));
            }
        });
    }

    private void listen(KeycloakSession session, HeardEvents events) {
        ChangeLog changes = Objects.requireNonNull(log);
        try {
            if (CacheListeners.register(session, events, changes)) {
                changes.start();
            }
        } catch (RuntimeException | LinkageError e) {
            LOGGER.error(
                    "The change feed does not hear of changes. Resource servers that use it verify every API key with a"
                            + " request.",
                    e);
        }
        ScheduledFuture<?> unused =
                reporter.scheduleWithFixedDelay(this::countReports, REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
    }

    private void compareSoon() {
        if (scheduled.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = comparisons.schedule(
                    this::compare,
                    Math.max(COALESCING.toNanos(), restsUntil - System.nanoTime()),
                    TimeUnit.NANOSECONDS);
        }
    }

    private void compare() {
        scheduled.set(false);
        long begin = System.nanoTime();
        try {
            Objects.requireNonNull(realms).compare();
        } catch (RuntimeException | LinkageError e) {
            LOGGER.error("Realms could not be compared for the change feed", e);
        }
        long end = System.nanoTime();
        restsUntil = end + Math.min(end - begin, LONGEST_REST.toNanos());
    }

    private void countReports() {
        try {
            new ReportedUsage(Objects.requireNonNull(sessions)).count(reports.take());
        } catch (RuntimeException | LinkageError e) { // otherwise, the executor would never count again
            LOGGER.error("The use of API keys that clients reported was not counted", e);
        }
    }

    /** Counts the remaining reports. The recorder of usage still works: see {@link #dependsOn}. */
    @Override
    public void close() {
        comparisons.shutdownNow();
        reporter.shutdown();
        if (sessions != null) {
            countReports();
        }
        if (feed != null) {
            feed.end();
        }
    }

    /** Makes Keycloak close this factory before the factories of these providers. */
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(ApiKeyStore.class, ClusterProvider.class, LocalCacheProvider.class, UsageRecorder.class);
    }

    @Override
    public String getId() {
        return ID;
    }
}
