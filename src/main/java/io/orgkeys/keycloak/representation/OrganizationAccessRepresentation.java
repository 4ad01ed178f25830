package io.orgkeys.keycloak.representation;

/**
 * The permissions of an administrator for the keys of an organization that they may view, in JSON.
 *
 * @param manage whether they may create, update, rotate and revoke keys
 * @param impersonate whether they may impersonate all members: they may then create and rotate user keys, because they
 *     may see the secrets
 * @param impersonateSome whether fine-grained permissions may allow the same for some members; a caller finds out for
 *     which ones by trying. With fine-grained permissions, always true for a large organization, because not all of its
 *     members are checked.
 */
public record OrganizationAccessRepresentation(boolean manage, boolean impersonate, boolean impersonateSome) {}
