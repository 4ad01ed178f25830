package io.orgkeys.keycloak.model;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The part of a key that callers can set, at its creation and later.
 *
 * @param granted the granted permissions; the effective permissions can be fewer, see {@code service.KeyStates}
 * @param networks the networks from which the key can be used
 * @param attributes what resource servers learn about the key, besides its permissions
 * @param expiresAt the first instant at which the key is invalid; null for a key that does not expire
 */
public record ApiKeyContent(
        KeyTexts texts,
        Permissions granted,
        Networks networks,
        Attributes attributes,
        boolean enabled,
        @Nullable Instant expiresAt) {

    /** The content of a key whose creator sets nothing. */
    public static final ApiKeyContent INITIAL =
            new ApiKeyContent(KeyTexts.named(""), Permissions.none(), Networks.ANYWHERE, Attributes.NONE, true, null);

    public String name() {
        return texts.name();
    }

    public ApiKeyContent withExpiresAt(@Nullable Instant newExpiresAt) {
        return new ApiKeyContent(texts, granted, networks, attributes, enabled, newExpiresAt);
    }

    public ApiKeyContent withGranted(Permissions newGranted) {
        return new ApiKeyContent(texts, newGranted, networks, attributes, enabled, expiresAt);
    }

    public ApiKeyContent withAttributes(Attributes newAttributes) {
        return new ApiKeyContent(texts, granted, networks, newAttributes, enabled, expiresAt);
    }

    public ApiKeyContent disabled() {
        return new ApiKeyContent(texts, granted, networks, attributes, false, expiresAt);
    }
}
