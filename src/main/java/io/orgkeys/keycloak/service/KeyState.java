package io.orgkeys.keycloak.service;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import org.keycloak.models.UserModel;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStatus;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.IneffectivePermission;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.SuspensionCause;
import org.jspecify.annotations.Nullable;

/**
 * A key with all data that determines whether it is valid now.
 *
 * @param organization null if it does not exist, or if organizations are switched off
 * @param owner the owner of a user key; null if the user does not exist, is not a member or cannot be read
 * @param effective the effective permissions. These are the granted permissions that the catalog has and, for a user
 *     key, that the owner is entitled to
 * @param refusal the reason why the key is invalid; null if it is valid, or if its validity is unknown because {@code
 *     isOwnerUnreadable}
 * @param isOwnerUnreadable whether the user storage of the owner cannot be read
 * @param catalog whether the catalog has a permission; a verification does not call it
 * @param at the time for which the state was computed
 */
public record KeyState(
        ApiKey key,
        @Nullable Organization organization,
        @Nullable UserModel owner,
        Permissions effective,
        @Nullable KeyRefusal refusal,
        boolean isOwnerUnreadable,
        Predicate<Permission> catalog,
        Instant at) {

    /** Returns the computed status of the key. */
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

    /** Returns why the key is suspended; null if it is not suspended. */
    public @Nullable SuspensionCause suspensionCause() {
        if (status() != ApiKeyStatus.SUSPENDED) {
            return null;
        }
        if (refusal == KeyRefusal.ORGANIZATION_DISABLED) {
            return organization == null
                    ? SuspensionCause.ORGANIZATIONS_DISABLED
                    : SuspensionCause.ORGANIZATION_DISABLED;
        }
        if (refusal == KeyRefusal.OWNER_INACTIVE) {
            return owner == null ? SuspensionCause.OWNER_MISSING : SuspensionCause.OWNER_DISABLED;
        }
        return SuspensionCause.NO_EFFECTIVE_PERMISSIONS;
    }

    /**
     * Returns the granted permissions that are not effective, sorted. Null if the reasons are unknown, because the owner
     * or the organization does not exist or cannot be read.
     */
    public @Nullable List<IneffectivePermission> ineffective() {
        boolean ownerUnknown = key.type() == ApiKeyType.USER && owner == null;
        if (isOwnerUnreadable || ownerUnknown || organization == null) {
            return null;
        }
        return key.content().granted().minus(effective).stream()
                .map(permission -> new IneffectivePermission(
                        permission,
                        catalog.test(permission)
                                ? IneffectivePermission.Reason.ROLE_MISSING
                                : IneffectivePermission.Reason.NOT_IN_CATALOG))
                .toList();
    }

    /**
     * Returns when the former secret becomes invalid: at the end of its grace period, or when the key expires. Null if
     * the key has no former secret that is still valid.
     */
    public @Nullable Instant formerSecretExpiresAt() {
        return key.hasFormerSecretAt(at) && !key.isExpiredAt(at)
                ? Lifetimes.earlier(
                        key.secret().formerRetiresAt(), key.content().expiresAt())
                : null;
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
