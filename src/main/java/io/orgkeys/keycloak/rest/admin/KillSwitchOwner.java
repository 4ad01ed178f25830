package io.orgkeys.keycloak.rest.admin;

import java.util.Optional;
import java.util.Set;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.model.FieldErrorCode;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.KillSwitchTarget;

/** The owner in a request to the kill switch: an organization or a user. A blank id counts as missing. */
record KillSwitchOwner(Optional<String> organizationId, Optional<String> userId) {

    static final String ORGANIZATION = "All keys of this organization. Not together with userId.";
    static final String USER =
            "All user keys of this user, in all organizations that the caller may manage. Not together with organizationId.";

    KillSwitchOwner {
        organizationId = organizationId.filter(id -> !id.isBlank());
        userId = userId.filter(id -> !id.isBlank());
    }

    void check(FieldErrors errors) {
        if (!errors.has("organizationId")
                && !errors.has("userId")
                && organizationId.isPresent() == userId.isPresent()) {
            errors.add("organizationId", FieldErrorCode.ONE_OWNER);
        }
    }

    /** Returns the keys of the owner that the administrator may manage. */
    KillSwitchTarget target(RealmModel realm, Administrator administrator) {
        return new KillSwitchTarget(
                realm.getId(),
                organizationId
                        .map(id ->
                                Set.of(administrator.manageableOrganization(id).getId()))
                        .orElseGet(() -> administrator.manageableOrganizationsOf(userId.orElse(""))),
                userId.orElse(null));
    }
}
