package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.LeakPolicy;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyNotFoundException;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StaleVersionException;

/** What is done about secrets that are public. A secret that leaked is never good again. */
public final class LeakedKeys {

    private final RealmModel realm;
    private final ApiKeyStore store;
    private final KeyStates states;
    private final Clock clock;

    LeakedKeys(RealmModel realm, ApiKeyStore store, KeyStates states, Clock clock) {
        this.realm = realm;
        this.store = store;
        this.states = states;
        this.clock = clock;
    }

    /** Those of the digests that are of secrets of this realm, whatever they are good for. */
    public Set<String> known(Collection<String> sha256s) {
        return store.findBySecrets(realm.getId(), sha256s).keySet();
    }

    /**
     * Has the secret end, and its key with it, by the realm's policy: also one that is disabled or has expired, because it could
     * be enabled again. A former secret in its grace period takes its key along as well, but never deletes it: whoever found the
     * secret may have rotated the key with it, and would go on with the new one while the owner's programs notice nothing. Asked
     * again, it does nothing, so an old report can be sent again without harm.
     *
     * @return what was done; empty when the secret is unknown, at its end, or known to be public
     * @throws StaleVersionException when the key was changed meanwhile, say rotated: then nothing was done yet, and what there is to
     *     do may be something else
     * @throws KeyNotFoundException when the key was deleted meanwhile
     */
    public Optional<Leak> end(SecretDigest secret) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        IssuedSecret issued =
                store.findBySecrets(realm.getId(), Set.of(secret.sha256())).get(secret.sha256());
        if (issued == null || issued.isRetiredAt(now)) {
            return Optional.empty();
        }
        ApiKey key = issued.key();
        if (key.leakedAt() != null) {
            return Optional.empty();
        }
        ApiKey marked = store.update(key.disabled(now).withLeakedAt(now));
        if (issued.retiresAt() == null && ApiKeySettings.of(realm).leakedKeys() == LeakPolicy.DELETE) {
            // after the update, which refuses what is stale: never the key whose secret is another one by now
            KeyState before = states.of(key);
            store.delete(realm.getId(), key.id());
            return Optional.of(new Leak(before, Leak.Remedy.KEY_DELETED));
        }
        return Optional.of(new Leak(states.of(marked), Leak.Remedy.KEY_DISABLED));
    }
}
