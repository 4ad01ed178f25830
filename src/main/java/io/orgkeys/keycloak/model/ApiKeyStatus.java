package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The current status of a key. Always computed, never stored. */
public enum ApiKeyStatus {
    ACTIVE,
    /** The {@linkplain ApiKeyContent#expiresAt() expiry} of the key has passed. The key still exists. */
    EXPIRED,
    /** Disabled by a caller, by a leak report or because it was idle for too long. */
    DISABLED,
    /** The organization or the owner is disabled, or none of the granted permissions is effective any more. */
    SUSPENDED,
    /** The owner is in a user storage, such as LDAP, that is unavailable at the moment. */
    UNKNOWN;

    /** The values in JSON. */
    public static final List<String> TEXTS =
            Stream.of(values()).map(ApiKeyStatus::text).toList();

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the value in JSON. */
    public String text() {
        return text;
    }

    public static Optional<ApiKeyStatus> of(String text) {
        return Stream.of(values()).filter(status -> status.text.equals(text)).findFirst();
    }
}
