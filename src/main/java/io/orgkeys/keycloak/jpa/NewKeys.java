package io.orgkeys.keycloak.jpa;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.persistence.EntityManager;

import org.keycloak.models.ModelDuplicateException;

import io.orgkeys.keycloak.model.Actor;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.KeyLimitReachedException;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/**
 * Inserts keys. Locks the organization, so that transactions that create keys in the same organization wait for each
 * other. Otherwise, they would choose the same slot, and the unique index over the slots would refuse one of the keys.
 * This index enforces the limit even if code forgets the lock.
 */
final class NewKeys {

    /** The unique index over the digests of each realm. Some databases report its name as a part of a longer name. */
    private static final String DIGEST_INDEX = "UX_ORG_API_KEY_SECRET_DIGEST";

    private static final int MAX_EXPIRED = 10;

    private final EntityManager em;
    private final LockedRows locked;
    private final StoredDigests digests;
    private final KeyQueries queries;
    private final StorableCharacters characters;
    private final MembershipRows memberships;

    /** The occupied slots by owner, in the organizations that this transaction has locked. */
    private final Map<String, Set<Integer>> slots = new HashMap<>();

    NewKeys(
            EntityManager em,
            LockedRows locked,
            StoredDigests digests,
            KeyQueries queries,
            StorableCharacters characters) {
        this.em = em;
        this.locked = locked;
        this.digests = digests;
        this.queries = queries;
        this.characters = characters;
        this.memberships = new MembershipRows(em);
    }

    /**
     * Inserts a key with its first secret. Locks the organization first, then reads the owner's keys with a locking
     * read. At MariaDB's default isolation level, REPEATABLE READ, a plain read could return the keys as they were
     * before the transaction waited for the lock.
     */
    ApiKey insert(ApiKey key, SecretDigest secret, int limit) {
        Actor actor = key.audit().createdBy();
        String creator = actor.type() == Actor.Type.API_KEY ? actor.id() : null;
        if (creator != null) {
            lockOwnerMembership(key.organizationId(), creator);
        }
        Set<Integer> taken = slots.computeIfAbsent(
                key.organizationId() + '/' + key.ownerId(),
                owner -> lockSlots(key.organizationId(), key.ownerId(), creator));
        if (creator != null) {
            requireEnabled(key.realmId(), creator);
        }
        if (taken.size() >= limit) {
            throw new KeyLimitReachedException(limit, expired(key));
        }
        int slot = IntStream.range(0, limit)
                .filter(free -> !taken.contains(free))
                .findFirst()
                .orElseThrow();
        ApiKeyEntity row = ApiKeyEntity.of(key, slot);
        // the name can come from a user storage or from a column with a larger character set, so our column may be
        // unable to store it
        row.createdByName = characters.replaceUnstorable(row.createdByName);
        try {
            em.persist(row);
            em.persist(ApiKeyLastUseEntity.of(row.id, row.realmId, ApiKeyLastUseEntity.NEVER));
            addFirstSecret(row, secret);
            taken.add(slot);
        } catch (ModelDuplicateException e) {
            throw violatesDigestIndex(e)
                    ? RequestRefusal.CONFLICT.exception(
                            "Another request stored a key with this digest at the same time. Try again.")
                    : new KeyLimitReachedException(limit);
        }
        return row.toLockedKey();
    }

    /** Discards the known slots. Call this method after keys were deleted, because their slots are free then. */
    void clearSlots() {
        slots.clear();
    }

    /** Returns the expired keys of the same owner, at most {@value #MAX_EXPIRED}. */
    private List<ApiKey> expired(ApiKey created) {
        return queries.find(new ApiKeyQuery(
                created.realmId(),
                Set.of(created.organizationId()),
                created.type() == ApiKeyType.USER ? created.ownerId() : null,
                null,
                created.type(),
                null,
                true,
                created.audit().updatedAt(),
                null,
                0,
                MAX_EXPIRED));
    }

    /**
     * Inserts the digest under each pepper, and then keeps only the digest under the newest pepper. While an
     * administrator changes the peppers, another node may still use a different pepper as the newest. If both nodes
     * store the same secret at the same time, the unique index over the digests still detects this. The digests are
     * sorted, so that two such transactions lock in the same order.
     */
    private void addFirstSecret(ApiKeyEntity row, SecretDigest secret) {
        Peppers peppers = digests.peppers();
        List<ApiKeySecretEntity> all = peppers.all().stream()
                .map(pepper -> ApiKeySecretEntity.of(
                        row, pepper, digests.of(pepper, secret.sha256()), secret.lastFour(), row.createdAt))
                .sorted(Comparator.comparing(entity -> entity.digest))
                .toList();
        all.forEach(em::persist);
        em.flush();
        for (ApiKeySecretEntity entity : all) {
            if (Objects.equals(entity.pepper, peppers.newest().column())) {
                row.secrets.add(entity);
            } else {
                em.remove(entity);
            }
        }
    }

    private static boolean violatesDigestIndex(ModelDuplicateException duplicate) {
        return duplicate.getCause() instanceof ConstraintViolationException violation
                && String.valueOf(violation.getConstraintName())
                        .toUpperCase(Locale.ROOT)
                        .contains(DIGEST_INDEX);
    }

    private Set<Integer> lockSlots(String organizationId, String ownerId, @Nullable String creator) {
        if (!locked.organization(organizationId)) {
            throw RequestRefusal.KEY_NOT_FOUND.exception();
        }
        return locked.keysOf(organizationId, ownerId, creator).stream()
                .filter(row -> row.ownerId.equals(ownerId))
                .map(row -> row.slot)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * Locks the membership of the owner, if the key is a user key. Call this method before the organization and the key
     * are locked: see {@link LockedRows}.
     */
    private void lockOwnerMembership(String organizationId, String keyId) {
        List<String> owners = em.createQuery(
                        "select k.ownerId from ApiKeyEntity k where k.id = :id and k.type = 'user'", String.class)
                .setParameter("id", keyId)
                .getResultList();
        if (!owners.isEmpty() && !lockMembership(organizationId, owners.get(0))) {
            throw creatorIsInvalid();
        }
    }

    boolean lockMembership(String organizationId, String userId) {
        return memberships.hold(organizationId, userId, slots.isEmpty());
    }

    /**
     * Requires that the key that creates another key is still enabled. Locks the creating key, so that a leak report
     * about it waits until the new key is committed, and then finds the new key.
     */
    private void requireEnabled(String realmId, String creator) {
        if (locked.key(realmId, creator).filter(row -> row.enabled).isEmpty()) {
            throw creatorIsInvalid();
        }
    }

    private static RefusedException creatorIsInvalid() {
        return RequestRefusal.FORBIDDEN.exception("The API key that you use has been disabled or revoked.");
    }
}
