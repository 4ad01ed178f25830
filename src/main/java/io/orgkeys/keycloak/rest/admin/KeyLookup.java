package io.orgkeys.keycloak.rest.admin;

import java.util.Optional;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.catalog.SecretForms;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.Tombstone;
import io.orgkeys.keycloak.representation.LookedUpKeyRepresentation;
import io.orgkeys.keycloak.secret.ApiKeySecret;
import io.orgkeys.keycloak.service.ApiKeyServices;

/** Finds the key of a secret that somebody has found, valid or not, as long as something is known of it. */
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
     * The key, as it is stored now.
     *
     * @throws RefusedException with KEY_NOT_FOUND when the secret is unknown, or the administrator may not see the key
     * @throws RefusedException with DELETED_KEY when the key is deleted
     */
    LookedUpKeyRepresentation find(String text) {
        SecretDigest secret = SecretForms.parse(realm, text)
                .map(ApiKeySecret::digest)
                .orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
        IssuedSecret issued =
                services.store().lookUp(realm.getId(), secret.sha256()).find().orElse(null);
        return issued == null ? former(secret) : known(issued);
    }

    /** The key as it is stored, while what is found by a secret may come out of a cache. */
    private LookedUpKeyRepresentation known(IssuedSecret issued) {
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
