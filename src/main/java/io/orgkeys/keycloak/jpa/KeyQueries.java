package io.orgkeys.keycloak.jpa;

import java.util.ArrayList;
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
import org.hibernate.Session;
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

    List<ApiKey> find(ApiKeyQuery query) {
        if (!query.texts().allMatch(characters::accept)) {
            return List.of();
        }
        CriteriaBuilder builder = em.getCriteriaBuilder();
        CriteriaQuery<ApiKeyEntity> criteria = builder.createQuery(ApiKeyEntity.class);
        Root<ApiKeyEntity> key = criteria.from(ApiKeyEntity.class);
        criteria.select(key)
                .where(conditions(query, builder, key))
                .orderBy(builder.asc(key.get("searchName")), builder.asc(key.get("id")));
        return read(em.createQuery(criteria)
                .setFirstResult(query.first())
                .setMaxResults(query.max())
                .getResultList());
    }

    long count(ApiKeyQuery query) {
        if (!query.texts().allMatch(characters::accept)) {
            return 0;
        }
        CriteriaBuilder builder = em.getCriteriaBuilder();
        CriteriaQuery<Long> criteria = builder.createQuery(Long.class);
        Root<ApiKeyEntity> key = criteria.from(ApiKeyEntity.class);
        criteria.select(builder.count(key)).where(conditions(query, builder, key));
        return em.createQuery(criteria).getSingleResult();
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

    /** Converts rows that were read without a lock to keys, and detaches the rows: see {@link LockedRows}. */
    List<ApiKey> read(List<ApiKeyEntity> rows) {
        List<ApiKey> keys = rows.stream().flatMap(row -> row.toKey().stream()).toList();
        rows.forEach(em::detach);
        return usage.withLastUse(keys);
    }

    private Predicate[] conditions(ApiKeyQuery query, CriteriaBuilder builder, Root<ApiKeyEntity> key) {
        List<Predicate> all = within(query.realmId(), query.organizationIds(), query.userId(), builder, key);
        if (query.type() != null) {
            all.add(builder.equal(key.get("type"), query.type().text()));
        }
        if (query.createdBy() != null) {
            all.add(builder.equal(key.get("createdById"), query.createdBy()));
        }
        if (query.enabled() != null) {
            all.add(builder.equal(key.get("enabled"), query.enabled()));
        }
        if (query.expired() != null) {
            Predicate expired = builder.and(
                    builder.isNotNull(key.get("expiresAt")),
                    builder.le(key.get("expiresAt"), query.now().toEpochMilli()));
            all.add(query.expired() ? expired : expired.not());
        }
        String search = query.search();
        if (search != null) {
            String pattern = SearchPattern.of(search, search.contains("[") && isBracketWildcard());
            Predicate named = builder.like(key.get("searchName"), pattern, SearchPattern.ESCAPE);
            // compare ids only if the text can be an id, because the comparison adds an OR, and with an OR, no index
            // returns the matches in the order of the list
            all.add(
                    SearchPattern.isId(search)
                            ? builder.or(builder.equal(key.get("id"), search.strip()), named)
                            : named);
        }
        return all.toArray(Predicate[]::new);
    }

    /** Returns whether the database is an SQL Server, where a bracket in a pattern begins a set of characters. */
    private boolean isBracketWildcard() {
        return em.unwrap(Session.class)
                .doReturningWork(connection ->
                        connection.getMetaData().getDatabaseProductName().equals("Microsoft SQL Server"));
    }

    private static List<Predicate> within(
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
