package io.orgkeys.keycloak.model;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The part of a key that callers can set, at its creation and later.
 *
 * @param name 1 to {@value #NAME_LENGTH} characters
 * @param description at most {@value #DESCRIPTION_LENGTH} characters
 * @param granted the granted permissions; the effective permissions can be fewer, see {@code service.KeyStates}
 * @param networks the networks from which the key can be used
 * @param expiresAt the first instant at which the key is invalid; null for a key that does not expire
 */
public record ApiKeyContent(
        String name,
        @Nullable String description,
        Permissions granted,
        Networks networks,
        boolean enabled,
        @Nullable Instant expiresAt) {

    public static final int NAME_LENGTH = 100;

    public static final int DESCRIPTION_LENGTH = 500;

    /**
     * An optional text of one line that people read.
     *
     * @param field the name of the text in JSON
     */
    public record Text(String field, @Nullable String value, int maxLength) {}

    public List<Text> optionalTexts() {
        return List.of(new Text("description", description, DESCRIPTION_LENGTH));
    }

    public ApiKeyContent withExpiresAt(@Nullable Instant newExpiresAt) {
        return new ApiKeyContent(name, description, granted, networks, enabled, newExpiresAt);
    }

    public ApiKeyContent withGranted(Permissions newGranted) {
        return new ApiKeyContent(name, description, newGranted, networks, enabled, expiresAt);
    }

    public ApiKeyContent disabled() {
        return new ApiKeyContent(name, description, granted, networks, false, expiresAt);
    }
}
