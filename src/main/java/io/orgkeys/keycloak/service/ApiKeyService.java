package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.keycloak.models.OrganizationModel;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.limit.FailureLimits;
import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.Authority;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.KeyTexts;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.ReadableText;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.RotatingSecret;
import io.orgkeys.keycloak.model.Rotation;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.secret.SecretDetector;
import io.orgkeys.keycloak.usage.UsageRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes, rotates and revokes keys according to the settings of the realm. The endpoints authorize the caller
 * before they call this class.
 */
public final class ApiKeyService {

    private final RealmModel realm;
    private final ApiKeyStore store;
    private final Memberships memberships;
    private final ApiKeyGenerator generator;
    private final UsageRecorder usage;
    private final @Nullable FailureLimits limits;
    private final Clock clock;

    ApiKeyService(
            RealmModel realm,
            ApiKeyStore store,
            Memberships memberships,
            ApiKeyGenerator generator,
            UsageRecorder usage,
            @Nullable FailureLimits limits,
            Clock clock) {
        this.realm = realm;
        this.store = store;
        this.memberships = memberships;
        this.generator = generator;
        this.usage = usage;
        this.limits = limits;
        this.clock = clock;
    }

    /** Validates the content of a new key, independently of its owner. */
    public void validate(ApiKeyContent content, FieldErrors errors) {
        validateContent(content, null, errors);
        Lifetimes.checkExpiry(content.expiresAt(), null, now(), errors);
    }

    /**
     * Creates a key and its first secret.
     *
     * @param ownerId the user id of the member for a user key, the id of the organization for a bot key
     * @param content the content; if it has no expiry, the key gets the default expiry of the realm
     * @param errors the errors of the request so far; the method reports them together with its own
     */
    public IssuedKey create(
            Authority authority,
            OrganizationModel organization,
            ApiKeyType type,
            String ownerId,
            ApiKeyContent content,
            FieldErrors errors) {
        Instant now = now();
        ApiKeySettings settings = ApiKeySettings.of(realm);
        Lifetimes lifetimes = new Lifetimes(settings);
        ApiKeyContent complete = content.expiresAt() == null
                ? content.withExpiresAt(lifetimes.defaultExpiry(type, authority, now))
                : content;
        ApiKeySecret secret = generator.generate(settings.prefix(), type);
        return new IssuedKey(
                insert(authority, organization, type, ownerId, complete, secret.digest(), now, now, errors), secret);
    }

    /**
     * Imports a key whose secret was issued by another system. Call {@code findTaken} first, to check that no key has
     * this secret.
     *
     * @param content the content; if it has no expiry, the key never expires. The settings of the realm may forbid such
     *     a key
     * @param issuedAt the time from which the maximum lifetime of the key counts
     * @param errors as in {@link #create}
     */
    public ApiKey adopt(
            Authority authority,
            OrganizationModel organization,
            ApiKeyType type,
            String ownerId,
            ApiKeyContent content,
            SecretDigest secret,
            Instant issuedAt,
            FieldErrors errors) {
        Instant now = now();
        if (issuedAt.isAfter(now)) {
            errors.add("createdAt", FieldErrorCode.IN_FUTURE);
        }
        return insert(authority, organization, type, ownerId, content, secret, issuedAt, now, errors);
    }

    private ApiKey insert(
            Authority authority,
            OrganizationModel organization,
            ApiKeyType type,
            String ownerId,
            ApiKeyContent content,
            SecretDigest secret,
            Instant issuedAt,
            Instant now,
            FieldErrors errors) {
        ApiKeySettings settings = ApiKeySettings.of(realm);
        if (type == ApiKeyType.USER
                && !errors.has("userId")
                && memberships.member(organization, ownerId).isEmpty()) {
            errors.add("userId", FieldErrorCode.NOT_A_MEMBER);
        }
        validateContent(content, null, errors);
        Lifetimes.checkExpiry(content.expiresAt(), new Lifetimes(settings).latestExpiry(type, issuedAt), now, errors);
        Lifetimes.checkBound(content.expiresAt(), authority, errors);
        NetworkRules.check(content.networks(), type, settings, authority, errors);
        errors.throwIfAny();
        requireGrantable(content.granted(), authority);
        requireSettable(content.attributes().namesChangedFrom(Attributes.NONE), settings, authority);
        if (type == ApiKeyType.USER && !store.keys().lockMembership(organization.getId(), ownerId)) {
            errors.add("userId", FieldErrorCode.NOT_A_MEMBER);
            errors.throwIfAny();
        }
        ApiKey key = new ApiKey(
                new ApiKey.Identity(UUID.randomUUID().toString(), realm.getId(), organization.getId(), type, ownerId),
                content,
                new ApiKey.CurrentSecret(issuedAt, secret.lastFour(), null, null),
                new ApiKey.Audit(issuedAt, authority.actor(), now, null, 0));
        return store.keys().insert(key, secret, settings.limit(type));
    }

