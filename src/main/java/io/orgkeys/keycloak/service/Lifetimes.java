package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** How long keys and rotated secrets may live: by the realm's settings, and by the life of the key that acts. */
final class Lifetimes {

    private final ApiKeySettings settings;

    Lifetimes(ApiKeySettings settings) {
        this.settings = settings;
    }

    /** When a new key expires if nobody says; null for never. */
    @Nullable
    Instant defaultExpiry(ApiKeyType type, Authority authority, Instant now) {
        Duration lifetime = settings.defaultLifetime().of(type);
        Instant byDefault = lifetime == null ? latestExpiry(type, now) : now.plus(lifetime);
        return earlier(byDefault, authority.latestExpiry());
    }

    /** When a key may expire at the latest whose secret was issued at this time; null for no bound. */
    @Nullable
    Instant latestExpiry(ApiKeyType type, Instant issuedAt) {
        Duration maximum = settings.maximumLifetime().of(type);
        return maximum == null ? null : issuedAt.plus(maximum);
    }

    /**
     * How long a rotated secret lives on.
     *
     * @param wanted null for the default
     * @param errors gets an error when it is less than nothing or more than the realm allows
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
     * When a former secret stops working: it lives no longer than the realm allows any secret, nor than its key would have.
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

    /** Notes an expiry that has passed, or that is later than the realm allows. */
    static void checkExpiry(@Nullable Instant expiresAt, @Nullable Instant latest, Instant now, FieldErrors errors) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            errors.add("expiresAt", "Must be in the future.");
        }
        if (latest != null && (expiresAt == null || expiresAt.isAfter(latest))) {
            errors.add("expiresAt", "Must be " + latest + " or earlier: the realm limits the lifetime of keys.");
        }
    }

    /** Notes an expiry that is later than that of the key that acts. */
    static void checkBound(@Nullable Instant expiresAt, Authority authority, FieldErrors errors) {
        if (outlives(expiresAt, authority)) {
            errors.add(
                    "expiresAt",
                    "Must be " + authority.latestExpiry() + " or earlier: a key grants nothing that outlives it.");
        }
    }

    /** Whether what expires then outlives the key that acts. */
    static boolean outlives(@Nullable Instant expiresAt, Authority authority) {
        Instant bound = authority.latestExpiry();
        return bound != null && (expiresAt == null || expiresAt.isAfter(bound));
    }

    /** The earlier of two times, of which null is never. */
    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
