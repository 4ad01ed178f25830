package io.orgkeys.keycloak.model;

import java.util.ArrayList;
import java.util.List;

/** Gathers everything that is wrong with a request, so that the caller hears it at once. */
public final class FieldErrors {

    /** Nobody reads more, and an answer must not be much longer than the request. */
    private static final int MOST = 100;

    private final List<FieldError> errors = new ArrayList<>();

    /** Adds an error, if not too many are there already. */
    public void add(String field, String detail) {
        if (errors.size() < MOST) {
            errors.add(new FieldError(field, detail));
        }
    }

    /** Adds what is wrong within a field. */
    public void addAll(String field, FieldErrors within) {
        within.errors.forEach(error -> add(field + "." + error.field(), error.detail()));
    }

    /** Whether something is wrong with this field already. */
    public boolean has(String field) {
        return errors.stream().anyMatch(error -> error.field().equals(field));
    }

    /**
     * Does nothing when nothing was added.
     *
     * @throws InvalidInputException with all that was added
     */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
    }
}
