package io.orgkeys.keycloak.rest;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters and collects their errors. A blank parameter counts as missing. */
final class QueryValues {

    private final FieldErrors errors = new FieldErrors();

    FieldErrors errors() {
        return errors;
    }

    /**
     * Returns the value of the parameter, or null if it is missing or invalid.
     *
     * @param parser returns empty for an invalid value
     * @param code the error of an invalid value
     */
    <T> @Nullable T read(
            String name,
            @Nullable String text,
            Function<String, Optional<T>> parser,
            FieldErrorCode code,
            Object... params) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Optional<T> value = parser.apply(text);
        if (value.isEmpty()) {
            errors.add(name, code, params);
        }
        return value.orElse(null);
    }

    /**
     * Returns the value of the parameter, or null if it is missing or invalid.
     *
     * @param allowed the texts for which the parser returns a value
     */
    <T> @Nullable T choice(
            String name, @Nullable String text, Function<String, Optional<T>> parser, List<String> allowed) {
        return read(name, text, parser, FieldErrorCode.NOT_ALLOWED, String.join(", ", allowed));
    }

    /** Returns the text, or null if it is missing or invalid. */
    @Nullable
    String text(String name, @Nullable String text, Predicate<String> isValid, FieldErrorCode code) {
        return read(name, text, sent -> Optional.of(sent).filter(isValid), code);
    }

    /** Returns a whole number from 0 to {@code maximum}, or the default if it is missing or invalid. */
    int number(String name, @Nullable String text, int defaultValue, int maximum) {
        Integer number = read(name, text, sent -> number(sent, maximum), FieldErrorCode.OUT_OF_RANGE, 0, maximum);
        return number == null ? defaultValue : number;
    }

    private static Optional<Integer> number(String text, int maximum) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> number >= 0 && number <= maximum);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
