package io.orgkeys.keycloak.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What happens to a key whose current secret is reported to be public. */
public enum LeakPolicy {
    /** It is switched off, and only a rotation makes it good again. */
    DISABLE,
    DELETE;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON. */
    public String text() {
        return text;
    }

    public static Optional<LeakPolicy> of(String text) {
        return Stream.of(values()).filter(policy -> policy.text.equals(text)).findFirst();
    }
}
