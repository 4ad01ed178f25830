package io.orgkeys.keycloak.service;

import java.util.Locale;

/**
 * A leaked secret, and what was done about it.
 *
 * @param state of the key afterwards; of a deleted key, before
 */
public record Leak(KeyState state, Remedy remedy) {

    public enum Remedy {
        /** Until it is rotated. */
        KEY_DISABLED,
        KEY_DELETED;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }
    }
}