    /**
     * Requires that the authority of the caller still covers the key that the caller has just created.
     *
     * @param authority the authority of the caller, read after the key was inserted
     */
    public void requireCreatable(Authority authority, ApiKey created) {
        requireCovered(authority, created.content(), "create");
    }

    /**
     * Changes a key. Fails with LEAKED_KEY if the change would enable a key whose secret leaked.
     *
     * @param key the key, as returned by {@code lock}
     * @param errors as in {@link #create}
     */
    public ApiKey update(Authority authority, ApiKey key, ApiKeyContent content, FieldErrors errors) {
        Instant now = now();
        if (key.hasLeaked() && content.enabled()) {
            throw RequestRefusal.LEAKED_KEY.exception();
        }
        Permissions newlyGranted = newlyGranted(authority, key, content);
        validateContent(content, key.content(), errors);
        ApiKeySettings settings = ApiKeySettings.of(realm);
        boolean changesExpiry =
                !Objects.equals(content.expiresAt(), key.content().expiresAt());
        if (changesExpiry) {
            Lifetimes lifetimes = new Lifetimes(settings);
            Lifetimes.checkExpiry(
                    content.expiresAt(),
                    lifetimes.latestExpiry(key.type(), key.secret().issuedAt()),
                    now,
                    errors);
        }
        if (changesExpiry || !newlyGranted.isEmpty()) {
            Lifetimes.checkBound(content.expiresAt(), authority, errors);
        }
        if (!content.networks().equals(key.content().networks()) || !newlyGranted.isEmpty()) {
            NetworkRules.check(content.networks(), key.type(), settings, authority, errors);
        }
        errors.throwIfAny();
        requireGrantable(newlyGranted, authority);
        requireSettable(content.attributes().namesChangedFrom(key.content().attributes()), settings, authority);
        // if the expiry changes, the current maximum lifetime of the realm also limits former secrets
        return store.keys().update(key.with(content, now), changesExpiry ? settings.maximumLifetime(key.type()) : null);
    }

    /**
     * Gives the key a new secret. A leaked secret becomes invalid immediately, without a grace period. A leaked key
     * stays disabled after the rotation, because it may have been disabled before the leak. If the request sets no
     * expiry, the key keeps its expiry, but at most the maximum lifetime of the realm from now.
     *
     * @param authority the authority of the caller. The key must not exceed this authority, because the caller receives
     *     the secret
     * @param key the key, as returned by {@code lock}
     * @param presented the secret with which a key rotates itself; null for any other caller. This secret gets the
     *     grace period, so that a program that did not receive the response can repeat the request
     * @param errors as in {@link #create}
     */
    public IssuedKey rotate(
            Authority authority,
            ApiKey key,
            @Nullable SecretDigest presented,
            RequestedRotation requested,
            FieldErrors errors) {
        Instant now = now();
        ApiKeySettings settings = ApiKeySettings.of(realm);
        Lifetimes lifetimes = new Lifetimes(settings);
        Duration grace = lifetimes.gracePeriod(requested.gracePeriod(), errors);
        Instant latest = lifetimes.latestExpiry(key.type(), now);
        if (requested.setsExpiry()) {
            Lifetimes.checkExpiry(requested.expiresAt(), latest, now, errors);
            Lifetimes.checkBound(
                    requested.expiresAt(),
                    presented == null
                            ? authority
                            : authority.until(key.content().expiresAt()),
                    errors);
        }
        errors.throwIfAny();
        if (!requested.setsExpiry() && key.isExpiredAt(now)) {
            throw RequestRefusal.CONFLICT.exception("The API key has expired. Rotate it with a new expiresAt.");
        }
        Instant expiresAt = requested.setsExpiry()
                ? requested.expiresAt()
                : Lifetimes.earlier(key.content().expiresAt(), latest);
        requireCovered(authority, key.content().withExpiresAt(expiresAt), "rotate");
        RotatingSecret own = presented == null ? null : requireSelfRotation(key, presented, now);
        Instant formerIssuedAt = own == null ? key.secret().issuedAt() : own.issuedAt();
        ApiKeySecret secret = generator.generate(settings.prefix(), key.type());
        ApiKey rotated = store.keys()
                .rotate(
                        key.with(key.content().withExpiresAt(expiresAt), now).withLeakedAt(null),
                        new Rotation(
                                secret.digest(),
                                presented == null ? null : presented.sha256(),
                                grace.isZero() || key.hasLeaked()
                                        ? null
                                        : lifetimes.retirement(key, formerIssuedAt, grace, now),
                                own == null || limits == null
                                        ? null
                                        : limits.takeSelfRotation(own.bucketFullAt(), now)));
        return new IssuedKey(rotated, secret);
    }

