package io.orgkeys.keycloak.model;

/**
 * The data of an organization that a verification needs.
 *
 * @param alias unique in the realm, and never changed
 * @param enabled if false, none of the organization's keys is valid
 */
public record Organization(String id, String alias, boolean enabled) {}
