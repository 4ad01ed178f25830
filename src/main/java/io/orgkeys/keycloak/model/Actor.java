package io.orgkeys.keycloak.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The user or API key that created or changed a key. The name is a copy from that time, so that it can be shown after
 * the user or API key is deleted.
 *
 * @param id the id of the user or of the API key
 * @param impersonator the administrator who impersonated the user; null without impersonation
 */
public record Actor(
        Type type, String id, String name, @Nullable Impersonator impersonator) {

    /** Creates an actor without an impersonator. */
    public Actor(Type type, String id, String name) {
        this(type, id, name, null);
    }

    /**
     * An administrator who impersonates a user.
     *
     * @param id the id of the administrator, who can be a user of another realm
     */
    public record Impersonator(String id, String username) {}

    /** The kind of caller. */
    public enum Type {
        USER,
        API_KEY;

        private final String text = name().toLowerCase(Locale.ROOT);

        public String text() {
            return text;
        }

        public static Optional<Type> of(String text) {
            return Stream.of(values()).filter(type -> type.text.equals(text)).findFirst();
        }
    }
}
