package io.orgkeys.keycloak.representation;

/**
 * The result of the kill switch in JSON.
 *
 * @param count the number of keys that were disabled or enabled
 */
public record SwitchedKeysRepresentation(long count) {}
