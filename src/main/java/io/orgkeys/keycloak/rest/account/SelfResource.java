package io.orgkeys.keycloak.rest.account;

import java.io.InputStream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.authorization.KeyCaller;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyOperations;
import io.orgkeys.keycloak.rest.KeyRotation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/** Manages the calling key itself. Every key may read, rotate and revoke itself. */
@DeclaredQuery
public class SelfResource {

    private final ApiKeyServices services;
    private final AccountAuthentication authentication;
    private final KeyCaller holder;

    public SelfResource(KeycloakSession session) {
        this.services = ApiKeyServices.of(session);
        this.authentication = AccountAuthentication.of(session, services);
        if (!(authentication.caller() instanceof KeyCaller caller)) {
            throw KeyRefusal.MISSING_KEY.exception("Send an API key in the x-api-key header.");
        }
        this.holder = caller;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "describeSelf", summary = "Returns the calling key")
    @APIResponseSchema(ApiKeyRepresentation.class)
    public Response describe() {
        return operations(holder).read(key());
    }

    @POST
    @Path("rotate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "rotateSelf",
            summary = "Rotates the calling key and returns the new secret, which is not returned again")
    @RequestBodySchema(KeyRotation.class)
    @APIResponseSchema(value = IssuedKeyRepresentation.class, responseCode = "201")
    @APIResponse(responseCode = "404")
    @APIResponse(responseCode = "409")
    public Response rotate(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, InputStream body) {
        Body<KeyRotation> rotation = JsonBody.readOptional(body).bind(KeyRotation.class);
        return operations(holder.current()).rotate(key(), authentication.presented(), rotation, ifMatch);
    }

    @DELETE
    @Path("former-secret")
    @Operation(
            operationId = "endSelfFormerSecret",
            summary = "Ends the grace period: the former secret of the calling key becomes invalid at once")
    @APIResponse(responseCode = "404")
    public Response endFormerSecret(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return operations(holder.current()).endFormerSecret(key(), ifMatch);
    }

    @DELETE
    @Operation(operationId = "revokeSelf", summary = "Revokes the calling key")
    public Response revoke() {
        return operations(holder).delete(key());
    }

    private KeyOperations operations(KeyCaller caller) {
        return new KeyOperations(caller, services, authentication.events());
    }

    /** Returns the key from the database, because the verified state may come from a cache. */
    private ApiKey key() {
        return services.store()
                .keys()
                .findById(holder.key().realmId(), holder.key().id())
                .orElseThrow(KeyRefusal.UNKNOWN_KEY::exception);
    }
}
