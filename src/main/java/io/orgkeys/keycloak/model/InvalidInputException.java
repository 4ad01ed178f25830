package io.orgkeys.keycloak.model;

import java.util.List;
import java.util.stream.Collectors;

/** The request is invalid. Contains all of its errors. */
public final class InvalidInputException extends RefusedException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final List<FieldError> errors;

    public InvalidInputException(List<FieldError> errors) {
        super(
                RequestRefusal.INVALID_REQUEST,
                RequestRefusal.INVALID_REQUEST.detail(),
                errors.stream().map(FieldError::toString).collect(Collectors.joining("; ")),
                null);
        this.errors = List.copyOf(errors);
    }

    public InvalidInputException(String field, FieldErrorCode code, Object... params) {
        this(List.of(new FieldError(field, code, params)));
    }

    @Override
    public List<FieldError> errors() {
        return errors;
    }
}
