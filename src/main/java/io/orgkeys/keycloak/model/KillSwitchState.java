package io.orgkeys.keycloak.model;

/**
 * The number of keys that the kill switch can change.
 *
 * @param enabled the number of enabled keys
 * @param restorable the number of keys that the kill switch disabled and can enable again
 */
public record KillSwitchState(long enabled, long restorable) {}
