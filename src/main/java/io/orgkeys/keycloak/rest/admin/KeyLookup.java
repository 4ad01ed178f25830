package io.orgkeys.keycloak.rest.admin;

import java.util.Optional;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.Tombstone;
import io.orgkeys.keycloak.representation.LookedUpKeyRepresentation;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.service.ApiKeyServices;

/**
 * Finds the key that a leaked secret belongs to, even if the secret is no longer valid, as long as the database has a
 * record of the secret.
 */
final class KeyLookup {

    private final RealmModel realm;
    private final Administrator administrator;
    private final ApiKeyServices services;

    KeyLookup(RealmModel realm, Administrator administrator, ApiKeyServices services) {
        this.realm = realm;
        this.administrator = administrator;
        this.services = services;
    }

    /**
     * Returns the key from the database.
     *
     * @throws RefusedException with KEY_NOT_FOUND if the secret is unknown, or the administrator is not allowed to see
     *     the key
     * @throws RefusedException with DELETED_KEY if the key is deleted
     */
    LookedUpKeyRepresentation find(String text) {
        SecretDigest secret = SecretParser.parse(realm, text)
                .map(ApiKeySecret::digest)
                .orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
        IssuedSecret issued =
                services.store().lookUp(realm.getId(), secret.sha256()).find().orElse(null);
        return issued == null ? former(secret) : stored(issued);
    }

    /** Reads the key from the database, because the lookup by secret may return it from a cache. */
    private LookedUpKeyRepresentation stored(IssuedSecret issued) {
        ApiKey key = key(issued.key().id()).orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
        return issued.retiresAt() == null
                ? LookedUpKeyRepresentation.ofCurrent(services.states().of(key))
                : LookedUpKeyRepresentation.ofFormer(services.states().of(key), issued.issuedAt(), issued.retiresAt());
    }

    private LookedUpKeyRepresentation former(SecretDigest secret) {
        Tombstone tombstone = services.store()
                .keys()
                .findTombstones(realm.getId(), Set.of(secret.sha256()))
                .get(secret.sha256());
        if (tombstone == null || !administrator.maySee(tombstone.organizationId())) {
            throw RequestRefusal.KEY_NOT_FOUND.exception();
        }
        return key(tombstone.keyId())
                .map(key -> LookedUpKeyRepresentation.ofFormer(
                        services.states().of(key), tombstone.issuedAt(), tombstone.endedAt()))
                .orElseThrow(() ->
                        RequestRefusal.DELETED_KEY.exception("The secret belonged to the API key " + tombstone.keyId()
                                + ", which is deleted. It stopped working at " + tombstone.endedAt() + "."));
    }

    private Optional<ApiKey> key(String id) {
        return services.store().keys().findById(realm.getId(), id).filter(administrator::maySee);
    }
}
