package io.orgkeys.keycloak.rest;

import org.jspecify.annotations.Nullable;

/**
 * A field of a change: missing, null or a value.
 *
 * @param given whether the field was sent, even as null
 * @param value null for a field that is missing, null or wrong
 */
public record Sent<T>(boolean given, @Nullable T value) {

    /** The value that was sent, which may be null, or the current one. */
    public @Nullable T or(@Nullable T current) {
        return given ? value : current;
    }

    /** The value that was sent, or {@code empty} for null, or the current one. */
    public T or(T current, T empty) {
        T wanted = or(current);
        return wanted == null ? empty : wanted;
    }
}
