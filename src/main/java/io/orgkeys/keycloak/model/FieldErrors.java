package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.List;

/** Collects all errors of a request, so that the caller gets them in one response. */
public final class FieldErrors {

    /** The maximum number of errors. Without a maximum, a response could be much longer than the request. */
    private static final int MAX_ERRORS = 100;

    private final List<FieldError> errors = new ArrayList<>();

    /** Adds an error, unless there are {@value #MAX_ERRORS} already. */
    public void add(FieldError error) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    /**
     * Adds an error, unless there are {@value #MAX_ERRORS} already.
     *
     * @param params the parameters of the code, see {@link FieldError#params}
     */
    public void add(String field, FieldErrorCode code, Object... params) {
        add(new FieldError(field, code, params));
    }

    /** Whether there is already an error for this field. */
    public boolean has(String field) {
        return errors.stream().anyMatch(error -> error.field().equals(field));
    }

    /** Adds these errors to the errors of a request that contains the object in this field. */
    public void addTo(FieldErrors outer, String field) {
        errors.forEach(error -> outer.add(new FieldError(field + '.' + error.field(), error.code(), error.params())));
    }

    /**
     * Throws the errors; does nothing if there are none.
     *
     * @throws InvalidInputException with all errors
     */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
    }
}
