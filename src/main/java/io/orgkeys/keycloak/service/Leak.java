package io.orgkeys.keycloak.service;

import java.util.Locale;

/**
 * A leak of a key, and the remedy that was applied.
 *
 * @param state the state of the key after the remedy; for a deleted key, the state before the deletion
 */
public record Leak(KeyState state, Remedy remedy) {

    public enum Remedy {
        /** The key cannot be enabled until it is rotated. */
        KEY_DISABLED,
        KEY_DELETED;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }
    }
}
