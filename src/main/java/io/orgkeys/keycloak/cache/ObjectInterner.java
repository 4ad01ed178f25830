package io.orgkeys.keycloak.cache;

import java.time.Instant;

import com.github.benmanes.caffeine.cache.Interner;
import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.Attributes;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Permissions;

/**
 * Lets cached keys share equal objects (ids, permissions, attributes and actors) instead of the copies that Hibernate
 * creates for each key. With 20,000 keys of three permissions each, a key takes 444 bytes instead of 1,731.
 */
final class ObjectInterner {

    private final Interner<String> ids = Interner.newWeakInterner();
    private final Interner<Permissions> permissions = Interner.newWeakInterner();
    private final Interner<Attributes> attributes = Interner.newWeakInterner();
    private final Interner<Actor> actors = Interner.newWeakInterner();

    IssuedSecret share(IssuedSecret secret) {
        ApiKey key = secret.key();
        ApiKey.Audit audit = key.audit();
        Instant createdAt = audit.createdAt();
        Instant issuedAt = reuseIfEqual(createdAt, key.secret().issuedAt());
        ApiKey shared = new ApiKey(
                share(key.identity()),
                key.content()
                        .withGranted(permissions.intern(key.content().granted()))
                        .withAttributes(attributes.intern(key.content().attributes())),
                new ApiKey.CurrentSecret(
                        issuedAt,
                        key.secret().lastFour(),
                        key.secret().leakedAt(),
                        key.secret().formerRetiresAt()),
                new ApiKey.Audit(
                        createdAt,
                        actors.intern(audit.createdBy()),
                        reuseIfEqual(createdAt, audit.updatedAt()),
                        audit.lastUsedAt(),
                        audit.version()));
        return new IssuedSecret(
                shared, reuseIfEqual(issuedAt, secret.issuedAt()), secret.retiresAt(), secret.firstUseAwaited());
    }

    private ApiKey.Identity share(ApiKey.Identity identity) {
        String organizationId = ids.intern(identity.organizationId());
        String ownerId = identity.ownerId();
        return new ApiKey.Identity(
                identity.id(),
                ids.intern(identity.realmId()),
                organizationId,
                identity.type(),
                ownerId.equals(organizationId) ? organizationId : ownerId);
    }

    private static Instant reuseIfEqual(Instant candidate, Instant time) {
        return candidate.equals(time) ? candidate : time;
    }
}
