package io.orgkeys.keycloak.model;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The keys to which the kill switch applies.
 *
 * @param organizationIds only keys of these organizations; an empty set has no keys
 * @param userId only user keys of this user; null for all keys
 */
public record KillSwitchTarget(
        String realmId,
        Set<String> organizationIds,
        @Nullable String userId) {

    public KillSwitchTarget {
        organizationIds = Set.copyOf(organizationIds);
    }
}
