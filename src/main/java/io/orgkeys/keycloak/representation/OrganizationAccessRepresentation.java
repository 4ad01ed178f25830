package io.orgkeys.keycloak.representation;

/**
 * What an administrator who may see the keys of an organization may do to them, in JSON.
 *
 * @param manage create, change, rotate and revoke them
 * @param impersonate also get to see the secrets of all members' user keys; needed to create and rotate those
 * @param impersonateSome the same of some members, by fine-grained permissions; which of them only trying tells
 */
public record OrganizationAccessRepresentation(boolean manage, boolean impersonate, boolean impersonateSome) {}
