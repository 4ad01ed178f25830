package io.orgkeys.keycloak.rest.admin;

import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.model.ApiKeyContent;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyBody;
import io.orgkeys.keycloak.service.ApiKeyService;

/**
 * A key that an administrator wants to have, as it was sent: whose it shall be and what it may do.
 *
 * @param userId empty where none was sent
 * @param errors what is wrong with the form, unknown fields included
 */
record NewKey(String organizationId, ApiKeyType type, String userId, ApiKeyContent content, FieldErrors errors) {

    /** Reads the key. Whoever wants more of the body has read that before. */
    static NewKey of(JsonBody json) {
        KeyBody body = new KeyBody(json);
        String organizationId = json.requiredText("organizationId");
        ApiKeyType type = body.type();
        String userId = body.userId(type).orElse("");
        if (type == ApiKeyType.USER && userId.isEmpty() && !json.errors().has("userId")) {
            json.errors().add("userId", "Is needed: a user key belongs to a member.");
        }
        return new NewKey(organizationId, type, userId, body.newContent(), body.errors());
    }

    /**
     * The organization that the key shall belong to.
     *
     * @throws InvalidInputException when none was sent, with all else that is wrong
     * @throws RefusedException with ORGANIZATION_NOT_FOUND also when the administrator may not see it
     */
    OrganizationModel organization(Administrator administrator, ApiKeyService keys) {
        if (organizationId.isEmpty()) {
            keys.validate(content, errors);
            errors.throwIfAny();
        }
        return administrator.organization(organizationId);
    }

    String ownerId(OrganizationModel organization) {
        return type == ApiKeyType.USER ? userId : organization.getId();
    }
}
