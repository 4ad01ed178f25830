package io.orgkeys.keycloak.service;

import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A key with everything that decides what it is good for at this moment.
 *
 * @param organization null when it is gone or organizations are switched off
 * @param owner of a user key; null for a bot key, and when the owner is gone, no member, or cannot be read
 * @param effective granted, known to the catalogue and, for a user key, held by the owner now
 * @param refusal why the key is invalid; null when it is valid or {@code isOwnerUnreadable}
 * @param isOwnerUnreadable whether the user storage of the owner cannot be read, so that nobody can tell whether the key is valid
 */
public record KeyState(
        ApiKey key,
        @Nullable Organization organization,
        @Nullable UserModel owner,
        Permissions effective,
        @Nullable KeyRefusal refusal,
        boolean isOwnerUnreadable) {

    /** What people see. */
    public ApiKeyStatus status() {
        if (refusal != null) {
            return status(refusal);
        }
        if (isOwnerUnreadable) {
            return ApiKeyStatus.UNKNOWN;
        }
        boolean lostEverything = effective.isEmpty() && !key.content().granted().isEmpty();
        return lostEverything ? ApiKeyStatus.SUSPENDED : ApiKeyStatus.ACTIVE;
    }

    private static ApiKeyStatus status(KeyRefusal refusal) {
        return switch (refusal) {
            case DISABLED_KEY -> ApiKeyStatus.DISABLED;
            case EXPIRED_KEY -> ApiKeyStatus.EXPIRED;
            case ORGANIZATION_DISABLED, OWNER_INACTIVE -> ApiKeyStatus.SUSPENDED;
            case MISSING_KEY,
                    MALFORMED_KEY,
                    UNKNOWN_KEY,
                    NETWORK_NOT_ALLOWED,
                    WRONG_ORGANIZATION,
                    INSUFFICIENT_PERMISSIONS,
                    TOO_MANY_REQUESTS -> throw new IllegalStateException("Depends on the request: " + refusal);
        };
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
