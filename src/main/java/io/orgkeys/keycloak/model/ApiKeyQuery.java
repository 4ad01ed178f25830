package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which keys of a realm to list, sorted by name. A null part does not restrict.
 *
 * @param organizationIds only keys of these organizations; an empty set finds nothing
 * @param createdBy only keys that the user or the key with this id created
 * @param enabled only keys that are switched on, or off
 * @param expired only keys that are past their expiry at {@code now}, or not
 * @param search as in Keycloak's user search: a prefix of the name, {@code *infix*}, or {@code "exact"}; or a key id
 * @param first how many matches to skip, 0 or more
 * @param max how many matches to return at most
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
        int first,
        int max) {

    public ApiKeyQuery {
        organizationIds = organizationIds == null ? null : Set.copyOf(organizationIds);
    }

    /** The texts in it that came from outside: with one that the database cannot store, there are no matches. */
    public Stream<String> texts() {
        return Stream.concat(
                Stream.of(Optional.ofNullable(userId), Optional.ofNullable(createdBy), Optional.ofNullable(search))
                        .flatMap(Optional::stream),
                organizationIds == null ? Stream.empty() : organizationIds.stream());
    }

    public ApiKeyQuery page(int newFirst, int newMax) {
        return new ApiKeyQuery(
                realmId, organizationIds, userId, createdBy, type, enabled, expired, now, search, newFirst, newMax);
    }
}
