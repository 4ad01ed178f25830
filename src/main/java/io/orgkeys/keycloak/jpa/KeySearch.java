package io.orgkeys.keycloak.jpa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Join;
import jakarta.persistence.criteria.Nulls;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyQuery;
import io.orgkeys.keycloak.model.KeyConditions;
import io.orgkeys.keycloak.model.KeyOrder;
import io.orgkeys.keycloak.model.Permission;
import io.orgkeys.keycloak.model.TimeRange;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/**
 * A search for the keys that match a query. For each order there is an index that begins with the realm, continues with
 * the column of the order and ends with the id. So the database reads a page in the order of an index and does not sort
 * all matches.
 */
final class KeySearch {

    private final EntityManager em;
    private final UsageRows usage;
    private final ApiKeyQuery query;
    private final CriteriaBuilder builder;

    KeySearch(EntityManager em, UsageRows usage, ApiKeyQuery query) {
        this.em = em;
        this.usage = usage;
        this.query = query;
        this.builder = em.getCriteriaBuilder();
    }

    long count() {
        CriteriaQuery<Long> criteria = builder.createQuery(Long.class);
        Source source = Source.of(criteria, query);
        criteria.select(builder.count(source.key)).where(conditions(source).toArray(Predicate[]::new));
        return em.createQuery(criteria).getSingleResult();
    }

    List<ApiKey> find() {
        ApiKey after = query.after();
        if (after == null) {
            return find(source -> List.of(), query.max());
        }
        boolean expires = after.content().expiresAt() != null;
        List<ApiKey> found = new ArrayList<>(find(source -> after(after, source), query.max()));
        // In the order of the expiry, the keys with an expiry and those without are found separately, because no index
        // returns the matches of "later or without an expiry" in order.
        if (query.order().field() == KeyOrder.Field.EXPIRES_AT
                && expires != query.order().descending()
                && found.size() < query.max()) {
            found.addAll(find(source -> List.of(expires(source, !expires)), query.max() - found.size()));
        }
        return found;
    }

    private List<ApiKey> find(Function<Source, List<Predicate>> position, int max) {
        CriteriaQuery<Tuple> criteria = builder.createTupleQuery();
        Source source = Source.of(criteria, query);
        List<Predicate> conditions = conditions(source);
        conditions.addAll(position.apply(source));
        Root<ApiKeyLastUseEntity> use = source.use;
        criteria.select(use == null ? builder.tuple(source.key) : builder.tuple(source.key, use.get("lastUsedAt")))
                .where(conditions.toArray(Predicate[]::new))
                .orderBy(order(source));
        List<Tuple> rows = em.createQuery(criteria)
                .setFirstResult(query.first())
                .setMaxResults(max)
                .getResultList();
        if (use == null) {
            return usage.withLastUse(KeyQueries.detached(
                    em, rows.stream().map(row -> row.get(0, ApiKeyEntity.class)).toList()));
        }
        // not a second query for the last use: a key that is used between the queries would get a wrong position
        Map<String, Long> lastUses = new HashMap<>();
        rows.forEach(row -> lastUses.put(row.get(0, ApiKeyEntity.class).id, row.get(1, Long.class)));
        return UsageRows.withLastUse(
                KeyQueries.detached(
                        em,
                        rows.stream().map(row -> row.get(0, ApiKeyEntity.class)).toList()),
                lastUses);
    }

    /** The tables of the search. */
    private record Source(Root<ApiKeyEntity> key, @Nullable Root<ApiKeyLastUseEntity> use) {

        static Source of(CriteriaQuery<?> criteria, ApiKeyQuery query) {
            KeyConditions conditions = query.conditions();
            boolean usesLastUse = query.order().field() == KeyOrder.Field.LAST_USED_AT
                    || conditions.unused() != null
                    || !conditions.lastUsedAt().isAll();
            return new Source(
                    criteria.from(ApiKeyEntity.class), usesLastUse ? criteria.from(ApiKeyLastUseEntity.class) : null);
        }

        Path<Long> lastUsedAt() {
            return Objects.requireNonNull(use).get("lastUsedAt");
        }
    }

    private List<Order> order(Source source) {
        boolean descending = query.order().descending();
        Expression<?> column = switch (query.order().field()) {
            case NAME -> source.key.get("searchName");
            case CREATED_AT -> source.key.get("createdAt");
            case LAST_USED_AT -> source.lastUsedAt();
            case EXPIRES_AT -> source.key.get("expiresAt");
        };
        Expression<?> id = source.key.get("id");
        if (query.order().field() == KeyOrder.Field.EXPIRES_AT) {
            return descending
                    ? List.of(builder.desc(column, Nulls.FIRST), builder.desc(id))
                    : List.of(builder.asc(column, Nulls.LAST), builder.asc(id));
        }
        return descending
                ? List.of(builder.desc(column), builder.desc(id))
                : List.of(builder.asc(column), builder.asc(id));
    }

