package io.orgkeys.keycloak.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Who did something to a key, as remembered with it. The name is the one of that moment: it stays readable after the
 * user or key is gone.
 *
 * @param id of the user or of the API key
 * @param impersonator the administrator who acted as the user; null when the user acted
 */
public record Actor(
        Type type, String id, String name, @Nullable Impersonator impersonator) {

    /** An actor whom nobody impersonates. */
    public Actor(Type type, String id, String name) {
        this(type, id, name, null);
    }

    /**
     * An administrator who acts as another user.
     *
     * @param id of the administrator, who may be a user of another realm
     */
    public record Impersonator(String id, String username) {}

    /** What kind of caller acted. */
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
