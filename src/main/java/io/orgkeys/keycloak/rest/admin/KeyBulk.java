package io.orgkeys.keycloak.rest.admin;

import java.util.List;
import java.util.Set;

import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that changes many keys. */
record KeyBulk(
        @Schema(enumeration = {"disable", "enable", "delete"})
        String action,

        @Schema(
                minItems = 1,
                maxItems = KeyBulk.MAXIMUM,
                description = "The ids of the keys. A repeated id counts once")
        Set<String> ids) {

    private static final int MAXIMUM = 100;
    private static final List<String> ACTIONS = List.of("disable", "enable", "delete");

    void check(FieldErrors errors) {
        if (!errors.has("action") && !ACTIONS.contains(action)) {
            errors.add("action", FieldErrorCode.NOT_ALLOWED, String.join(", ", ACTIONS));
        }
        if (!errors.has("ids") && (ids.isEmpty() || ids.size() > MAXIMUM)) {
            errors.add("ids", FieldErrorCode.NOT_ID_LIST, MAXIMUM);
        }
    }
}
