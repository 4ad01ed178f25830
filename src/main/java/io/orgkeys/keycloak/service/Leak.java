package io.orgkeys.keycloak.service;

import java.util.Locale;

/**
 * A secret that was found to be public, and what was done about it.
 *
 * @param state of the key afterwards; of a deleted one, before
 */
public record Leak(KeyState state, Remedy remedy) {

    /** What was done. */
    public enum Remedy {
        /** The key was disabled, until it is rotated. */
        KEY_DISABLED,
        KEY_DELETED;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }
    }
}
