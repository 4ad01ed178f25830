package io.orgkeys.keycloak.usage;

import java.time.Duration;
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
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.orgkeys.keycloak.background.BackgroundThreads;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.KeycloakClock;
import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;
import org.jspecify.annotations.Nullable;

/**
 * Holds the {@link UsageRecorder} of the node, writes its usage at each interval, and schedules the deletion of old
 * counts.
 */
public final class UsageRecorderFactory extends ConfiguredFactory<UsageRecorder> {

    public static final String ID = "default";

    private static final String INTERVAL = "interval";
    private static final String MAX_ENTRIES = "max-entries";
    private static final String RETENTION = "retention";
    private static final Duration PRUNING_INTERVAL = Duration.ofHours(1);

    private static final ProviderOptions OPTIONS = ProviderOptions.of("api-key-usage", ID)
            .number(INTERVAL, 30, 50, "The seconds after which each node writes the usage of API keys to the database.")
            .number(
                    MAX_ENTRIES,
                    100_000,
                    10_000_000,
                    "The maximum number of API keys whose usage a node counts between two writes.")
            .number(RETENTION, 90, 3_650, "The days for which the usage of API keys is kept.");

    private PendingUsage pending = new PendingUsage(options().number(MAX_ENTRIES));
    private UsageRecorder recorder = new UsageRecorder(pending, this::writeFirstUses);
    private @Nullable KeycloakSessionFactory sessions;

    /**
     * Runs the writes. Keycloak's timer is unsuitable, because it uses the wall clock. If the clock is set back by an
     * hour, that timer runs no task for an hour.
     */
    private final ScheduledExecutorService writer = new ScheduledThreadPoolExecutor(
            1, BackgroundThreads.named("org-api-keys-usage"), new ThreadPoolExecutor.DiscardPolicy());

    public UsageRecorderFactory() {
        super(OPTIONS);
    }

    @Override
    public UsageRecorder create(KeycloakSession session) {
        return recorder;
    }

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        pending = new PendingUsage(options().number(MAX_ENTRIES));
        recorder = new UsageRecorder(pending, this::writeFirstUses);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        sessions = factory;
        Gauge.builder("org.api.keys.usage.pending", pending, PendingUsage::size)
                .description("Keys whose usage is not written to the database yet")
                .register(Metrics.globalRegistry);
        FunctionCounter.builder("org.api.keys.usage.dropped", pending, PendingUsage::dropped)
                .description("Verifications that were not counted because too many keys were in use")
                .register(Metrics.globalRegistry);
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, this::schedule);
            }
        });
    }

    private void schedule(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        int interval = options().number(INTERVAL);
        ScheduledFuture<?> unused =
                writer.scheduleWithFixedDelay(() -> recorder.flush(factory), interval, interval, TimeUnit.SECONDS);
        session.getProvider(TimerProvider.class)
                .schedule(
                        new ClusterAwareScheduledTaskRunner(factory, new Pruning(), PRUNING_INTERVAL.toMillis()),
                        PRUNING_INTERVAL.toMillis());
    }

    /** Writes first uses immediately, and on another thread, because a verification must not write to the database. */
    private void writeFirstUses() {
        KeycloakSessionFactory factory = sessions;
        if (factory != null) {
            writer.execute(() -> recorder.writeFirstUses(factory));
        }
    }

    /** Deletes counts that are older than the retention period. Runs on one node of the cluster. */
    private final class Pruning implements ScheduledTask {

        @Override
        public void run(KeycloakSession session) {
            session.getProvider(ApiKeyStore.class)
                    .usage()
                    .prune(new KeycloakClock()
                            .instant()
                            .minus(Duration.ofDays(options().number(RETENTION))));
        }

        @Override
        public String getTaskName() {
            return "org-api-keys-usage-pruning";
        }
    }

    /** Writes the usage since the last write. The database is still available: see {@link #dependsOn}. */
    @Override
    public void close() {
        writer.shutdown();
        if (sessions != null) {
            recorder.flush(Objects.requireNonNull(sessions));
        }
    }

    /** Makes Keycloak close this factory before the factories of these providers. */
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(ApiKeyStore.class, JpaConnectionProvider.class, TimerProvider.class);
    }

    @Override
    public String getId() {
        return ID;
    }
}
