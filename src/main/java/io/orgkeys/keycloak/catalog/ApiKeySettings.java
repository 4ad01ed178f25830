package io.orgkeys.keycloak.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.secret.ImportedPrefixes;
import org.jspecify.annotations.Nullable;

/**
 * A realm's settings for keys.
 *
 * @param prefix what new secrets begin with
 * @param userKeysPerMember how many user keys a member may have in an organization, 0 to {@value #MAXIMUM_LIMIT}
 * @param botKeysPerOrganization how many bot keys an organization may have, 0 to {@value #MAXIMUM_LIMIT}
 * @param defaultLifetime for keys that are created without an expiry
 * @param maximumLifetime from the issue of the current secret to expiry; a type with a maximum gets no eternal keys any more
 * @param maximumGracePeriod how long a rotated secret may live on, 0 to a year
 * @param networksRequired keys of which types must be restricted to networks: those that are not are refused
 * @param importedPrefixes what the secrets of imported keys begin with, at most {@value #MOST_PREFIXES} different ones
 * @param leakedKeys what happens to a key whose secret is reported to be public
 * @param leakReporters whose reports of that are believed, at most {@value #MOST_REPORTERS}, each with an id of its own; without any, none is
 * @param expiryNotices whether somebody is told by mail that a key is about to expire
 * @param maximumIdleTime after which a key that nobody uses is disabled, a day or more
 */
