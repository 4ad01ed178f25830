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

/**
 * The digests that cannot be imported: digests of existing secrets, because a digest can belong to only one key of the
 * realm, and digests of deleted or leaked secrets, because such a secret must never become valid again.
 */
final class TakenDigests {

    /**
     * The reason why a digest cannot be imported.
     *
     * @param detail an explanation for people
     * @param keyId the key that the digest belongs to; null if the key is unknown, or the caller is not allowed to see
     *     the key
     */
    record Taken(String detail, @Nullable String keyId) {}

    private final Map<String, Taken> taken = new HashMap<>();

    private TakenDigests() {}

    static TakenDigests among(
            Collection<String> sha256s, RealmModel realm, ApiKeyServices services, Administrator administrator) {
        TakenDigests digests = new TakenDigests();
        // Read the keys first, so that a key that is rotated or deleted in the meantime is found among the tombstones.
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
                        "This secret was replaced by a rotation, revoked, or reported as public."
                                + " It cannot become valid again.",
                        services.store()
                                .keys()
                                .findById(realm.getId(), tombstone.keyId())
                                .filter(administrator::maySee)
                                .map(ApiKey::id)
                                .orElse(null))));
        return digests;
    }

    /**
     * Records that this key has the digest. {@code key} is null in a dry run, and if the caller is not allowed to see
     * the key.
     */
    void add(String sha256, @Nullable ApiKey key) {
        taken.put(sha256, new Taken("A key with this digest already exists.", key == null ? null : key.id()));
    }

    /** Returns why this digest cannot be imported, or null if it can. */
    @Nullable
    Taken find(String sha256) {
        return taken.get(sha256);
    }
}
