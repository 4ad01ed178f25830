package io.orgkeys.keycloak.service;

import java.util.Objects;

import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * A key with all data that determines whether it is valid now.
 *
 * @param organization null if it does not exist, or if organizations are switched off
 * @param owner the owner of a user key; null if the user does not exist, is not a member or cannot be read
 * @param effective the effective permissions. These are the granted permissions that the catalog has and, for a user
 *     key, that the owner is entitled to
 * @param refusal the reason why the key is invalid, which has a status of the key; null if it is valid or {@code isOwnerUnreadable}
 * @param isOwnerUnreadable whether the user storage of the owner cannot be read, so that the validity of the key is
 *     unknown
 */
public record KeyState(
        ApiKey key,
        @Nullable Organization organization,
        @Nullable UserModel owner,
        Permissions effective,
        @Nullable KeyRefusal refusal,
        boolean isOwnerUnreadable) {

    /** Returns the computed status of the key. */
    public ApiKeyStatus status() {
        if (refusal != null) {
            return Objects.requireNonNull(refusal.keyStatus(), refusal.code());
        }
        if (isOwnerUnreadable) {
            return ApiKeyStatus.UNKNOWN;
        }
        boolean lostEverything = effective.isEmpty() && !key.content().granted().isEmpty();
        return lostEverything ? ApiKeyStatus.SUSPENDED : ApiKeyStatus.ACTIVE;
    }

    /**
     * Returns the user name of the owner, or {@code bot:<name>} for a bot key. Null if the owner does not exist or
     * cannot be read.
     */
    public @Nullable String username() {
        return switch (key.type()) {
            case BOT -> key.botName();
            case USER -> owner == null ? null : owner.getUsername();
        };
    }

    /** Returns the {@code sub} claim: the id of the owner, or the id of the key itself for a bot key. */
    public String subject() {
        return switch (key.type()) {
            case BOT -> key.id();
            case USER -> key.ownerId();
        };
    }
}
