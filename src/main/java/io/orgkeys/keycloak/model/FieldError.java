package io.orgkeys.keycloak.model;

/**
 * One thing that is wrong with a request.
 *
 * @param field name of the JSON field or query parameter, with dots for nested ones
 * @param detail what is wrong and how to mend it; ends with a period
 */
public record FieldError(String field, String detail) {

    @Override
    public String toString() {
        return field + ": " + detail;
    }
}
