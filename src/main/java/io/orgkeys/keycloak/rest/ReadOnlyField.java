package io.orgkeys.keycloak.rest;

import java.util.Optional;

import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.jspecify.annotations.Nullable;

/** A field that cannot be changed. An update may contain the field only with its current value. */
public record ReadOnlyField(String text) {

    /** Adds an error if the value in the request differs from the current value. */
    public static void check(String field, Optional<ReadOnlyField> sent, @Nullable String current, FieldErrors errors) {
        if (sent.isPresent() && !sent.get().text.equals(current)) {
            errors.add(field, FieldErrorCode.READ_ONLY);
        }
    }
}
