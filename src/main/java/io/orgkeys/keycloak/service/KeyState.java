package io.orgkeys.keycloak.service;

import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A key with everything that decides what it is good for at this moment.
 *
 * @param organization null when it is gone or organizations are switched off
 * @param owner of a user key; null for a bot key, and when the owner is gone, no member, or cannot be read
 * @param effective granted, known to the catalogue and, for a user key, held by the owner now
 * @param refusal why the key is not good at all, or null when it is or {@code outage} is not null
 * @param outage why nobody can tell whether the key is good: the user storage of the owner cannot be read. Null when
 *     everything that decides was read.
 */
public record KeyState(
        ApiKey key,
        @Nullable Organization organization,
        @Nullable UserModel owner,
        Permissions effective,
        @Nullable VerificationOutcome refusal,
        @Nullable StoreUnavailableException outage) {

    /** What people see. */
    public ApiKeyStatus status() {
        if (refusal == VerificationOutcome.DISABLED_KEY) {
            return ApiKeyStatus.DISABLED;
        }
        if (refusal == VerificationOutcome.EXPIRED_KEY) {
            return ApiKeyStatus.EXPIRED;
        }
        if (outage != null) {
            return ApiKeyStatus.UNKNOWN;
        }
        boolean lostEverything = effective.isEmpty() && !key.granted().isEmpty();
        return refusal != null || lostEverything ? ApiKeyStatus.SUSPENDED : ApiKeyStatus.ACTIVE;
    }

    /** The user's name, or {@code bot:<name>}; null for a user key whose owner is gone or cannot be read. */
    public @Nullable String username() {
        return switch (key.type()) {
            case BOT -> key.botName();
            case USER -> owner == null ? null : owner.getUsername();
        };
    }

    /** The {@code sub} of what the key does: the user's id, or for a bot the key's own. */
    public String subject() {
        return switch (key.type()) {
            case BOT -> key.id();
            case USER -> key.ownerId();
        };
    }
}
