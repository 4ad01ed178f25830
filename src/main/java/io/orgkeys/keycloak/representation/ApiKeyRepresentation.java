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
import io.orgkeys.keycloak.model.IneffectivePermission;
import io.orgkeys.keycloak.model.KeyTexts;
import io.orgkeys.keycloak.model.SuspensionCause;
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
 * @param ineffectivePermissions the other granted permissions, each with the reason; missing if the reasons are unknown,
 *     because the owner does not exist or cannot be read
 * @param allowedNetworks the networks that the key may be used from, in CIDR notation; an empty list allows every
 *     address
 * @param attributes what resource servers learn about the key, besides its permissions
 * @param suspensionCause missing unless the status is {@code suspended}
 * @param secretIssuedAt when the current secret was issued
 * @param formerSecretExpiresAt when the secret that a rotation replaced becomes invalid; missing if there is none that
 *     is still valid
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
        @Nullable List<Ineffective> ineffectivePermissions,
        List<String> allowedNetworks,
        Map<String, List<String>> attributes,
        boolean enabled,

        @Schema(enumeration = {"active", "disabled", "expired", "suspended", "unknown"})
        String status,

        @Schema(
                enumeration = {
                    "organizations_disabled",
                    "organization_disabled",
                    "owner_disabled",
                    "owner_missing",
                    "no_effective_permissions"
                })
        @Nullable
        String suspensionCause,

        String createdAt,
        CreatedBy createdBy,
        String updatedAt,
        @Nullable String expiresAt,
        @Nullable String lastUsedAt,
        String secretIssuedAt,
        @Nullable String formerSecretExpiresAt,
        @Nullable String leakedAt,
        String lastFour,
        int version) {

    /**
     * A granted permission that is not effective.
     *
     * @param reason {@code not_in_catalog}, or {@code role_missing} if the owner has none of the required roles
     */
    public record Ineffective(
            String resource,
            String action,

            @Schema(enumeration = {"not_in_catalog", "role_missing"})
            String reason) {

        static @Nullable List<Ineffective> of(@Nullable List<IneffectivePermission> permissions) {
            return permissions == null
                    ? null
                    : permissions.stream()
                            .map(one -> new Ineffective(
                                    one.permission().resource(),
                                    one.permission().action(),
                                    one.reason().text()))
                            .toList();
        }
    }

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
        SuspensionCause cause = state.suspensionCause();
        return new ApiKeyRepresentation(
                key.id(),
                key.organizationId(),
                key.type().text(),
                user ? key.ownerId() : null,
                user ? state.username() : null,
                content.texts(),
                content.granted().toMap(),
                state.effective().toMap(),
                Ineffective.of(state.ineffective()),
                content.networks().toList(),
                content.attributes().toMap(),
                content.enabled(),
                state.status().text(),
                cause == null ? null : cause.text(),
                audit.createdAt().toString(),
                CreatedBy.of(audit.createdBy()),
                audit.updatedAt().toString(),
                text(content.expiresAt()),
                text(audit.lastUsedAt()),
                key.secret().issuedAt().toString(),
                text(state.formerSecretExpiresAt()),
                text(key.secret().leakedAt()),
                key.secret().lastFour(),
                audit.version());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
