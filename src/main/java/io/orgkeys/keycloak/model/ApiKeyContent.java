package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The part of a key that callers can set, at its creation and later.
 *
 * @param granted the granted permissions; the effective permissions can be fewer, see {@code service.KeyStates}
 * @param networks the networks from which the key can be used
 * @param expiresAt the first instant at which the key is invalid; null for a key that does not expire
 */
public record ApiKeyContent(
        KeyTexts texts,
        Permissions granted,
        Networks networks,
        boolean enabled,
        @Nullable Instant expiresAt) {

    /** The content of a key whose creator sets nothing. */
    public static final ApiKeyContent INITIAL =
            new ApiKeyContent(KeyTexts.named(""), Permissions.none(), Networks.ANYWHERE, true, null);

    public String name() {
        return texts.name();
    }

    public ApiKeyContent withExpiresAt(@Nullable Instant newExpiresAt) {
        return new ApiKeyContent(texts, granted, networks, enabled, newExpiresAt);
    }

    public ApiKeyContent withGranted(Permissions newGranted) {
        return new ApiKeyContent(texts, newGranted, networks, enabled, expiresAt);
    }

    public ApiKeyContent disabled() {
        return new ApiKeyContent(texts, granted, networks, false, expiresAt);
    }
}
