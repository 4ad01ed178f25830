package io.orgkeys.keycloak.service;

import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A key with everything that decides whether it is valid now.
 *
 * @param organization null if it does not exist or organizations are switched off
 * @param owner of a user key; null if they do not exist, are no member or cannot be read
 * @param effective granted, in the catalog and, for a user key, entitled to by the owner
 * @param refusal why the key is invalid; null if it is valid or {@code isOwnerUnreadable}
 * @param isOwnerUnreadable the user storage of the owner cannot be read, so the validity of the key is unknown
 */
public record KeyState(
        ApiKey key,
        @Nullable Organization organization,
        @Nullable UserModel owner,
        Permissions effective,
        @Nullable KeyRefusal refusal,
        boolean isOwnerUnreadable) {

    /** The computed status of the key. */
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

    /** The name of the owner, or {@code bot:<name>}. Null if the owner does not exist or cannot be read. */
    public @Nullable String username() {
        return switch (key.type()) {
            case BOT -> key.botName();
            case USER -> owner == null ? null : owner.getUsername();
        };
    }

    /** The {@code sub}: the id of the owner, or of a bot key its own. */
    public String subject() {
        return switch (key.type()) {
            case BOT -> key.id();
            case USER -> key.ownerId();
        };
    }
}
