package io.orgkeys.keycloak.rest.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.orgkeys.keycloak.feed.ReportedUse;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.MaxItems;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a poll of the change feed. */
@Schema(name = "Poll")
record FeedPoll(
        @Schema(
                minimum = "0",
                description = "The time since your last successful poll began, plus 2000, in milliseconds. Before the"
                        + " first successful poll, 2000")
        Long since,

        @Schema(description = "The keys that you have verified from memory since your last successful poll")
        @MaxItems(value = 1_000, min = 0)
        Optional<List<Body<Use>>> usage) {

    /** The verifications of one key. */
    @Schema(name = "ReportedUse")
    record Use(
            @Schema(minLength = 1, description = "The id of the key. An unknown id is ignored")
            String id,

            @Schema(minimum = "0", description = "The number of successful verifications")
            Long allowed,

            @Schema(minimum = "0", description = "The number of refused verifications")
            Long refused) {

        void check(String field, FieldErrors errors) {
            check(field + ".allowed", allowed, errors);
            check(field + ".refused", refused, errors);
        }

        private static void check(String field, long count, FieldErrors errors) {
            if (count < 0 || count > ReportedUse.MAX_COUNT) {
                errors.add(field, FieldErrorCode.OUT_OF_RANGE, 0, ReportedUse.MAX_COUNT);
            }
        }

        ReportedUse toReported() {
            return new ReportedUse(id, allowed, refused);
        }
    }

    void check(FieldErrors errors) {
        if (since < 0) {
            errors.add("since", FieldErrorCode.OUT_OF_RANGE, 0, Long.MAX_VALUE);
        }
        List<Body<Use>> uses = usage.orElse(List.of());
        for (int i = 0; i < uses.size(); i++) {
            String field = "usage[" + i + "]";
            uses.get(i).errors().addTo(errors, field);
            uses.get(i).value().check(field, errors);
        }
    }

    List<ReportedUse> reported() {
        List<ReportedUse> reported = new ArrayList<>();
        usage.orElse(List.of()).forEach(use -> reported.add(use.value().toReported()));
        return reported;
    }
}
