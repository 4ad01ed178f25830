package io.orgkeys.keycloak.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key is good for right now. Always computed, never stored. */
public enum ApiKeyStatus {
    ACTIVE,
    /** Past its {@link ApiKey#expiresAt()}; stays listed. */
    EXPIRED,
    /** Switched off by somebody who may update it. */
    DISABLED,
    /** The organization or the owner is disabled, or nothing of what was granted may be held any more. */
    SUSPENDED,
    /** The owner is in a user storage, such as LDAP, that cannot be read at the moment. */
    UNKNOWN;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The word used in JSON. */
    public String text() {
        return text;
    }

    public static Optional<ApiKeyStatus> of(String text) {
        return Stream.of(values()).filter(status -> status.text.equals(text)).findFirst();
    }
}
