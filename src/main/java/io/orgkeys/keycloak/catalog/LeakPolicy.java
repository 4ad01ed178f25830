package io.orgkeys.keycloak.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The consequence for a key whose current secret is reported as leaked. */
public enum LeakPolicy {
    /** Disables the key. It cannot be enabled again before its secret is rotated. */
    DISABLE,
    DELETE;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the name in JSON. */
    public String text() {
        return text;
    }

    public static Optional<LeakPolicy> of(String text) {
        return Stream.of(values()).filter(policy -> policy.text.equals(text)).findFirst();
    }
}
