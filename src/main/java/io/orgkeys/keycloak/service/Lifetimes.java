package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/**
 * Limits the lifetimes of keys and former secrets according to the realm. If the caller is a key, also limits them to
 * the expiry of this key.
 */
final class Lifetimes {

    private final ApiKeySettings settings;

    Lifetimes(ApiKeySettings settings) {
        this.settings = settings;
    }

    /** Returns the default expiry of a new key, or null if it never expires. */
    @Nullable
    Instant defaultExpiry(ApiKeyType type, Authority authority, Instant now) {
        Duration lifetime = settings.defaultLifetime(type);
        Instant byDefault = lifetime == null ? latestExpiry(type, now) : now.plus(lifetime);
        return earlier(byDefault, authority.latestExpiry());
    }

    /** Returns the latest allowed expiry of a key whose secret was issued at this time, or null for no limit. */
    @Nullable
    Instant latestExpiry(ApiKeyType type, Instant issuedAt) {
        Duration maximum = settings.maximumLifetime(type);
        return maximum == null ? null : issuedAt.plus(maximum);
    }

    /**
     * Returns the grace period of a former secret.
     *
     * @param wanted the requested period; null for the default
     * @param errors gets an error if the period is negative or too long
     */
    Duration gracePeriod(@Nullable Duration wanted, FieldErrors errors) {
        Duration maximum = settings.maximumGracePeriod();
        if (wanted == null) {
            Duration byDefault = ApiKeySettings.DEFAULT_GRACE_PERIOD;
            return maximum.compareTo(byDefault) < 0 ? maximum : byDefault;
        }
        if (wanted.isNegative() || wanted.compareTo(maximum) > 0) {
            errors.add("gracePeriod", FieldErrorCode.SECONDS_OUT_OF_RANGE, 0, maximum.toSeconds());
        }
        return wanted;
    }

    /**
     * Returns when a former secret becomes invalid: at the end of the grace period, but not later than the maximum
     * lifetime of the realm allows, and not later than the expiry that the key had before the rotation.
     *
     * @param key the key before its rotation
     * @param issuedAt the time at which the former secret was issued
     * @return null if the secret becomes invalid immediately
     */
    @Nullable
    Instant retirement(ApiKey key, Instant issuedAt, Duration grace, Instant now) {
        Instant latest =
                earlier(latestExpiry(key.type(), issuedAt), key.content().expiresAt());
        Instant end = earlier(now.plus(grace), latest);
        return end == null || !end.isAfter(now) ? null : end;
    }

    /** Adds an error if the expiry is in the past or later than the realm allows. */
    static void checkExpiry(@Nullable Instant expiresAt, @Nullable Instant latest, Instant now, FieldErrors errors) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            errors.add("expiresAt", FieldErrorCode.IN_PAST);
        }
        if (latest != null && (expiresAt == null || expiresAt.isAfter(latest))) {
            errors.add("expiresAt", FieldErrorCode.EXPIRY_TOO_LATE, latest);
        }
    }

    /** Adds an error if the caller is a key and the expiry is later than the expiry of the caller. */
    static void checkBound(@Nullable Instant expiresAt, Authority authority, FieldErrors errors) {
        if (outlives(expiresAt, authority)) {
            errors.add("expiresAt", FieldErrorCode.EXPIRY_BEYOND_OWN, String.valueOf(authority.latestExpiry()));
        }
    }

    static boolean outlives(@Nullable Instant expiresAt, Authority authority) {
        Instant bound = authority.latestExpiry();
        return bound != null && (expiresAt == null || expiresAt.isAfter(bound));
    }

    /** Returns the earlier of two times; null means never. */
    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isBefore(other) ? one : other;
    }
}
