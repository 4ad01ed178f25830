package io.orgkeys.keycloak.rest;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The fields of a request that creates a key. */
@Schema(name = "OrganizationKeyCreation")
public record NewKey(
        ApiKeyType type,

        @Schema(
                description =
                        "The owner of a user key, a member of the organization. Required in the admin REST API. In the"
                                + " account REST API, only the caller is allowed, who is also the default")
        Optional<String> userId,

        @JsonUnwrapped SentContent sent) {

    public ApiKeyContent content(FieldErrors errors) {
        return sent.applyTo(ApiKeyContent.INITIAL, errors);
    }

    /** Adds an error if the owner does not fit the type of the key. */
    public void checkOwner(FieldErrors errors) {
        if (type == ApiKeyType.BOT && userId.isPresent() && !errors.has("type")) {
            errors.add("userId", FieldErrorCode.BOT_OWNER);
        }
    }
}
