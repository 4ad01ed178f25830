package io.orgkeys.keycloak.rest.admin;

import org.keycloak.models.OrganizationModel;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.rest.NewKey;
import io.orgkeys.keycloak.service.ApiKeyService;

/** The fields of an administrator's request that creates a key. */
record KeyCreation(String organizationId, @JsonUnwrapped NewKey key) {

    /** Adds an error if the owner does not fit the type of the key. */
    void checkOwner(FieldErrors errors) {
        key.checkOwner(errors);
        if (key.type() == ApiKeyType.USER && userId().isEmpty() && !errors.has("userId")) {
            errors.add("userId", FieldErrorCode.REQUIRED);
        }
    }

    /**
     * Returns the organization of the new key.
     *
     * @throws InvalidInputException if the request has no organization. The exception contains the other errors of the
     *     request, too
     * @throws RefusedException with ORGANIZATION_NOT_FOUND also if the administrator is not allowed to see the
     *     organization
     */
    OrganizationModel organization(Administrator administrator, ApiKeyService keys, FieldErrors errors) {
        if (organizationId.isEmpty()) {
            keys.validate(key.content(errors), errors);
            errors.throwIfAny();
        }
        return administrator.organization(organizationId);
    }

    String ownerId(OrganizationModel organization) {
        return key.type() == ApiKeyType.USER ? userId() : organization.getId();
    }

    private String userId() {
        return key.userId().orElse("");
    }
}
