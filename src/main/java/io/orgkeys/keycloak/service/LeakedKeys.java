package io.orgkeys.keycloak.service;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.LeakPolicy;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.IssuedSecret;
import io.orgkeys.keycloak.model.KeyOrder;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.Tombstone;
import org.jspecify.annotations.Nullable;

/**
 * Disables or deletes keys whose secret leaked. A leaked secret never becomes valid again. An attacker may have used it
 * to rotate the key or to create other keys. So the later secrets of the key become invalid too, and the keys that the
 * leaked key created after the leaked secret was issued are disabled.
 *
 * <p>Call {@link #end}, then {@link #endDescendant} for each of the {@link #children} of a disabled or deleted key,
 * then {@link #settle}. These are separate methods, so that each key can have its own transaction. If the processing of
 * a report is interrupted, the reporter can send the report again. Then the remaining steps are done.
 */
public final class LeakedKeys {

    private static final int PAGE = 200;

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

    /**
     * The result of {@link #end}: the key of a reported secret has been disabled or deleted.
     *
     * @param tombstone the tombstone of the secret, for {@link #settle}
     * @param leakedBefore the time of an earlier leak of the key; null if there was none. Keys that the leaked key
     *     created stay valid if they got their secret after that time
     * @param leak the key and the remedy; null if nothing was done, because the key had already been disabled for an
     *     earlier leak, or had already been deleted
     */
    public record Ended(
            Tombstone tombstone,
            @Nullable Instant leakedBefore,
            @Nullable Leak leak) {}

    /**
     * Returns those of the digests that belong to a secret of this realm, valid or not, except {@linkplain #settle
     * settled} secrets.
     */
    public Set<String> known(Collection<String> sha256s) {
        Set<String> known =
                new HashSet<>(store.keys().findBySecrets(realm.getId(), sha256s).keySet());
        store.keys().findTombstones(realm.getId(), sha256s).forEach((sha256, tombstone) -> {
            if (tombstone.leakedAt() == null) {
                known.add(sha256);
            } else {
                known.remove(sha256);
            }
        });
        return known;
    }

    /**
     * Disables or deletes the key of the secret, as the {@link LeakPolicy} of the realm requires. Also handles a key
     * that is already disabled or expired, because a caller could make such a key valid again. If a former secret of
     * the key leaked, always disables the key, even if the policy is to delete keys. The key must be disabled, because
     * the person who found the former secret may have rotated the key with it, and so may have the current secret.
     *
     * @return empty if the secret is unknown or settled
     */
    public Optional<Ended> end(SecretDigest secret) {
        Set<String> sha256 = Set.of(secret.sha256());
        Instant now = now();
        // lock the key before reading its state, because another request may rotate it at the same time
        keyOf(secret).ifPresent(id -> store.keys().lock(realm.getId(), id));
        Tombstone tombstone = store.keys().findTombstones(realm.getId(), sha256).get(secret.sha256());
        if (tombstone != null && tombstone.leakedAt() != null) {
            return Optional.empty();
        }
        IssuedSecret issued = store.keys().findBySecrets(realm.getId(), sha256).get(secret.sha256());
        if (issued != null) {
            return Optional.of(end(
                    issued.key(),
                    issued.retiresAt() == null,
                    Tombstone.ofLeak(issued.key(), issued.issuedAt(), now),
                    now));
        }
        if (tombstone == null) {
            return Optional.empty();
        }
        Tombstone leaked = tombstone.leaked(now);
        return Optional.of(store.keys()
                .findById(realm.getId(), tombstone.keyId())
                .map(key -> end(key, false, leaked, now))
                .orElseGet(() -> new Ended(leaked, null, null)));
    }

    /**
     * Returns the id of the key. Searches secrets before tombstones, because a secret can become a tombstone in the
     * meantime, but a tombstone never becomes a secret.
     */
    private Optional<String> keyOf(SecretDigest secret) {
        Set<String> sha256 = Set.of(secret.sha256());
        return Optional.ofNullable(
                        store.keys().findBySecrets(realm.getId(), sha256).get(secret.sha256()))
                .map(issued -> issued.key().id())
                .or(() -> Optional.ofNullable(store.keys()
                                .findTombstones(realm.getId(), sha256)
                                .get(secret.sha256()))
                        .map(Tombstone::keyId));
    }

    private Ended end(ApiKey key, boolean current, Tombstone tombstone, Instant now) {
        if (key.hasLeaked()) {
            return new Ended(tombstone, key.secret().leakedAt(), null);
        }
        ApiKey marked = store.keys().update(key.disabled(now).withLeakedAt(now));
        if (current && ApiKeySettings.of(realm).leakedKeys() == LeakPolicy.DELETE) {
            KeyState before = states.of(key);
            store.keys().delete(realm.getId(), key.id());
            return new Ended(tombstone, null, new Leak(before, Leak.Remedy.KEY_DELETED));
        }
        return new Ended(tombstone, null, new Leak(states.of(marked), Leak.Remedy.KEY_DISABLED));
    }

    /**
     * Returns the ids of the keys that a key created. Deleted keys are among them, because they may have created other
     * keys. Call this method after the key was disabled or deleted, because until then, it can create more keys.
     *
     * @param since the earliest time of creation
     */
    public List<String> children(String keyId, Instant since) {
        List<String> children = new ArrayList<>(store.keys().findIdsWithTombstones(realm.getId(), keyId, since));
        // by a value that never changes, so that no key moves to an earlier page while the pages are read
        ApiKeyQuery query = new ApiKeyQuery(
                        realm.getId(), null, null, keyId, null, null, null, clock.instant(), null, 0, PAGE)
                .in(KeyOrder.BY_CREATION);
        List<ApiKey> page = store.keys().find(query);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(key -> !key.audit().createdAt().isBefore(since))
                    .map(ApiKey::id)
                    .forEach(children::add);
            page = store.keys().find(query.next(page.get(page.size() - 1), PAGE));
        }
        return children.stream().distinct().toList();
    }

    /**
     * Disables a key that a leaked key created, as if its own secret had leaked.
     *
     * @param leakedBefore as in {@link Ended}
     * @return empty if the key was deleted, is already marked as leaked, or got its secret after {@code leakedBefore}
     */
    public Optional<Leak> endDescendant(String keyId, @Nullable Instant leakedBefore) {
        ApiKey key = store.keys().lock(realm.getId(), keyId).orElse(null);
        if (key == null
                || key.hasLeaked()
                || (leakedBefore != null && key.secret().issuedAt().isAfter(leakedBefore))) {
            return Optional.empty();
        }
        Instant now = now();
        ApiKey marked = store.keys().update(key.disabled(now).withLeakedAt(now));
        return Optional.of(new Leak(states.of(marked), Leak.Remedy.KEY_DISABLED));
    }

    /**
     * Marks the secret as settled. Further reports of a settled secret have no effect, so a repeated old report does no
     * harm.
     */
    public void settle(SecretDigest secret, Ended ended) {
        store.keys().addTombstone(realm.getId(), secret.sha256(), ended.tombstone());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
