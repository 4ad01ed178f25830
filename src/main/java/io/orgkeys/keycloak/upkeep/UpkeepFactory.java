package io.orgkeys.keycloak.upkeep;

import java.time.Duration;
import java.util.Set;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.PostMigrationEvent;
import org.keycloak.provider.Provider;
import org.keycloak.services.scheduled.ClusterAwareScheduledTaskRunner;
import org.keycloak.timer.ScheduledTask;
import org.keycloak.timer.TimerProvider;

import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;

/** Schedules a run of {@link Upkeep} at each interval, on one node of the cluster at a time. */
public final class UpkeepFactory extends ConfiguredFactory<Upkeep> {

    private static final String ID = "default";

    private static final String INTERVAL = "interval";
    private static final String TOMBSTONE_RETENTION = "tombstone-retention";
    private static final String MAX_TOMBSTONES = "max-tombstones";
    private static final int A_DAY = 86_400;

    public UpkeepFactory() {
        super(ProviderOptions.of("api-key-upkeep", ID)
                .number(
                        INTERVAL,
                        600,
                        A_DAY,
                        "The number of seconds between two checks for keys that expire soon or are idle.")
                .number(
                        TOMBSTONE_RETENTION,
                        90,
                        3_650,
                        "The number of days for which the digests of former secrets are kept. During this time, no"
                                + " import makes such a secret valid again, and a report that it leaked disables its"
                                + " key.")
                .number(
                        MAX_TOMBSTONES,
                        100_000,
                        10_000_000,
                        "The maximum number of these digests per realm. Beyond it, the digests of the secrets that"
                                + " worked for the shortest time are deleted first."));
    }

    @Override
    public Upkeep create(KeycloakSession session) {
        return new Upkeep(
                session.getKeycloakSessionFactory(),
                Duration.ofDays(options().number(TOMBSTONE_RETENTION)),
                options().number(MAX_TOMBSTONES));
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(event -> {
            if (event instanceof PostMigrationEvent) {
                KeycloakModelUtils.runJobInTransaction(factory, this::schedule);
            }
        });
    }

    private void schedule(KeycloakSession session) {
        long interval = Duration.ofSeconds(options().number(INTERVAL)).toMillis();
        session.getProvider(TimerProvider.class)
                .schedule(
                        new ClusterAwareScheduledTaskRunner(session.getKeycloakSessionFactory(), new Task(), interval),
                        interval);
    }

    private static final class Task implements ScheduledTask {

        @Override
        public void run(KeycloakSession session) {
            session.getProvider(Upkeep.class).run();
        }

        @Override
        public String getTaskName() {
            return "org-api-keys-upkeep";
        }
    }

    /** Makes Keycloak close this factory before the factories of these providers. */
    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(ApiKeyStore.class, TimerProvider.class);
    }

    @Override
    public String getId() {
        return ID;
    }
}
