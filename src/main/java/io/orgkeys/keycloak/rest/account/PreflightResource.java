package io.orgkeys.keycloak.rest.account;

import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;

/**
 * Answers a CORS preflight request, which has no credentials, as Keycloak's account REST API does. Also allows the
 * header {@code If-Match}. Does not allow the header {@code x-api-key}, because keys are for programs, and a web page
 * must not contain a key.
 */
public class PreflightResource {

    private final KeycloakSession session;

    public PreflightResource(KeycloakSession session) {
        this.session = session;
    }

    @OPTIONS
    public Response preflight() {
        Response response = Cors.builder()
                .auth()
                .allowedMethods("GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS")
                .preflight()
                .add(Response.ok());
        // Keycloak's CORS builder cannot add an allowed header
        session.getContext().getHttpResponse().addHeader(Cors.ACCESS_CONTROL_ALLOW_HEADERS, HttpHeaders.IF_MATCH);
        return response;
    }

    @OPTIONS
    @Path("{any:.*}")
    public Response below() {
        return preflight();
    }
}
