package io.orgkeys.keycloak.rest;

import java.util.Optional;

import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** A field that cannot be changed. A change may repeat its current value. */
public record Fixed(String text) {

    /** Notes an error when another value than the current one was sent. */
    public static void check(String field, Optional<Fixed> sent, @Nullable String current, FieldErrors errors) {
        if (sent.isPresent() && !sent.get().text.equals(current)) {
            errors.add(field, "Cannot be changed.");
        }
    }
}
