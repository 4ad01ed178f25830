package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** The lifetimes of keys and former secrets, limited by the settings of the realm and by the key that acts. */
final class Lifetimes {

    private final ApiKeySettings settings;

    Lifetimes(ApiKeySettings settings) {
        this.settings = settings;
    }

    /** The default expiry of a new key, or null for never. */
    @Nullable
    Instant defaultExpiry(ApiKeyType type, Authority authority, Instant now) {
        Duration lifetime = settings.defaultLifetime(type);
        Instant byDefault = lifetime == null ? latestExpiry(type, now) : now.plus(lifetime);
        return earlier(byDefault, authority.latestExpiry());
    }

    /** The latest expiry of a key whose secret was issued at this time, or null for no limit. */
    @Nullable
    Instant latestExpiry(ApiKeyType type, Instant issuedAt) {
        Duration maximum = settings.maximumLifetime(type);
        return maximum == null ? null : issuedAt.plus(maximum);
    }

    /**
     * The grace period of a former secret.
     *
     * @param wanted null for the default
     * @param errors gets an error for a period that is negative or too long
     */
    Duration gracePeriod(@Nullable Duration wanted, FieldErrors errors) {
        Duration maximum = settings.maximumGracePeriod();
        if (wanted == null) {
            Duration byDefault = ApiKeySettings.DEFAULT_GRACE_PERIOD;
            return maximum.compareTo(byDefault) < 0 ? maximum : byDefault;
        }
        if (wanted.isNegative() || wanted.compareTo(maximum) > 0) {
            errors.add("gracePeriod", "Must be between 0 and " + maximum.toSeconds() + " seconds.");
        }
        return wanted;
    }

    /**
     * The end of a former secret: within the maximum lifetime of the realm, and no later than its key would have expired.
     *
     * @param key before it is rotated
     * @param issuedAt of the former secret
     * @return null for at once
     */
    @Nullable
    Instant retirement(ApiKey key, Instant issuedAt, Duration grace, Instant now) {
        Instant latest =
                earlier(latestExpiry(key.type(), issuedAt), key.content().expiresAt());
        Instant end = earlier(now.plus(grace), latest);
        return end == null || !end.isAfter(now) ? null : end;
    }

    /** Adds an error for an expiry in the past or later than the realm allows. */
    static void checkExpiry(@Nullable Instant expiresAt, @Nullable Instant latest, Instant now, FieldErrors errors) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            errors.add("expiresAt", "Must be in the future.");
        }
        if (latest != null && (expiresAt == null || expiresAt.isAfter(latest))) {
            errors.add("expiresAt", "Must be " + latest + " or earlier: the realm limits the lifetime of keys.");
        }
    }

    /** Adds an error for an expiry later than that of the key that acts. */
    static void checkBound(@Nullable Instant expiresAt, Authority authority, FieldErrors errors) {
        if (outlives(expiresAt, authority)) {
            errors.add(
                    "expiresAt",
                    "Must be " + authority.latestExpiry() + " or earlier: a key grants nothing that outlives it.");
        }
    }

    static boolean outlives(@Nullable Instant expiresAt, Authority authority) {
        Instant bound = authority.latestExpiry();
        return bound != null && (expiresAt == null || expiresAt.isAfter(bound));
    }

    /** The earlier of two times; null stands for never. */
    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
