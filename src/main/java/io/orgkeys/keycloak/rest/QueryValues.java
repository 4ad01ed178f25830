package io.orgkeys.keycloak.rest;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters and collects what is wrong with them. A blank parameter is a missing one. */
final class QueryValues {

    private final FieldErrors errors = new FieldErrors();

    FieldErrors errors() {
        return errors;
    }

    /**
     * The parameter's value, or null when it is missing or wrong.
     *
     * @param form returns empty for a wrong value
     * @param detail the error of a wrong value
     */
    <T> @Nullable T read(String name, @Nullable String text, Function<String, Optional<T>> form, String detail) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Optional<T> value = form.apply(text);
        if (value.isEmpty()) {
            errors.add(name, detail);
        }
        return value.orElse(null);
    }

    /** The text, or null when it is missing or wrong. */
    @Nullable
    String text(String name, @Nullable String text, Predicate<String> form, String detail) {
        return read(name, text, sent -> Optional.of(sent).filter(form), detail);
    }

    /** A whole number from 0 to {@code maximum}. */
    int number(String name, @Nullable String text, int byDefault, int maximum) {
        Integer number =
                read(name, text, sent -> number(sent, maximum), "Must be a whole number from 0 to " + maximum + ".");
        return number == null ? byDefault : number;
    }

    private static Optional<Integer> number(String text, int maximum) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> number >= 0 && number <= maximum);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
