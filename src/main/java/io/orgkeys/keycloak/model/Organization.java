package io.orgkeys.keycloak.model;

/**
 * What a verification needs to know of the organization that a key belongs to.
 *
 * @param alias unique in the realm, and never changed
 * @param enabled when it is not, none of its keys is good
 */
public record Organization(String id, String alias, boolean enabled) {}
