package io.orgkeys.keycloak.representation;

/**
 * The permissions of an administrator for the catalog and the settings, which they may view, in JSON.
 *
 * @param manage whether they may change the catalog and the settings
 */
public record RealmAccessRepresentation(boolean manage) {}
