package io.orgkeys.keycloak.representation;

/**
 * The permissions of an administrator for the catalog and the settings, in JSON. The administrator may view both.
 *
 * @param manage whether the administrator may change the catalog and the settings
 */
public record RealmAccessRepresentation(boolean manage) {}
