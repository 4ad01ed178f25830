package io.orgkeys.keycloak.rest.account;

import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.keycloak.services.cors.Cors;

/** Answers a browser's CORS preflight as Keycloak's own account REST does. It comes without credentials. */
public class PreflightResource {

    @OPTIONS
    public Response preflight() {
        return Cors.builder()
                .auth()
                .allowedMethods("GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS")
                .preflight()
                .add(Response.ok());
    }

    @OPTIONS
    @Path("{any:.*}")
    public Response below() {
        return preflight();
    }
}
