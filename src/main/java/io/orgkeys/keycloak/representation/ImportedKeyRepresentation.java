package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.representation.ProblemRepresentation.FieldErrorRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * What became of one of the keys that were sent for an import, in JSON.
 *
 * @param index its place in the list that was sent, from 0
 * @param status {@code accepted} or {@code failed}
 * @param id of the new key, or of the one that has the digest already, if the caller may see it; missing where there is none
 * @param code why it failed
 * @param detail the same for people; missing where {@code errors} tell
 * @param errors what is wrong with which field; missing where it is none
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
     * A key that was imported, or could be.
     *
     * @param id null in a dry run
     */
    public static ImportedKeyRepresentation accepted(int index, @Nullable String id) {
        return new ImportedKeyRepresentation(index, ACCEPTED, id, null, null, null);
    }

    /**
     * A key that was not imported.
     *
     * @param id of the key that has the digest already; null where there is none to tell of
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
