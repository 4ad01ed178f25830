package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A credential of one organization in one realm, without its secret.
 *
 * @param content what callers may set
 * @param secret the current secret
 */
public record ApiKey(Identity identity, ApiKeyContent content, CurrentSecret secret, Audit audit) {

    /**
     * What never changes.
     *
     * @param id stays the same when the secret is rotated
     * @param ownerId the member's user id for a user key, the organization's id for a bot key
     */
    public record Identity(String id, String realmId, String organizationId, ApiKeyType type, String ownerId) {}

    /**
     * The secret that was issued last.
     *
     * @param issuedAt lifetimes count from here
     * @param lastFour its last characters, for people to tell keys apart
     * @param leakedAt when a report said that it is public; null without such a report. A key with a leaked secret is disabled until
     *     it is rotated
     */
    public record CurrentSecret(
            Instant issuedAt, String lastFour, @Nullable Instant leakedAt) {}

    /**
     * What happened to the key.
     *
     * @param lastUsedAt null until the first granted verification was recorded, and in what is found by a secret
     * @param version counts the updates: the optimistic lock
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

    /** The same key with other content, changed at this time. */
    public ApiKey with(ApiKeyContent newContent, Instant changedAt) {
        return new ApiKey(
                identity,
                newContent,
                secret,
                new Audit(audit.createdAt, audit.createdBy, changedAt, audit.lastUsedAt, audit.version));
    }

    /** The same key with another last use. */
    public ApiKey withLastUsedAt(@Nullable Instant lastUse) {
        return new ApiKey(
                identity,
                content,
                secret,
                new Audit(audit.createdAt, audit.createdBy, audit.updatedAt, lastUse, audit.version));
    }

    /** The same key, whose current secret leaked at this time; null for a secret that has not leaked. */
    public ApiKey withLeakedAt(@Nullable Instant leak) {
        return new ApiKey(identity, content, new CurrentSecret(secret.issuedAt, secret.lastFour, leak), audit);
    }

    /** The same key, disabled at this time. */
    public ApiKey disabled(Instant at) {
        return with(content.disabled(), at);
    }

    public boolean hasLeaked() {
        return secret.leakedAt != null;
    }

    public boolean isOwnedBy(String userId) {
        return type() == ApiKeyType.USER && ownerId().equals(userId);
    }

    public boolean isExpiredAt(Instant now) {
        return content.expiresAt() != null && !now.isBefore(content.expiresAt());
    }

    /** The name under which a bot acts; a user key acts under its owner's user name. */
    public String botName() {
        return "bot:" + content.name();
    }
}