    /**
     * Checks that the presented secret may still rotate its key, because the secret was verified before the key was
     * locked, and may have become invalid since then. With a former secret, a program may only repeat the rotation that
     * it made with this secret, in case it did not receive the response. A former secret never replaces a secret that
     * is in use.
     */
    private RotatingSecret requireSelfRotation(ApiKey key, SecretDigest presented, Instant now) {
        RotatingSecret own = store.keys()
                .findRotating(key.realmId(), key.id(), presented.sha256())
                .filter(secret -> !secret.isRetiredAt(now))
                .orElseThrow(KeyRefusal.UNKNOWN_KEY::exception);
        KeyRefusal refusal = KeyStates.refusal(key, now);
        if (refusal != null) {
            throw refusal.exception();
        }
        if (own.retiresAt() != null && (!own.canRepeatRotation() || usage.isCurrentSecretUsed(key))) {
            throw RequestRefusal.CONFLICT.exception(
                    "This secret was replaced by a rotation, and the new secret is in use or was issued to someone"
                            + " else."
                            + " Rotate the API key with its current secret.");
        }
        return own;
    }

    /**
     * Makes the former secret invalid at once, before its grace period is over.
     *
     * @param key the key, as returned by {@code lock}
     * @return the changed key; empty if the key has no former secret that is still valid
     */
    public Optional<ApiKey> endFormerSecret(ApiKey key) {
        Instant now = now();
        return key.hasFormerSecretAt(now)
                ? Optional.of(store.keys().endFormerSecret(key.with(key.content(), now)))
                : Optional.empty();
    }

    /**
     * Deletes the key and all its secrets. Fails with KEY_NOT_FOUND if another request has deleted it in the meantime.
     */
    public void revoke(ApiKey key) {
        if (!store.keys().delete(key.realmId(), key.id())) {
            throw RequestRefusal.KEY_NOT_FOUND.exception();
        }
    }

    /**
     * Validates the content of a key.
     *
     * @param former the current content; null for a new key. Values that do not change are not validated, so that a key
     *     can always be disabled, even if the catalog no longer has a permission of the key, or the name violates a
     *     newer rule
     */
    private void validateContent(ApiKeyContent content, @Nullable ApiKeyContent former, FieldErrors errors) {
        if (former == null || !content.name().equals(former.name())) {
            if (!errors.has("name") && content.name().isBlank()) {
                errors.add("name", FieldErrorCode.REQUIRED);
            } else if (!errors.has("name")) {
                ReadableText.requireName("name", content.name(), errors);
            }
            requireStorable("name", content.name(), KeyTexts.NAME_LENGTH, errors);
        }
        for (KeyTexts.Text text : content.texts().optional()) {
            String value = text.value();
            if (value != null && (former == null || !former.texts().optional().contains(text))) {
                ReadableText.require(text.field(), value, errors);
                requireStorable(text.field(), value, text.maxLength(), errors);
            }
        }
        content.attributes()
                .namesChangedFrom(former == null ? Attributes.NONE : former.attributes())
                .forEach(name -> validateAttribute(name, content.attributes().values(name), errors));
        content.granted().minus(former == null ? Permissions.none() : former.granted()).stream()
                .forEach(permission -> requireKnown(permission, errors));
    }

