package io.orgkeys.keycloak.rest.admin;

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

    void check(FieldErrors errors) {
        if (!errors.has("action") && !Set.of("disable", "enable", "delete").contains(action)) {
            errors.add("action", FieldErrorCode.NOT_ALLOWED, "disable, enable, delete");
        }
        if (!errors.has("ids") && (ids.isEmpty() || ids.size() > MAXIMUM)) {
            errors.add("ids", FieldErrorCode.NOT_ID_LIST, MAXIMUM);
        }
    }
}
