package io.orgkeys.keycloak.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who did something to a key, as remembered with it. The name is the one of that moment: it stays readable after the
 * user or key is gone.
 *
 * @param id of the user or of the API key
 */
public record Actor(Type type, String id, String name) {

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