    private void validateAttribute(String name, List<String> values, FieldErrors errors) {
        String field = "attributes." + FieldError.shown(name);
        requireStorable(field, name, name.length(), errors);
        for (String value : values) {
            ReadableText.requireName(field, value, errors);
            requireStorable(field, value, Attributes.VALUE_LENGTH, errors);
        }
    }

    private void requireStorable(String field, String text, int length, FieldErrors errors) {
        if (text.length() > length) {
            errors.add(field, FieldErrorCode.TOO_LONG, length);
            return;
        }
        if (SecretDetector.containsSecret(text, ApiKeySettings.of(realm).importedPrefixes())) {
            errors.add(field, FieldErrorCode.CONTAINS_SECRET);
        }
        if (!store.canStore(text)) {
            errors.add(field, FieldErrorCode.UNSTORABLE);
        }
    }

    private void requireKnown(Permission permission, FieldErrors errors) {
        ApiResource resource = ApiCatalog.of(realm).find(permission.resource()).orElse(null);
        if (resource == null) {
            errors.add(
                    "permissions." + FieldError.shown(permission.resource()),
                    FieldErrorCode.UNKNOWN_RESOURCE,
                    FieldError.shown(permission.resource()));
        } else if (!resource.actions().contains(permission.action())) {
            errors.add(
                    "permissions." + permission.resource(),
                    FieldErrorCode.UNKNOWN_ACTION,
                    FieldError.shown(permission.action()),
                    String.join(", ", resource.actions()));
        }
    }

    /**
     * Requires that a key exceeds the authority of the caller in nothing, because the caller receives the secret.
     *
     * @param verb what the caller does with the key
     */
    private static void requireCovered(Authority authority, ApiKeyContent content, String verb) {
        requireGrantable(content.granted(), authority);
        if (Lifetimes.outlives(content.expiresAt(), authority)) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You cannot " + verb + " an API key that expires later than the one you use.");
        }
        if (!authority.networks().cover(content.networks())) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You cannot " + verb + " an API key that has other allowed networks than the one you use.");
        }
    }

    private static void requireGrantable(Permissions permissions, Authority authority) {
        Permissions beyond = authority.beyond(permissions);
        if (!beyond.isEmpty()) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "You cannot grant permissions that you do not have yourself in this organization: "
                            + beyond.toScope() + ".");
        }
    }

    /**
     * Refuses to change attributes that the realm does not leave to members. Only administrators set them, because
     * resource servers trust them.
     */
    private static void requireSettable(Set<String> changed, ApiKeySettings settings, Authority authority) {
        List<String> beyond = changed.stream()
                .filter(name ->
                        authority.isLimited() && !settings.memberAttributes().contains(name))
                .toList();
        if (!beyond.isEmpty()) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "Only an administrator can change these attributes: " + String.join(", ", beyond) + ".");
        }
    }

    /**
     * Returns the permissions that the caller must be able to grant for this change. A change that enables a key or
     * postpones its expiry grants all permissions of the key. A change that adds permissions or networks to a key of
     * another owner also grants all permissions of the key. Otherwise, a caller with only the permission to update keys
     * could take a key with more permissions than their own, and allow its use from anywhere.
     */
    private static Permissions newlyGranted(Authority authority, ApiKey key, ApiKeyContent content) {
        Permissions added = content.granted().minus(key.content().granted());
        boolean enables = content.enabled() && !key.content().enabled();
        boolean extendsLife = key.content().expiresAt() != null
                && (content.expiresAt() == null
                        || content.expiresAt().isAfter(key.content().expiresAt()));
        boolean widens = !added.isEmpty() || !key.content().networks().cover(content.networks());
        return enables || extendsLife || (widens && !isOwn(authority.actor(), key)) ? content.granted() : added;
    }

    private static boolean isOwn(Actor actor, ApiKey key) {
        return switch (actor.type()) {
            case USER -> key.isOwnedBy(actor.id());
            case API_KEY -> key.id().equals(actor.id());
        };
    }

    /** Returns the time in milliseconds, as the database stores it, so that later responses contain the same times. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
