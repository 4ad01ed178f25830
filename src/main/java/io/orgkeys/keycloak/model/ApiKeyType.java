package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kind of owner: a member of the organization, or the organization itself. */
public enum ApiKeyType {
    /** Belongs to a member, acts under the username of the member, and is deleted when the member leaves. */
    USER,
    /** Belongs to the organization and acts under a name of its own. */
    BOT;

    /** The values in JSON. */
    public static final List<String> TEXTS =
            Stream.of(values()).map(ApiKeyType::text).toList();

    private static final Map<String, ApiKeyType> BY_TEXT =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(ApiKeyType::text, type -> type));

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Returns the value in JSON, in secrets and in the database. */
    public String text() {
        return text;
    }

    public static Optional<ApiKeyType> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }
}
