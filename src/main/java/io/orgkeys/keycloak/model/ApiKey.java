package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A credential of one organization in one realm, without its secret.
 *
 * @param content the part that callers can set
 * @param secret the stored data about the current secret
 */
public record ApiKey(Identity identity, ApiKeyContent content, CurrentSecret secret, Audit audit) {

    /**
     * The immutable part of a key.
     *
     * @param id stays the same when the secret is rotated
     * @param ownerId the member's user id for a user key, the organization's id for a bot key
     */
    public record Identity(String id, String realmId, String organizationId, ApiKeyType type, String ownerId) {}

    /**
     * The most recently issued secret.
     *
     * @param issuedAt when the secret was issued; the maximum lifetime of the key counts from this time
     * @param lastFour the last four characters of the secret, by which people recognize the key
     * @param leakedAt when a report said that the secret is public; null without such a report. A key with a leaked
     *     secret is disabled until it is rotated
     * @param formerRetiresAt the first instant at which the secret that a rotation replaced is invalid, possibly in the
     *     past; null if there is no such secret
     */
    public record CurrentSecret(
            Instant issuedAt,
            String lastFour,
            @Nullable Instant leakedAt,
            @Nullable Instant formerRetiresAt) {}

    /**
     * When the key was created, updated and used.
     *
     * @param lastUsedAt when the key was last used; null until the first successful verification is recorded. Also null
     *     if the key was found by its secret, because that lookup does not read the last use
     * @param version counts the updates, for the optimistic lock
     */
    public record Audit(
            Instant createdAt,
            Actor createdBy,
            Instant updatedAt,
            @Nullable Instant lastUsedAt,
            int version) {}

    public String id() {
        return identity.id;
    }

    public String realmId() {
        return identity.realmId;
    }

    public String organizationId() {
        return identity.organizationId;
    }

    public ApiKeyType type() {
        return identity.type;
    }

    public String ownerId() {
        return identity.ownerId;
    }

    /** Returns a copy of the key with this content and with this time as the time of its last update. */
    public ApiKey with(ApiKeyContent newContent, Instant changedAt) {
        return new ApiKey(
                identity,
                newContent,
                secret,
                new Audit(audit.createdAt, audit.createdBy, changedAt, audit.lastUsedAt, audit.version));
    }

    /** Returns a copy of the key with this time as the time of its last use. */
    public ApiKey withLastUsedAt(@Nullable Instant lastUse) {
        return new ApiKey(
                identity,
                content,
                secret,
                new Audit(audit.createdAt, audit.createdBy, audit.updatedAt, lastUse, audit.version));
    }

    /**
     * Returns a copy of the key with this time as the time at which the current secret leaked; null if it has not
     * leaked.
     */
    public ApiKey withLeakedAt(@Nullable Instant leak) {
        return new ApiKey(
                identity,
                content,
                new CurrentSecret(secret.issuedAt, secret.lastFour, leak, secret.formerRetiresAt),
                audit);
    }

    /** Returns a disabled copy of the key, with this time as the time of its last update. */
    public ApiKey disabled(Instant at) {
        return with(content.disabled(), at);
    }

    public boolean hasLeaked() {
        return secret.leakedAt != null;
    }

    public boolean isOwnedBy(String userId) {
        return type() == ApiKeyType.USER && ownerId().equals(userId);
    }

    /** Whether the secret that a rotation replaced becomes invalid only after this time. */
    public boolean hasFormerSecretAt(Instant now) {
        return secret.formerRetiresAt != null && now.isBefore(secret.formerRetiresAt);
    }

    public boolean isExpiredAt(Instant now) {
        return content.expiresAt() != null && !now.isBefore(content.expiresAt());
    }

    /** Returns the name under which a bot key acts. A user key acts under the username of its owner. */
    public String botName() {
        return "bot:" + content.name();
    }
}
