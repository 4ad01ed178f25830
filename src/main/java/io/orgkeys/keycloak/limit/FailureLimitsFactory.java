package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

import org.keycloak.cache.LocalCacheProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.Provider;

import io.orgkeys.keycloak.option.ConfiguredFactory;
import io.orgkeys.keycloak.option.ProviderOptions;
import org.jspecify.annotations.Nullable;

/**
 * Creates the {@link FailureLimits} of this node. An administrator can disable them with {@code
 * --spi-api-key-limits--default--enabled=false}.
 */
public final class FailureLimitsFactory extends ConfiguredFactory<FailureLimits> {

    public static final String ID = "default";

    private static final String UNKNOWN_AT_ONCE = "unknown-at-once";
    private static final String UNKNOWN_PER_SECOND = "unknown-per-second";
    private static final String REFUSED_PER_MINUTE = "refused-per-minute";
    private static final String SELF_ROTATIONS_AT_ONCE = "self-rotations-at-once";
    private static final String SELF_ROTATIONS_PER_HOUR = "self-rotations-per-hour";
    private static final String MAX_ENTRIES = "max-entries";

    private static final ProviderOptions OPTIONS = ProviderOptions.of("api-key-limits", ID)
            .number(
                    UNKNOWN_AT_ONCE,
                    100,
                    1_000_000,
                    "The number of failed lookups that a client address can cause on each node in a burst.")
            .number(
                    UNKNOWN_PER_SECOND,
                    10,
                    1_000_000,
                    "The number of failed lookups per second that a client address can cause on each node after the"
                            + " burst.")
            .number(
                    REFUSED_PER_MINUTE,
                    60,
                    1_000_000,
                    "The number of refusals of an API key that a node answers with the reason, in a burst and then per"
                            + " minute.")
            .number(
                    SELF_ROTATIONS_AT_ONCE,
                    10,
                    1_000_000,
                    "The number of times an API key can rotate itself in a burst, on all nodes together.")
            .number(
                    SELF_ROTATIONS_PER_HOUR,
                    60,
                    1_000_000,
                    "The number of times an API key can rotate itself per hour after the burst, on all nodes together.")
            .number(
                    MAX_ENTRIES,
                    10_000,
                    10_000_000,
                    "The maximum number of client addresses, and of API keys, whose failures a node counts.");

    private @Nullable FailureLimits limits;

    public FailureLimitsFactory() {
        super(OPTIONS);
    }

    @Override
    public FailureLimits create(KeycloakSession session) {
        return Objects.requireNonNull(limits);
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        int refused = options().number(REFUSED_PER_MINUTE);
        try (KeycloakSession session = factory.create()) {
            limits = new FailureLimits(
                    session.getProvider(LocalCacheProvider.class),
                    options().number(MAX_ENTRIES),
                    TokenBucket.Rate.of(
                            options().number(UNKNOWN_PER_SECOND),
                            Duration.ofSeconds(1),
                            options().number(UNKNOWN_AT_ONCE)),
                    TokenBucket.Rate.of(refused, Duration.ofMinutes(1), refused),
                    TokenBucket.Rate.of(
                            options().number(SELF_ROTATIONS_PER_HOUR),
                            Duration.ofHours(1),
                            options().number(SELF_ROTATIONS_AT_ONCE)),
                    System::nanoTime);
        }
    }

    @Override
    public Set<Class<? extends Provider>> dependsOn() {
        return Set.of(LocalCacheProvider.class);
    }

    @Override
    public void close() {
        if (limits != null) {
            limits.end();
        }
    }

    @Override
    public String getId() {
        return ID;
    }
}
