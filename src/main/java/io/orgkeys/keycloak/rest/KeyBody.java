package io.orgkeys.keycloak.rest;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.service.RequestedRotation;
import org.jspecify.annotations.Nullable;

/** A key in a request's JSON. */
public final class KeyBody {

    private final JsonBody json;

    public KeyBody(JsonBody json) {
        this.json = json;
    }

    /** The fields of a new key; without permissions it may do nothing. */
    public ApiKeyContent newContent() {
        return new ApiKeyContent(
                json.text("name").orElse("").strip(),
                description(),
                json.permissions("permissions").orElse(Permissions.none()),
                networks().orElse(Networks.ANYWHERE),
                json.flag("enabled").orElse(true),
                json.instant("expiresAt"));
    }

    /** The type of a new key; an error is noted, and a bot returned, when it is missing or unknown. */
    public ApiKeyType type() {
        String text = json.requiredText("type");
        Optional<ApiKeyType> type = ApiKeyType.of(text);
        if (type.isEmpty() && !text.isEmpty()) {
            json.errors().add("type", "Must be \"user\" or \"bot\".");
        }
        return type.orElse(ApiKeyType.BOT);
    }

    /** The owner of a new user key, if the body names one; a bot key has none. */
    public Optional<String> userId(ApiKeyType type) {
        Optional<String> userId = json.text("userId");
        if (type == ApiKeyType.BOT && userId.isPresent() && !json.errors().has("type")) {
            json.errors().add("userId", "A bot key belongs to the organization, not to a user.");
        }
        return userId;
    }

    /**
     * The key's content as it shall be, its errors noted: fields that are missing stay as they are, null removes the description and the
     * expiry. A whole representation may be sent back, so fields that are computed are ignored, and those that cannot
     * change must be the same.
     *
     * @param ifMatch the If-Match header (RFC 9110 §13.1.1), or null
     * @throws RefusedException with STALE_VERSION when the caller saw another version than the current one
     */
    public ApiKeyContent changed(ApiKey key, @Nullable String ifMatch) {
        json.unchanged("id", key.id());
        json.unchanged("organizationId", key.organizationId());
        json.unchanged("type", key.type().text());
        json.unchanged("userId", key.type() == ApiKeyType.USER ? key.ownerId() : null);
        json.ignore(
                "username",
                "effectivePermissions",
                "status",
                "createdAt",
                "createdBy",
                "updatedAt",
                "lastUsedAt",
                "secretIssuedAt",
                "leakedAt",
                "lastFour");
        ApiKeyContent former = key.content();
        ApiKeyContent content = new ApiKeyContent(
                json.has("name") ? json.text("name").orElse("").strip() : former.name(),
                json.has("description") ? description() : former.description(),
                json.permissions("permissions").orElse(former.granted()),
                networks().orElse(former.networks()),
                json.flag("enabled").orElse(former.enabled()),
                json.has("expiresAt") ? json.instant("expiresAt") : former.expiresAt());
        requireVersion(key, ifMatch);
        return content;
    }

    /** How long a rotated secret shall live on, or null when the caller does not say. */
    private @Nullable Duration gracePeriod() {
        // a century is out of range as well, and fits into a Duration
        return json.number("gracePeriod")
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE)))
                .orElse(null);
    }

    /** What is asked for when the key is rotated. */
    public RequestedRotation rotation() {
        return new RequestedRotation(
                gracePeriod(), json.has("expiresAt"), json.has("expiresAt") ? json.instant("expiresAt") : null);
    }

    /**
     * Throws when the caller saw another version than the current one.
     *
     * @param ifMatch the If-Match header (RFC 9110 §13.1.1), or null
     * @throws RefusedException with STALE_VERSION also when the body names another version
     */
    public void requireVersion(ApiKey key, @Nullable String ifMatch) {
        Optional<Long> version = json.number("version");
        boolean otherVersion =
                version.isPresent() && version.get() != key.audit().version();
        boolean otherTag = ifMatch != null
                && Stream.of(ifMatch.split(","))
                        .map(String::strip)
                        .noneMatch(tag -> tag.equals("*") || tag.equals(entityTag(key)));
        if (otherVersion || otherTag) {
            throw new RefusedException(RequestRefusal.STALE_VERSION);
        }
    }

    /** The strong entity tag of a key's current version (RFC 9110 §8.8.3). */
    public static String entityTag(ApiKey key) {
        return "\"" + key.audit().version() + "\"";
    }

    /** Everything that is wrong with the body's form. */
    public FieldErrors errors() {
        return json.complete();
    }

    private Optional<Networks> networks() {
        return json.list("allowedNetworks").map(texts -> Networks.parse(texts, "allowedNetworks", json.errors()));
    }

    private @Nullable String description() {
        return json.text("description")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElse(null);
    }
}
