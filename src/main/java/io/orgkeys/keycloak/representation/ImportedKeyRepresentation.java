package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.representation.ProblemRepresentation.FieldErrorRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * The result for one key of an import in JSON.
 *
 * @param index the position in the list of the request, from 0
 * @param status {@code accepted} or {@code failed}
 * @param id the id of the new key, or of the existing key that already has the digest, if the caller may see that key.
 *     Missing in all other cases, such as a dry run
 * @param code the error code of a failure
 * @param detail an explanation for people; missing if {@code errors} explain the failure
 * @param errors the invalid fields; missing if there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportedKeyRepresentation(
        int index,
        String status,
        @Nullable String id,
        @Nullable String code,
        @Nullable String detail,
        @Nullable List<FieldErrorRepresentation> errors) {

    private static final String ACCEPTED = "accepted";

    /**
     * Returns the result of a key that was imported, or could be imported.
     *
     * @param id null in a dry run
     */
    public static ImportedKeyRepresentation accepted(int index, @Nullable String id) {
        return new ImportedKeyRepresentation(index, ACCEPTED, id, null, null, null);
    }

    /**
     * Returns the result of a key that was not imported.
     *
     * @param id the id of the key that already has the digest; null if there is none, or the caller may not see it
     */
    public static ImportedKeyRepresentation failed(
            int index, Refusal refusal, String detail, List<FieldError> errors, @Nullable String id) {
        return new ImportedKeyRepresentation(
                index,
                "failed",
                id,
                refusal.code(),
                errors.isEmpty() ? detail : null,
                FieldErrorRepresentation.of(errors));
    }

    boolean isAccepted() {
        return status.equals(ACCEPTED);
    }
}
