package io.orgkeys.keycloak.rest.admin;

import java.util.Optional;

import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.service.KillSwitch;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that disables or restores all keys of an owner. */
record KillSwitchChange(
        @Schema(enumeration = {"disable", "restore"}) String action,

        @Schema(description = KillSwitchOwner.ORGANIZATION) Optional<String> organizationId,

        @Schema(description = KillSwitchOwner.USER) Optional<String> userId) {

    KillSwitchOwner owner() {
        return new KillSwitchOwner(organizationId, userId);
    }

    KillSwitch.Action requestedAction(FieldErrors errors) {
        return KillSwitch.Action.of(action).orElseGet(() -> {
            if (!errors.has("action")) {
                errors.add("action", FieldErrorCode.NOT_ALLOWED, String.join(", ", KillSwitch.Action.TEXTS));
            }
            return KillSwitch.Action.DISABLE;
        });
    }
}
