package io.orgkeys.keycloak.model;

import java.util.Collection;
import java.util.Set;

/**
 * Reads from Keycloak's tables what decides the permissions of many users at once. A part of {@link ApiKeyStore}. Two
 * results of a method are equal if and only if nothing of this has changed in between.
 */
public interface PermissionSources {

    /**
     * Returns everything through which somebody other than a single user gets one of these roles: each of the roles
     * that exists, each composite role that contains one of them, each group that has one of all of these roles, and
     * each subgroup of these groups. The texts have no other meaning.
     */
    Set<String> ofRoles(Collection<String> roleIds);

    /**
     * Returns the ids of the disabled organizations of a realm. Keycloak disables the users whom such an organization
     * manages, also in other organizations.
     */
    Set<String> disabledOrganizations(String realmId);
}
