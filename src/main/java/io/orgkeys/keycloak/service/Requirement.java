package io.orgkeys.keycloak.service;

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

    /** An alias may be the id of another organization, and must not pass for it. */
    boolean isMetBy(Organization candidate) {
        return organization == null
                || organization.equals(candidate.id())
                || (organization.equals(candidate.alias()) && !Identifier.isUuid(organization));
    }

    /** Those of the required permissions that are missing. */
    Permissions missingFrom(Permissions effective) {
        return permissions.minus(effective);
    }
}
