package io.orgkeys.keycloak.option;

import java.util.Map;

/**
 * The value of options that are secrets.
 *
 * @param byName those that are set
 */
record Secrets(Map<String, String> byName) {

    /** Whose are set, and none of them. */
    @Override
    public String toString() {
        return byName.isEmpty() ? "not set" : "set for " + String.join(", ", byName.keySet());
    }
}
