package io.orgkeys.keycloak.representation;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeyTexts;
import io.orgkeys.keycloak.service.KeyState;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A key in JSON, without its secret. Times are ISO 8601 in UTC.
 *
 * @param userId the owner of a user key; null for a bot key
 * @param username the owner of a user key; null for a bot key, or if the owner no longer exists
 * @param permissions the granted permissions
 * @param effectivePermissions those of the granted permissions that are in effect now
 * @param allowedNetworks the networks that the key may be used from, in CIDR notation; an empty list allows every
 *     address
 * @param secretIssuedAt when the current secret was issued
 * @param leakedAt when the current secret was reported as public. Such a key is disabled until it is rotated
 * @param version the version for optimistic locking. A client sends the version back with an update, so that this
 *     update does not overwrite another one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyRepresentation(
        String id,
        String organizationId,
        @Schema(enumeration = {"bot", "user"}) String type,
        @Nullable String userId,
        @Nullable String username,
        @JsonUnwrapped KeyTexts texts,
        Map<String, List<String>> permissions,
        Map<String, List<String>> effectivePermissions,
        List<String> allowedNetworks,
        boolean enabled,

        @Schema(enumeration = {"active", "disabled", "expired", "suspended", "unknown"})
        String status,

        String createdAt,
        CreatedBy createdBy,
        String updatedAt,
        @Nullable String expiresAt,
        @Nullable String lastUsedAt,
        String secretIssuedAt,
        @Nullable String leakedAt,
        String lastFour,
        int version) {

    /**
     * The creator of a key.
     *
     * @param type {@code user} or {@code api_key}
     * @param impersonator the administrator who impersonated the creator; missing without impersonation
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CreatedBy(
            @Schema(enumeration = {"user", "api_key"}) String type,
            String id,
            String name,
            @Nullable Impersonator impersonator) {

        static CreatedBy of(Actor actor) {
            return new CreatedBy(actor.type().text(), actor.id(), actor.name(), Impersonator.of(actor.impersonator()));
        }
    }

    /**
     * An administrator who impersonated another user.
     *
     * @param id the user id, possibly of a user of another realm
     */
    public record Impersonator(String id, String username) {

        static @Nullable Impersonator of(Actor.@Nullable Impersonator impersonator) {
            return impersonator == null ? null : new Impersonator(impersonator.id(), impersonator.username());
        }
    }

    public static ApiKeyRepresentation of(KeyState state) {
        ApiKey key = state.key();
        boolean user = key.type() == ApiKeyType.USER;
        ApiKeyContent content = key.content();
        ApiKey.Audit audit = key.audit();
        return new ApiKeyRepresentation(
                key.id(),
                key.organizationId(),
                key.type().text(),
                user ? key.ownerId() : null,
                user ? state.username() : null,
                content.texts(),
                content.granted().toMap(),
                state.effective().toMap(),
                content.networks().toList(),
                content.enabled(),
                state.status().text(),
                audit.createdAt().toString(),
                CreatedBy.of(audit.createdBy()),
                audit.updatedAt().toString(),
                text(content.expiresAt()),
                text(audit.lastUsedAt()),
                key.secret().issuedAt().toString(),
                text(key.secret().leakedAt()),
                key.secret().lastFour(),
                audit.version());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
