package io.orgkeys.keycloak.service;

import java.util.function.Predicate;

import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * The requirements of a resource server for a key.
 *
 * @param organization the id or alias of the organization that the key must belong to, or null for any
 * @param permissions the required permissions; if there are none, the key must have at least one effective permission
 */
public record Requirement(@Nullable String organization, Permissions permissions) {

    /** No requirements: accepts any valid key that has an effective permission. */
    public static final Requirement NONE = new Requirement(null, Permissions.none());

    /**
     * Returns whether the organization is the required one. Compares its id, then its alias. An alias that is the id of
     * another organization, or has the form of an id, is not accepted.
     *
     * @param ids returns whether a text is the id of an organization
     */
    boolean isMetBy(Organization candidate, Predicate<String> ids) {
        return organization == null
                || organization.equals(candidate.id())
                || (organization.equals(candidate.alias())
                        && !Identifier.isUuid(organization)
                        && !ids.test(organization));
    }

    Permissions missingFrom(Permissions effective) {
        return permissions.minus(effective);
    }
}
