package io.orgkeys.keycloak.usage;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.keycloak.Config;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.ServerInfoAwareProviderFactory;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.KeycloakClock;
import org.jspecify.annotations.Nullable;

/** Holds the node's {@link UsageRecorder}, has it write every now and then, and has old counts deleted. */
public final class UsageRecorderFactory implements ProviderFactory<UsageRecorder>, ServerInfoAwareProviderFactory {

    public static final String ID = "default";

    private static final String INTERVAL = "interval";
    private static final String MAX_ENTRIES = "max-entries";
    private static final String RETENTION = "retention";
    private static final int DEFAULT_INTERVAL = 30;
    private static final int DEFAULT_MAX_ENTRIES = 100_000;
    private static final int DEFAULT_RETENTION = 90;
    private static final Duration PRUNING_INTERVAL = Duration.ofHours(1);

    private Duration interval = Duration.ofSeconds(DEFAULT_INTERVAL);
    private Duration retention = Duration.ofDays(DEFAULT_RETENTION);
    private PendingUsage pending = new PendingUsage(DEFAULT_MAX_ENTRIES);
    private UsageRecorder recorder = new UsageRecorder(pending);
    private @Nullable KeycloakSessionFactory sessions;

    /** Not Keycloak's timer, which goes by the wall clock: set back by an hour, it would not write for an hour. */
    private final ScheduledExecutorService writer =
            Executors.newSingleThreadScheduledExecutor(UsageRecorderFactory::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "org-api-keys-usage");
        thread.setDaemon(true);
        thread.setContextClassLoader(UsageRecorderFactory.class.getClassLoader());
        return thread;
    }

    @Override
    public UsageRecorder create(KeycloakSession session) {
        return recorder;
    }

    @Override
    public void init(Config.Scope config) {
        interval = Duration.ofSeconds(number(config, INTERVAL, DEFAULT_INTERVAL, 50));
        retention = Duration.ofDays(number(config, RETENTION, DEFAULT_RETENTION, 3_650));
        pending = new PendingUsage(number(config, MAX_ENTRIES, DEFAULT_MAX_ENTRIES, 10_000_000));
        recorder = new UsageRecorder(pending);
    }

    private static int number(Config.Scope config, String name, int byDefault, int most) {
        int value = config.getInt(name, byDefault);
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(
                    "The option spi-api-key-usage--" + ID + "--" + name + " must be between 1 and " + most + ".");
        }
        return value;
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        sessions = factory;
        Gauge.builder("org.api.keys.usage.pending", pending, PendingUsage::size)
                .description("Keys whose usage is counted, and not written to the database yet")
                .register(Metrics.globalRegistry);
        FunctionCounter.builder("org.api.keys.usage.dropped", pending, PendingUsage::dropped)
                .description("Verifications that were not counted because there was no room")
                .register(Metrics.globalRegistry);
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, this::schedule);
            }
        });
    }

    private void schedule(KeycloakSession session) {
        KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
        ScheduledFuture<?> unused = writer.scheduleWithFixedDelay(
                () -> recorder.flush(factory), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        session.getProvider(TimerProvider.class)
                .schedule(
                        new ClusterAwareScheduledTaskRunner(factory, new Pruning(), PRUNING_INTERVAL.toMillis()),
                        PRUNING_INTERVAL.toMillis());
    }

    /** Deletes counts that are older than anybody asks for: once in a cluster. */
    private final class Pruning implements ScheduledTask {

        @Override
        public void run(KeycloakSession session) {
            session.getProvider(ApiKeyStore.class)
                    .pruneUsage(new KeycloakClock().instant().minus(retention));
        }

        @Override
        public String getTaskName() {
            return "org-api-keys-usage-pruning";
        }
    }

    /** What was counted since the last batch, as long as there still is a database. */
    @Override
    public void close() {
        writer.shutdown();
        if (sessions != null) {
            recorder.flush(Objects.requireNonNull(sessions));
        }
    }

    /** Ends before these do. */
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(ApiKeyStore.class, JpaConnectionProvider.class, TimerProvider.class);
    }

    @Override
    public List<ProviderConfigProperty> getConfigMetadata() {
        return ProviderConfigurationBuilder.create()
                .property()
                .name(INTERVAL)
                .type("int")
                .helpText("Every how many seconds each node writes how often API keys were used, at most 50.")
                .defaultValue(DEFAULT_INTERVAL)
                .add()
                .property()
                .name(MAX_ENTRIES)
                .type("int")
                .helpText("Of how many API keys each node counts the usage between two writes.")
                .defaultValue(DEFAULT_MAX_ENTRIES)
                .add()
                .property()
                .name(RETENTION)
                .type("int")
                .helpText("For how many days the usage of API keys is kept.")
                .defaultValue(DEFAULT_RETENTION)
                .add()
                .build();
    }

    @Override
    public Map<String, String> getOperationalInfo() {
        return Map.of(INTERVAL, String.valueOf(interval.toSeconds()), RETENTION, String.valueOf(retention.toDays()));
    }

    @Override
    public String getId() {
        return ID;
    }
}
