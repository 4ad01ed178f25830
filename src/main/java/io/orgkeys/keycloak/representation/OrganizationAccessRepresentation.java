package io.orgkeys.keycloak.representation;

/**
 * The permissions of an administrator for the keys of an organization, in JSON. The administrator may view the
 * organization.
 *
 * @param manage whether the administrator may create, update, rotate and revoke keys
 * @param impersonate whether the administrator may impersonate all members. Such an administrator may see the secrets
 *     of user keys, and so may create and rotate user keys
 * @param impersonateSome whether fine-grained permissions may allow the administrator to impersonate some members. The
 *     caller must try to create or rotate a user key to find out for which members. With fine-grained permissions,
 *     always true for a large organization, because checking all its members would take too long
 */
public record OrganizationAccessRepresentation(boolean manage, boolean impersonate, boolean impersonateSome) {}
