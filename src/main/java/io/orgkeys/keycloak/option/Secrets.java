package io.orgkeys.keycloak.option;

import java.util.Map;

/**
 * The values of options that contain secrets.
 *
 * @param byName the configured secrets by name
 */
record Secrets(Map<String, String> byName) {

    /** Lists the names that have a secret, without the secrets. */
    @Override
    public String toString() {
        return byName.isEmpty() ? "not set" : "set for " + String.join(", ", byName.keySet());
    }
}
