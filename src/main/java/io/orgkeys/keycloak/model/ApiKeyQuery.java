package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A query for the keys of a realm. A null component does not restrict the result.
 *
 * @param organizationIds only keys of these organizations; an empty set finds nothing
 * @param userId only user keys of this user
 * @param createdBy only keys whose creator, a user or an API key, has this id
 * @param enabled true for only the enabled keys, false for only the disabled keys
 * @param expired true for only the keys that have expired at {@code now}, false for only the keys that have not
 * @param search as in Keycloak's user search: a prefix of the name, {@code *infix*}, or {@code "exact"}; or a key id
 * @param after only keys that come after this key in the order of the list. The key must be a result of the same query,
 *     because the position is computed from the values with which the key was found
 * @param first the number of matches to skip, 0 or more
 * @param max the maximum number of matches to return
 */
public record ApiKeyQuery(
        String realmId,
        @Nullable Set<String> organizationIds,
        @Nullable String userId,
        @Nullable String createdBy,
        @Nullable ApiKeyType type,
        @Nullable Boolean enabled,
        @Nullable Boolean expired,
        Instant now,
        @Nullable String search,
        KeyConditions conditions,
        KeyOrder order,
        @Nullable ApiKey after,
        int first,
        int max) {

    public ApiKeyQuery {
        organizationIds = organizationIds == null ? null : Set.copyOf(organizationIds);
    }

    /** Creates a query without further conditions, sorted by name. */
    public ApiKeyQuery(
            String realmId,
            @Nullable Set<String> organizationIds,
            @Nullable String userId,
            @Nullable String createdBy,
            @Nullable ApiKeyType type,
            @Nullable Boolean enabled,
            @Nullable Boolean expired,
            Instant now,
            @Nullable String search,
            int first,
            int max) {
        this(
                realmId,
                organizationIds,
                userId,
                createdBy,
                type,
                enabled,
                expired,
                now,
                search,
                KeyConditions.NONE,
                KeyOrder.BY_NAME,
                null,
                first,
                max);
    }

    /**
     * Returns the texts of the query that come from requests. If the database cannot store one of them, nothing
     * matches.
     */
    public Stream<String> texts() {
        return Stream.concat(
                Stream.of(Optional.ofNullable(userId), Optional.ofNullable(createdBy), Optional.ofNullable(search))
                        .flatMap(Optional::stream),
                organizationIds == null ? Stream.empty() : organizationIds.stream());
    }

    public ApiKeyQuery in(KeyOrder newOrder) {
        return with(newOrder, after, first, max);
    }

    public ApiKeyQuery page(int newFirst, int newMax) {
        return with(order, after, newFirst, newMax);
    }

    /** Returns the query for the next matches after a key: see {@link #after}. */
    public ApiKeyQuery next(ApiKey last, int newMax) {
        return with(order, last, 0, newMax);
    }

    private ApiKeyQuery with(KeyOrder newOrder, @Nullable ApiKey newAfter, int newFirst, int newMax) {
        return new ApiKeyQuery(
                realmId,
                organizationIds,
                userId,
                createdBy,
                type,
                enabled,
                expired,
                now,
                search,
                conditions,
                newOrder,
                newAfter,
                newFirst,
                newMax);
    }
}
