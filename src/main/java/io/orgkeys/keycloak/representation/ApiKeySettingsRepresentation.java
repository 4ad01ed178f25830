package io.orgkeys.keycloak.representation;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.LeakReporter;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A realm's settings in JSON. Lifetimes and the grace period are seconds.
 *
 * @param maximumGracePeriod how long a rotated secret may live on
 * @param networksRequired keys of which types must be restricted to networks
 * @param importedPrefixes what the secrets of imported keys begin with, sorted
 * @param leakedKeys what happens to a key whose secret is reported to be public: {@code disable} or {@code delete}
 * @param leakReporters whose reports of that are believed
 * @param expiryNotices whether mails say that keys are about to expire
 * @param maximumIdleTime after which a key that nobody uses is disabled
 */
@Schema(name = "Settings")
public record ApiKeySettingsRepresentation(
        String prefix,
        int userKeysPerMember,
        int botKeysPerOrganization,
        LifetimeRepresentation defaultLifetime,
        LifetimeRepresentation maximumLifetime,
        long maximumGracePeriod,
        NetworksRequiredRepresentation networksRequired,
        List<String> importedPrefixes,
        @Schema(enumeration = {"delete", "disable"}) String leakedKeys,
        List<LeakReporterRepresentation> leakReporters,
        boolean expiryNotices,
        LifetimeRepresentation maximumIdleTime) {

    /** Seconds for each type of key; null means none, and is said: Keycloak would leave it out. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record LifetimeRepresentation(
            @Nullable Long user, @Nullable Long bot) {

        static LifetimeRepresentation of(ApiKeySettings.Lifetime lifetime) {
            return new LifetimeRepresentation(seconds(lifetime.user()), seconds(lifetime.bot()));
        }

        private static @Nullable Long seconds(@Nullable Duration duration) {
            return duration == null ? null : duration.toSeconds();
        }
    }

    /** For each type of key whether it is so. */
    public record NetworksRequiredRepresentation(boolean user, boolean bot) {

        static NetworksRequiredRepresentation of(ApiKeySettings.NetworksRequired required) {
            return new NetworksRequiredRepresentation(required.user(), required.bot());
        }
    }

    /**
     * Somebody whose reports are believed.
     *
     * @param id what the reports call the key that they are signed with
     * @param publicKey in PEM, on the curve P-256
     */
    public record LeakReporterRepresentation(String id, String publicKey) {

        static LeakReporterRepresentation of(LeakReporter reporter) {
            return new LeakReporterRepresentation(reporter.id(), reporter.pem());
        }
    }

    public static ApiKeySettingsRepresentation of(ApiKeySettings settings) {
        return new ApiKeySettingsRepresentation(
                settings.prefix(),
                settings.userKeysPerMember(),
                settings.botKeysPerOrganization(),
                LifetimeRepresentation.of(settings.defaultLifetime()),
                LifetimeRepresentation.of(settings.maximumLifetime()),
                settings.maximumGracePeriod().toSeconds(),
                NetworksRequiredRepresentation.of(settings.networksRequired()),
                settings.importedPrefixes().all().stream().sorted().toList(),
                settings.leakedKeys().text(),
                settings.leakReporters().stream()
                        .map(LeakReporterRepresentation::of)
                        .toList(),
                settings.expiryNotices(),
                LifetimeRepresentation.of(settings.maximumIdleTime()));
    }
}
