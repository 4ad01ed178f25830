package io.orgkeys.keycloak.jpa;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.DueNotice;
import io.orgkeys.keycloak.model.ExpiryNotice;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/** Between rows and values, so that no entity leaves this package. */
final class ApiKeyRows {

    private ApiKeyRows() {}

    /** The key of a row that was read without a lock; empty when another transaction is deleting it. */
    static Optional<ApiKey> toKey(ApiKeyEntity row) {
        return row.currentSecret().map(secret -> toKey(row, secret));
    }

    /** The key of a row that is locked, or new. */
    static ApiKey lockedToKey(ApiKeyEntity row) {
        return toKey(row).orElseThrow();
    }

    private static ApiKey toKey(ApiKeyEntity row, ApiKeySecretEntity secret) {
        return new ApiKey(
                row.id,
                row.realmId,
                row.organizationId,
                ApiKeyType.of(row.type).orElseThrow(),
                row.ownerId,
                row.name,
                row.description,
                Permissions.of(row.permissions.stream().map(PermissionColumns::toPermission)),
                row.allowedNetworks == null ? Networks.ANYWHERE : Networks.ofText(row.allowedNetworks),
                row.enabled,
                Instant.ofEpochMilli(row.createdAt),
                new Actor(
                        Actor.Type.of(row.createdByType).orElseThrow(),
                        row.createdById,
                        row.createdByName,
                        impersonator(row)),
                Instant.ofEpochMilli(row.updatedAt),
                instant(row.expiresAt),
                null,
                Instant.ofEpochMilli(secret.issuedAt),
                instant(row.leakedAt),
                secret.lastFour,
                row.version);
    }

    static Optional<IssuedSecret> toIssuedSecret(ApiKeySecretEntity row) {
        return toKey(row.key)
                .map(key -> new IssuedSecret(
                        key, Instant.ofEpochMilli(row.issuedAt), instant(row.retiresAt), row.isFirstUseAwaited()));
    }

    static Optional<DueNotice> toDueNotice(ApiKeyEntity row) {
        return toKey(row).map(key -> new DueNotice(key, Instant.ofEpochMilli(Objects.requireNonNull(row.noticeDueAt))));
    }

    static ApiKeyEntity newRow(ApiKey key, int slot) {
        ApiKeyEntity row = new ApiKeyEntity();
        row.id = key.id();
        row.realmId = key.realmId();
        row.organizationId = key.organizationId();
        row.type = key.type().text();
        row.ownerId = key.ownerId();
        row.slot = slot;
        row.createdAt = key.createdAt().toEpochMilli();
        row.createdByType = key.createdBy().type().text();
        row.createdById = key.createdBy().id();
        row.createdByName = key.createdBy().name();
        Actor.Impersonator impersonator = key.createdBy().impersonator();
        row.impersonatorId = impersonator == null ? null : impersonator.id();
        row.impersonatorName = impersonator == null ? null : impersonator.username();
        row.idleSince = key.updatedAt().toEpochMilli();
        fill(row, key);
        return row;
    }

    private static Actor.@Nullable Impersonator impersonator(ApiKeyEntity row) {
        return row.impersonatorId == null || row.impersonatorName == null
                ? null
                : new Actor.Impersonator(row.impersonatorId, row.impersonatorName);
    }

    /** Copies what may change. */
    static void fill(ApiKeyEntity row, ApiKey key) {
        row.name = key.name();
        row.searchName = searchable(key.name());
        row.description = key.description();
        row.allowedNetworks =
                key.networks().isAnywhere() ? null : key.networks().toString();
        boolean enabledAnew = key.enabled() && !row.enabled;
        if (enabledAnew) {
            row.idleSince = key.updatedAt().toEpochMilli();
        }
        if (enabledAnew || !Objects.equals(row.expiresAt, millis(key.expiresAt()))) {
            row.noticeDueAt = millis(ExpiryNotice.dueAt(key.expiresAt(), key.updatedAt()));
        }
        row.enabled = key.enabled();
        row.updatedAt = key.updatedAt().toEpochMilli();
        row.expiresAt = millis(key.expiresAt());
        row.leakedAt = millis(key.leakedAt());
        row.permissions.removeIf(columns -> !key.granted().covers(columns.toPermission()));
        key.granted().stream().map(PermissionColumns::of).forEach(row.permissions::add);
    }

    static String searchable(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
