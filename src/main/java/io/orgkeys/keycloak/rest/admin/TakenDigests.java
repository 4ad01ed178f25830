package io.orgkeys.keycloak.rest.admin;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.Tombstone;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.jspecify.annotations.Nullable;

/** Digests that an import cannot have: of keys that exist, and of secrets that ended, which never become valid again. */
final class TakenDigests {

    /**
     * Why a digest cannot be imported.
     *
     * @param detail why, for people
     * @param keyId of the key that it belongs to, if the caller may see it; else null
     */
    record Taken(String detail, @Nullable String keyId) {}

    private final Map<String, Taken> taken = new HashMap<>();

    private TakenDigests() {}

    static TakenDigests among(
            Collection<String> sha256s, RealmModel realm, ApiKeyServices services, Administrator administrator) {
        TakenDigests digests = new TakenDigests();
        // first those of keys: one that is rotated or deleted meanwhile is then found among the tombstones
        Set<String> present = services.store().keys().findTaken(realm.getId(), sha256s);
        Map<String, IssuedSecret> issued = services.store().keys().findBySecrets(realm.getId(), present);
        for (String sha256 : present) {
            IssuedSecret secret = issued.get(sha256);
            digests.add(sha256, secret == null || !administrator.maySee(secret.key()) ? null : secret.key());
        }
        Map<String, Tombstone> ended = services.store().keys().findTombstones(realm.getId(), sha256s);
        ended.forEach((sha256, tombstone) -> digests.taken.putIfAbsent(
                sha256,
                new Taken(
                        "This secret has ended: it was rotated away, revoked or reported to be public."
                                + " It does not become valid again.",
                        services.store()
                                .keys()
                                .findById(realm.getId(), tombstone.keyId())
                                .filter(administrator::maySee)
                                .map(ApiKey::id)
                                .orElse(null))));
        return digests;
    }

    /** From now on, the digest is that of this key. */
    void add(String sha256, @Nullable ApiKey key) {
        taken.put(sha256, new Taken("There is a key with this digest already.", key == null ? null : key.id()));
    }

    /** Why this digest cannot be imported; null when it can. */
    @Nullable
    Taken find(String sha256) {
        return taken.get(sha256);
    }
}
