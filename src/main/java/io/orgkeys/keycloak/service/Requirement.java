package io.orgkeys.keycloak.service;

import java.util.function.Predicate;

import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * What a resource server wants of a key.
 *
 * @param organization id or alias of the organization that the key must belong to, or null for any
 * @param permissions all are needed; when there are none, the key must be good for something at least
 */
public record Requirement(@Nullable String organization, Permissions permissions) {

    /** Any good key will do. */
    public static final Requirement NONE = new Requirement(null, Permissions.none());

    /**
     * An alias may be the id of another organization, and must not pass for it. What looks like the ids that Keycloak makes
     * counts as an id even if no organization has it any more.
     *
     * @param ids whether a text is the id of an organization; asked only for an alias
     */
    boolean isMetBy(Organization candidate, Predicate<String> ids) {
        return organization == null
                || organization.equals(candidate.id())
                || (organization.equals(candidate.alias())
                        && !Identifier.isUuid(organization)
                        && !ids.test(organization));
    }

    /** Those of the required permissions that are missing. */
    Permissions missingFrom(Permissions effective) {
        return permissions.minus(effective);
    }
}
