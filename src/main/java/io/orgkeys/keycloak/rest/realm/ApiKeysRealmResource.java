package io.orgkeys.keycloak.rest.realm;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.rest.account.AccountResource;
import io.orgkeys.keycloak.rest.account.PreflightResource;
import io.orgkeys.keycloak.rest.account.SelfResource;
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

    @Path("organizations")
    public Object organizations() {
        return isPreflight() ? new PreflightResource() : new AccountResource(session);
    }

    @Path("self")
    public Object self() {
        return isPreflight() ? new PreflightResource() : new SelfResource(session);
    }

    private boolean isPreflight() {
        return HttpMethod.OPTIONS.equals(session.getContext().getHttpRequest().getHttpMethod());
    }
}
