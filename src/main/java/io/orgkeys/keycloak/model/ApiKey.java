package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A credential of one organization in one realm, without its secret.
 *
 * @param id never changes, not even when the secret is rotated
 * @param ownerId the member's user id for a user key, the organization's id for a bot key
 * @param granted what the key was given; what it may do now is less or equal, see {@code service.KeyStates}
 * @param networks from where it may be used
 * @param expiresAt first instant at which the key is no longer good, or null when it does not expire
 * @param lastUsedAt null until the first allowed verification was recorded, and in what is found by a secret
 * @param secretIssuedAt when the current secret was handed out; lifetimes count from here
 * @param leakedAt when somebody reported that the current secret is public; null when nobody did. Such a key is disabled, and
 *     only a rotation makes it good again
 * @param lastFour the last characters of the current secret, for people to tell keys apart
 * @param version counts the updates, for refusing lost ones
 */
public record ApiKey(
        String id,
        String realmId,
        String organizationId,
        ApiKeyType type,
        String ownerId,
        String name,
        @Nullable String description,
        Permissions granted,
        Networks networks,
        boolean enabled,
        Instant createdAt,
        Actor createdBy,
        Instant updatedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant secretIssuedAt,
        @Nullable Instant leakedAt,
        String lastFour,
        int version) {

    /** Longest name, in characters. */
    public static final int NAME_LENGTH = 100;

    /** Longest description, in characters. */
    public static final int DESCRIPTION_LENGTH = 500;

    /** The same key with other content, changed at this time. */
    public ApiKey with(ApiKeyContent content, Instant changedAt) {
        return new ApiKey(
                id,
                realmId,
                organizationId,
                type,
                ownerId,
                content.name(),
                content.description(),
                content.granted(),
                content.networks(),
                content.enabled(),
                createdAt,
                createdBy,
                changedAt,
                content.expiresAt(),
                lastUsedAt,
                secretIssuedAt,
                leakedAt,
                lastFour,
                version);
    }

    /** The same key with another last use. */
    public ApiKey withLastUsedAt(@Nullable Instant lastUse) {
        return new ApiKey(
                id,
                realmId,
                organizationId,
                type,
                ownerId,
                name,
                description,
                granted,
                networks,
                enabled,
                createdAt,
                createdBy,
                updatedAt,
                expiresAt,
                lastUse,
                secretIssuedAt,
                leakedAt,
                lastFour,
                version);
    }

    /** The same key with this said of its current secret. */
    public ApiKey withLeakedAt(@Nullable Instant leak) {
        return new ApiKey(
                id,
                realmId,
                organizationId,
                type,
                ownerId,
                name,
                description,
                granted,
                networks,
                enabled,
                createdAt,
                createdBy,
                updatedAt,
                expiresAt,
                lastUsedAt,
                secretIssuedAt,
                leak,
                lastFour,
                version);
    }

    /** The same key, switched off at this time. */
    public ApiKey disabled(Instant at) {
        return with(new ApiKeyContent(name, description, granted, networks, false, expiresAt), at);
    }

    public ApiKeyContent content() {
        return new ApiKeyContent(name, description, granted, networks, enabled, expiresAt);
    }

    public boolean isOwnedBy(String userId) {
        return type == ApiKeyType.USER && ownerId.equals(userId);
    }

    public boolean isExpiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /** The name under which a bot acts; a user key acts under its owner's user name. */
    public String botName() {
        return "bot:" + name;
    }
}