public record ApiKeySettings(
        String prefix,
        int userKeysPerMember,
        int botKeysPerOrganization,
        Lifetime defaultLifetime,
        Lifetime maximumLifetime,
        Duration maximumGracePeriod,
        NetworksRequired networksRequired,
        ImportedPrefixes importedPrefixes,
        LeakPolicy leakedKeys,
        List<LeakReporter> leakReporters,
        boolean expiryNotices,
        Lifetime maximumIdleTime) {

    /** What holds in a realm that has set nothing. */
    public static final ApiKeySettings DEFAULT = new ApiKeySettings(
            "kc",
            1,
            100,
            Lifetime.UNLIMITED,
            Lifetime.UNLIMITED,
            Duration.ofDays(7),
            NetworksRequired.OF_NONE,
            ImportedPrefixes.NONE,
            LeakPolicy.DISABLE,
            List.of(),
            true,
            Lifetime.UNLIMITED);

    /** How long a rotated secret lives on when the caller does not say; less where the maximum is less. */
    public static final Duration DEFAULT_GRACE_PERIOD = Duration.ofDays(1);

    /** How many reporters of leaks a realm may believe. */
    public static final int MOST_REPORTERS = 20;

    static final int MAXIMUM_LIMIT = 100_000;
    static final int MOST_PREFIXES = 20;
    static final Duration SHORTEST_IDLE_TIME = Duration.ofDays(1);
    static final Duration LONGEST_LIFETIME = Duration.ofDays(36_500);
    static final Duration LONGEST_GRACE_PERIOD = Duration.ofDays(365);

    public ApiKeySettings {
        leakReporters = List.copyOf(leakReporters);
    }

    /**
     * A lifetime for each type of key; null means none.
     *
     * @param user for user keys
     * @param bot for bot keys
     */
    public record Lifetime(
            @Nullable Duration user, @Nullable Duration bot) {

        public static final Lifetime UNLIMITED = new Lifetime(null, null);

        public @Nullable Duration of(ApiKeyType type) {
            return switch (type) {
                case USER -> user;
                case BOT -> bot;
            };
        }
    }

    /**
     * Which types of keys must be restricted to networks.
     *
     * @param user user keys
     * @param bot bot keys
     */
    public record NetworksRequired(boolean user, boolean bot) {

        public static final NetworksRequired OF_NONE = new NetworksRequired(false, false);

        /** Whether a key of this type may be used if it is restricted so. */
        public boolean areMetBy(Networks networks, ApiKeyType type) {
            boolean required = switch (type) {
                case USER -> user;
                case BOT -> bot;
            };
            return !required || networks.isRestriction();
        }
    }

    public static ApiKeySettings of(RealmModel realm) {
        return ReadComponents.of(realm).settings();
    }

    /** How many keys of a type one owner may have in an organization. */
    public int limit(ApiKeyType type) {
        return switch (type) {
            case USER -> userKeysPerMember;
            case BOT -> botKeysPerOrganization;
        };
    }

    /** Whose reports are believed that are signed with the key of this name. */
    public Optional<LeakReporter> leakReporter(String id) {
        return leakReporters.stream()
                .filter(reporter -> reporter.id().equals(id))
                .findFirst();
    }

    void validate(FieldErrors errors) {
        if (!ApiKeyFormat.isPrefix(prefix)) {
            errors.add("prefix", "Must be 2 to 12 lower-case letters and digits, the first one a letter.");
        }
        requireLimit("userKeysPerMember", userKeysPerMember, errors);
        requireLimit("botKeysPerOrganization", botKeysPerOrganization, errors);
        for (ApiKeyType type : ApiKeyType.values()) {
            Duration byDefault = defaultLifetime.of(type);
            Duration maximum = maximumLifetime.of(type);
            requireLifetime("defaultLifetime." + type.text(), byDefault, errors);
            requireLifetime("maximumLifetime." + type.text(), maximum, errors);
            if (byDefault != null && maximum != null && byDefault.compareTo(maximum) > 0) {
                errors.add("defaultLifetime." + type.text(), "Must not be longer than the maximum lifetime.");
            }
        }
        if (maximumGracePeriod.isNegative() || maximumGracePeriod.compareTo(LONGEST_GRACE_PERIOD) > 0) {
            errors.add("maximumGracePeriod", "Must be between 0 and " + LONGEST_GRACE_PERIOD.toSeconds() + " seconds.");
        }
        Set<String> prefixes = importedPrefixes.all();
        if (prefixes.size() > MOST_PREFIXES || !prefixes.stream().allMatch(ImportedPrefixes::isPrefix)) {
            errors.add(
                    "importedPrefixes",
                    "Must be at most " + MOST_PREFIXES + ", each of 3 to " + ImportedPrefixes.LONGEST_PREFIX
                            + " letters, digits, dots, hyphens and underscores, and none a JWT's \"eyJ\".");
        }
        validateReporters(errors);
        for (ApiKeyType type : ApiKeyType.values()) {
            requireDuration("maximumIdleTime." + type.text(), maximumIdleTime.of(type), SHORTEST_IDLE_TIME, errors);
        }
    }

    private void validateReporters(FieldErrors errors) {
        long ids = leakReporters.stream().map(LeakReporter::id).distinct().count();
        if (leakReporters.size() > MOST_REPORTERS
                || ids < leakReporters.size()
                || !leakReporters.stream().allMatch(LeakReporter::isValid)) {
            errors.add(
                    "leakReporters",
                    "Must be at most " + MOST_REPORTERS + ", each with an id of its own of 1 to "
                            + LeakReporter.LONGEST_ID
                            + " letters, digits, dots, hyphens, underscores and colons, and the PEM of a public key on the"
                            + " curve P-256.");
        }
    }

    private static void requireLimit(String field, int limit, FieldErrors errors) {
        if (limit < 0 || limit > MAXIMUM_LIMIT) {
            errors.add(field, "Must be between 0 and " + MAXIMUM_LIMIT + ".");
        }
    }

    private static void requireLifetime(String field, @Nullable Duration lifetime, FieldErrors errors) {
        requireDuration(field, lifetime, Duration.ofMinutes(1), errors);
    }

    private static void requireDuration(
            String field, @Nullable Duration duration, Duration shortest, FieldErrors errors) {
        if (duration != null && (duration.compareTo(shortest) < 0 || duration.compareTo(LONGEST_LIFETIME) > 0)) {
            errors.add(
                    field,
                    "Must be between " + shortest.toSeconds() + " and " + LONGEST_LIFETIME.toSeconds()
                            + " seconds, or null for none.");
        }
    }
}
