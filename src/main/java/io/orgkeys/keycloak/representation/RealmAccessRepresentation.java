package io.orgkeys.keycloak.representation;

/**
 * What an administrator who may see the catalogue and the settings may do to them, in JSON.
 *
 * @param manage change them
 */
public record RealmAccessRepresentation(boolean manage) {}
