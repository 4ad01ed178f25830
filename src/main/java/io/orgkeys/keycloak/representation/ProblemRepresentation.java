package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.model.FieldError;
import org.jspecify.annotations.Nullable;

/**
 * An error in JSON (RFC 9457 §3).
 *
 * @param type {@code urn:orgkeys:problem:} followed by the code
 * @param title a text that is the same for every error with this code
 * @param detail the cause of this error, and what to do about it
 * @param code stable, for programs
 * @param errors all errors of the input; only for invalid input
 * @param errorMessage the errors in one line. Keycloak's own clients, such as {@code kcadm}, display the field of this
 *     name. Null at the verify endpoint, which such clients do not call
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProblemRepresentation(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable List<FieldErrorRepresentation> errors,
        @Nullable String errorMessage) {

    /**
     * An invalid field.
     *
     * @param detail the error and how to fix it, in English
     * @param code stable, for programs and translations
     * @param params the values that the text of the code contains
     */
    public record FieldErrorRepresentation(String field, String detail, String code, List<String> params) {

        private static FieldErrorRepresentation of(FieldError error) {
            return new FieldErrorRepresentation(
                    error.field(), error.detail(), error.code().text(), error.params());
        }

        /** Returns null if there are no errors, so that JSON omits the field. */
        static @Nullable List<FieldErrorRepresentation> of(List<FieldError> errors) {
            return errors.isEmpty()
                    ? null
                    : errors.stream().map(FieldErrorRepresentation::of).toList();
        }
    }

    public static ProblemRepresentation of(
            int status,
            String code,
            String title,
            String detail,
            List<FieldError> errors,
            @Nullable String errorMessage) {
        return new ProblemRepresentation(
                "urn:orgkeys:problem:" + code,
                title,
                status,
                detail,
                code,
                FieldErrorRepresentation.of(errors),
                errorMessage);
    }
}
