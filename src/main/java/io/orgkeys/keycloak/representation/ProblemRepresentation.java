package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.model.FieldError;
import org.jspecify.annotations.Nullable;

/**
 * An error in JSON (RFC 9457 §3).
 *
 * @param type {@code urn:orgkeys:problem:} and the code
 * @param title the same for every occurrence of the code
 * @param detail what was wrong this time, and what to do
 * @param code stable, for programs
 * @param errors everything that is wrong with the input; only for invalid input
 * @param errorMessage the whole reason in one line, under the name that Keycloak's own clients show, such as {@code kcadm};
 *     null at the verify endpoint, which has others
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

    /** One wrong field. */
    public record FieldErrorRepresentation(String field, String detail) {

        /** Null for none, so that they are left out. */
        static @Nullable List<FieldErrorRepresentation> of(List<FieldError> errors) {
            return errors.isEmpty()
                    ? null
                    : errors.stream()
                            .map(error -> new FieldErrorRepresentation(error.field(), error.detail()))
                            .toList();
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
