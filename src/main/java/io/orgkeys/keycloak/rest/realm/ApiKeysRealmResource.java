package io.orgkeys.keycloak.rest.realm;

import jakarta.ws.rs.Path;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.rest.verify.VerifyResource;

/** Everything below {@code /realms/{realm}/api-keys}. */
public class ApiKeysRealmResource {

    private final KeycloakSession session;

    ApiKeysRealmResource(KeycloakSession session) {
        this.session = session;
    }

    @Path("verify")
    public VerifyResource verify() {
        return new VerifyResource(session);
    }
}
