package io.orgkeys.keycloak.representation;

import io.orgkeys.keycloak.model.KillSwitchState;

/**
 * The number of keys that the kill switch can change, in JSON.
 *
 * @param enabled the number of enabled keys
 * @param restorable the number of keys that the kill switch disabled and can enable again
 */
public record KillSwitchRepresentation(long enabled, long restorable) {

    public static KillSwitchRepresentation of(KillSwitchState state) {
        return new KillSwitchRepresentation(state.enabled(), state.restorable());
    }
}
