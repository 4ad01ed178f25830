package io.orgkeys.keycloak.representation;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.representation.ProblemRepresentation.FieldErrorRepresentation;
import org.jspecify.annotations.Nullable;

/**
 * The result of a change of many keys in JSON.
 *
 * @param results one result for each id, in the order of the ids
 */
public record BulkRepresentation(long succeeded, long failed, List<Result> results) {

    /**
     * The result for one key. For a failure, it has the members of a problem document (RFC 9457).
     *
     * @param status the status that a request for this key alone would get
     * @param code the error code of a failure
     * @param detail an explanation of a failure for people
     * @param errors the invalid fields; missing if there are none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            String id,
            int status,
            @Nullable String type,
            @Nullable String title,
            @Nullable String code,
            @Nullable String detail,
            @Nullable List<FieldErrorRepresentation> errors) {

        public static Result succeeded(String id, int status) {
            return new Result(id, status, null, null, null, null, null);
        }

        public static Result failed(String id, RefusedException refused) {
            ProblemRepresentation problem = ProblemRepresentation.of(
                    refused.refusal().status(),
                    refused.refusal().code(),
                    refused.refusal().title(),
                    refused.detail(),
                    refused.errors(),
                    null);
            return new Result(
                    id,
                    problem.status(),
                    problem.type(),
                    problem.title(),
                    problem.code(),
                    problem.detail(),
                    problem.errors());
        }

        boolean isSuccess() {
            return code == null;
        }
    }

    public static BulkRepresentation of(List<Result> results) {
        long succeeded = results.stream().filter(Result::isSuccess).count();
        return new BulkRepresentation(succeeded, results.size() - succeeded, List.copyOf(results));
    }
}
