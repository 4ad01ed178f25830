package io.orgkeys.keycloak.cache;

import java.time.Instant;

import com.github.benmanes.caffeine.cache.Interner;
import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Networks;
import io.orgkeys.keycloak.model.Permissions;

/**
 * Lets cached keys share what is equal: the database hands out a new copy of a realm's id, or of the same permissions, for
 * each of them. More than halves the memory that a cached key takes.
 */
final class SharedParts {

    private final Interner<String> ids = Interner.newWeakInterner();
    private final Interner<Permissions> permissions = Interner.newWeakInterner();
    private final Interner<Networks> networks = Interner.newWeakInterner();
    private final Interner<Actor> actors = Interner.newWeakInterner();

    IssuedSecret share(IssuedSecret secret) {
        ApiKey key = secret.key();
        String organizationId = ids.intern(key.organizationId());
        Instant createdAt = key.createdAt();
        ApiKey shared = new ApiKey(
                key.id(),
                ids.intern(key.realmId()),
                organizationId,
                key.type(),
                key.ownerId().equals(organizationId) ? organizationId : key.ownerId(),
                key.name(),
                key.description(),
                permissions.intern(key.granted()),
                key.networks().isAnywhere() ? Networks.ANYWHERE : networks.intern(key.networks()),
                key.enabled(),
                createdAt,
                actors.intern(key.createdBy()),
                same(createdAt, key.updatedAt()),
                key.expiresAt(),
                key.lastUsedAt(),
                same(createdAt, key.secretIssuedAt()),
                key.leakedAt(),
                key.lastFour(),
                key.version());
        return new IssuedSecret(
                shared, same(createdAt, secret.issuedAt()), secret.retiresAt(), secret.firstUseAwaited());
    }

    private static Instant same(Instant candidate, Instant time) {
        return candidate.equals(time) ? candidate : time;
    }
}
