package io.orgkeys.keycloak.jpa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Identifier;
import org.jspecify.annotations.Nullable;

/** Finds keys without locking them, and adds the last use to each key. */
final class KeyQueries {

    private final EntityManager em;
    private final StorableCharacters characters;
    private final UsageRows usage;

    KeyQueries(EntityManager em, StorableCharacters characters, UsageRows usage) {
        this.em = em;
        this.characters = characters;
        this.usage = usage;
    }

    /** Whether the text can be the id of a key. */
    boolean isId(String id) {
        return Identifier.isPlausible(id) && characters.accept(id);
    }

    /** Finds a row. The caller must detach the row, because otherwise, the row stays in the persistence context. */
    Optional<ApiKeyEntity> row(String realmId, String id) {
        return isId(id)
                ? Optional.ofNullable(em.find(ApiKeyEntity.class, id)).filter(row -> row.realmId.equals(realmId))
                : Optional.empty();
    }

    Optional<ApiKey> find(String realmId, String id) {
        return read(row(realmId, id).stream().toList()).stream().findFirst();
    }

    Optional<ApiKey> find(String realmId, String id, @Nullable Set<String> organizationIds, @Nullable String userId) {
        if (!isId(id)) {
            return Optional.empty();
        }
        CriteriaBuilder builder = em.getCriteriaBuilder();
        CriteriaQuery<ApiKeyEntity> criteria = builder.createQuery(ApiKeyEntity.class);
        Root<ApiKeyEntity> key = criteria.from(ApiKeyEntity.class);
        List<Predicate> conditions = within(realmId, organizationIds, userId, builder, key);
        conditions.add(builder.equal(key.get("id"), id));
        return read(em.createQuery(criteria.select(key).where(conditions.toArray(Predicate[]::new)))
                        .getResultList())
                .stream()
                .findFirst();
    }

    List<ApiKey> find(String realmId, Collection<String> ids) {
        List<String> plausible = ids.stream().filter(this::isId).toList();
        return plausible.isEmpty()
                ? List.of()
                : read(em.createQuery(
                                "select k from ApiKeyEntity k where k.realmId = :realmId and k.id in :ids",
                                ApiKeyEntity.class)
                        .setParameter("realmId", realmId)
                        .setParameter("ids", plausible)
                        .getResultList());
    }

    List<ApiKey> find(ApiKeyQuery query) {
        return query.texts().allMatch(characters::accept) ? new KeySearch(em, usage, query).find() : List.of();
    }

    long count(ApiKeyQuery query) {
        return query.texts().allMatch(characters::accept) ? new KeySearch(em, usage, query).count() : 0;
    }

    long countGranted(String realmId, String resource, Set<String> actions) {
        return em.createQuery(
                        "select count(distinct k.id) from ApiKeyEntity k join k.permissions p"
                                + " where k.realmId = :realm and p.resource = :resource and p.action in :actions",
                        Long.class)
                .setParameter("realm", realmId)
                .setParameter("resource", resource)
                .setParameter("actions", actions)
                .getSingleResult();
    }

    /** Converts rows that were read without a lock to keys with their last use. */
    List<ApiKey> read(List<ApiKeyEntity> rows) {
        return usage.withLastUse(detached(em, rows));
    }

    /** Converts rows that were read without a lock to keys, and detaches the rows: see {@link LockedRows}. */
    static List<ApiKey> detached(EntityManager em, List<ApiKeyEntity> rows) {
        List<ApiKey> keys = rows.stream().flatMap(row -> row.toKey().stream()).toList();
        rows.forEach(em::detach);
        return keys;
    }

    /** Returns the conditions that the key belongs to the realm and, unless they are null, to these owners. */
    static List<Predicate> within(
            String realmId,
            @Nullable Set<String> organizationIds,
            @Nullable String userId,
            CriteriaBuilder builder,
            Root<ApiKeyEntity> key) {
        List<Predicate> all = new ArrayList<>();
        all.add(builder.equal(key.get("realmId"), realmId));
        if (organizationIds != null) {
            all.add(
                    organizationIds.isEmpty()
                            ? builder.disjunction()
                            : key.get("organizationId").in(organizationIds));
        }
        if (userId != null) {
            all.add(builder.equal(key.get("type"), ApiKeyType.USER.text()));
            all.add(builder.equal(key.get("ownerId"), userId));
        }
        return all;
    }
}