    /** Returns the conditions that a key comes after this key. */
    private List<Predicate> after(ApiKey last, Source source) {
        Predicate laterId = isAfter(source.key.get("id"), last.id());
        return switch (query.order().field()) {
            case NAME ->
                after(
                        source.key.get("searchName"),
                        SearchPattern.searchable(last.content().name()),
                        laterId);
            case CREATED_AT ->
                after(source.key.get("createdAt"), last.audit().createdAt().toEpochMilli(), laterId);
            case LAST_USED_AT ->
                after(
                        source.lastUsedAt(),
                        ApiKeyLastUseEntity.column(last.audit().lastUsedAt()),
                        laterId);
            case EXPIRES_AT -> {
                Long expiresAt = Millis.of(last.content().expiresAt());
                yield expiresAt == null
                        ? List.of(expires(source, false), laterId)
                        : after(source.key.get("expiresAt"), expiresAt, laterId);
            }
        };
    }

    /** The first of the two conditions follows from the second. With it, the database begins within the index. */
    private <T extends Comparable<T>> List<Predicate> after(Expression<T> column, T value, Predicate laterId) {
        return List.of(
                query.order().descending()
                        ? builder.lessThanOrEqualTo(column, value)
                        : builder.greaterThanOrEqualTo(column, value),
                builder.or(isAfter(column, value), laterId));
    }

    private <T extends Comparable<T>> Predicate isAfter(Expression<T> column, T value) {
        return query.order().descending() ? builder.lessThan(column, value) : builder.greaterThan(column, value);
    }

    private Predicate expires(Source source, boolean expires) {
        Expression<?> expiresAt = source.key.get("expiresAt");
        return expires ? builder.isNotNull(expiresAt) : builder.isNull(expiresAt);
    }

    private List<Predicate> conditions(Source source) {
        Root<ApiKeyEntity> key = source.key;
        List<Predicate> all = KeyQueries.within(query.realmId(), query.organizationIds(), query.userId(), builder, key);
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
                    builder.lessThanOrEqualTo(
                            key.get("expiresAt"), time(query.now().toEpochMilli())));
            all.add(query.expired() ? expired : expired.not());
        }
        if (query.search() != null) {
            all.add(named(query.search(), key));
        }
        addHistory(source, all);
        return all;
    }

    private Predicate named(String search, Root<ApiKeyEntity> key) {
        String pattern = SearchPattern.of(search, search.contains("[") && isBracketWildcard());
        Predicate named = builder.like(key.get("searchName"), pattern, SearchPattern.ESCAPE);
        // compare ids only if the text can be an id, because the comparison adds an OR, and with an OR, no index
        // returns the matches in the order of the list
        return SearchPattern.isId(search) ? builder.or(builder.equal(key.get("id"), search.strip()), named) : named;
    }

    /** Returns whether the database is an SQL Server, where a bracket in a pattern begins a set of characters. */
    private boolean isBracketWildcard() {
        return em.unwrap(Session.class)
                .doReturningWork(connection ->
                        connection.getMetaData().getDatabaseProductName().equals("Microsoft SQL Server"));
    }

    private void addHistory(Source source, List<Predicate> all) {
        Root<ApiKeyEntity> key = source.key;
        KeyConditions conditions = query.conditions();
        addRange(conditions.createdAt(), 0, key.get("createdAt"), all);
        addRange(conditions.expiresAt(), 0, key.get("expiresAt"), all);
        Root<ApiKeyLastUseEntity> use = source.use;
        if (use != null) {
            all.add(builder.equal(use.get("keyId"), key.get("id")));
            all.add(builder.equal(use.get("realmId"), query.realmId()));
            // not the time that stands for a key that was never used
            addRange(conditions.lastUsedAt(), ApiKeyLastUseEntity.NEVER + 1, source.lastUsedAt(), all);
            if (conditions.unused() != null) {
                all.add(
                        conditions.unused()
                                ? builder.equal(source.lastUsedAt(), time(ApiKeyLastUseEntity.NEVER))
                                : builder.greaterThan(source.lastUsedAt(), time(ApiKeyLastUseEntity.NEVER)));
            }
        }
        Permission permission = conditions.permission();
        if (permission != null) {
            Join<ApiKeyEntity, PermissionColumns> granted = key.join("permissions");
            all.add(builder.equal(granted.get("resource"), permission.resource()));
            all.add(builder.equal(granted.get("action"), permission.action()));
        }
        conditions.attributes().forEach((name, value) -> {
            Join<ApiKeyEntity, AttributeColumns> attribute = key.join("attributes");
            all.add(builder.equal(attribute.get("hash"), AttributeColumns.matchHash(query.realmId(), name, value)));
        });
        if (conditions.leaked() != null) {
            Expression<?> leakedAt = key.get("leakedAt");
            all.add(conditions.leaked() ? builder.isNotNull(leakedAt) : builder.isNull(leakedAt));
        }
    }

    private void addRange(TimeRange range, long earliest, Expression<Long> column, List<Predicate> all) {
        if (range.from() != null) {
            all.add(builder.greaterThanOrEqualTo(
                    column, time(Math.max(range.from().toEpochMilli(), earliest))));
        }
        if (range.before() != null) {
            all.add(builder.lessThan(column, time(Math.max(range.before().toEpochMilli(), earliest))));
        }
    }

    /**
     * Returns the time of a filter as a literal. PostgreSQL can plan a statement with parameters without their values, and
     * then it cannot know whether few keys or many match.
     */
    private Expression<Long> time(long millis) {
        return builder.literal(millis);
    }
}
