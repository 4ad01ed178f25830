package io.orgkeys.keycloak.rest;

import org.jspecify.annotations.Nullable;

/**
 * A tri-state field of an update: missing, null or a value.
 *
 * @param given whether the request contains the field, even if its value is null
 * @param value null if the field is missing, null or invalid
 */
public record PatchField<T>(boolean given, @Nullable T value) {

    /** Returns the value from the request, which may be null. If the field is missing, returns the current value. */
    public @Nullable T or(@Nullable T current) {
        return given ? value : current;
    }

    /** Returns the value from the request, {@code empty} for null, or the current value if the field is missing. */
    public T or(T current, T empty) {
        T wanted = or(current);
        return wanted == null ? empty : wanted;
    }
}
