package io.orgkeys.keycloak.rest;

import java.io.InputStream;
import java.util.function.Supplier;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.representation.UsageRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * Manages one key, in the admin REST API and in the account REST API. The operation ids are those of the admin REST
 * API. In the ids of the account REST API, {@code OrganizationKey} stands in place of {@code Key}.
 */
@DeclaredQuery
public class KeyResource {

    private final ApiKeyServices services;
    private final ApiKeyEvents events;
    private final Supplier<RequestedKey> requested;
    private final Supplier<RequestedKey> current;

    /**
     * @param requested finds the key
     * @param current finds the key after the body of the request was read, with the current permissions of the caller
     */
    public KeyResource(
            ApiKeyServices services,
            ApiKeyEvents events,
            Supplier<RequestedKey> requested,
            Supplier<RequestedKey> current) {
        this.services = services;
        this.events = events;
        this.requested = requested;
        this.current = current;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "readKey", summary = "Returns a key")
    @APIResponseSchema(ApiKeyRepresentation.class)
    public Response read() {
        RequestedKey key = requested.get();
        return operations(key).read(key.key());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "updateKey", summary = "Updates a key; omitted fields do not change")
    @RequestBodySchema(KeyUpdate.class)
    @APIResponseSchema(ApiKeyRepresentation.class)
    public Response update(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, InputStream body) {
        Body<KeyUpdate> update = JsonBody.read(body).bind(KeyUpdate.class);
        RequestedKey key = current.get();
        return operations(key).update(key.key(), update, ifMatch);
    }

    @DELETE
    @Operation(operationId = "revokeKey", summary = "Revokes a key")
    public Response delete() {
        RequestedKey key = requested.get();
        return operations(key).delete(key.key());
    }

    @POST
    @Path("rotate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "rotateKey",
            summary = "Rotates a key and returns the new secret, which is not returned again")
    @RequestBodySchema(KeyRotation.class)
    @APIResponseSchema(value = IssuedKeyRepresentation.class, responseCode = "201")
    @APIResponse(responseCode = "409")
    public Response rotate(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, InputStream body) {
        Body<KeyRotation> rotation = JsonBody.readOptional(body).bind(KeyRotation.class);
        RequestedKey key = current.get();
        return operations(key).rotate(key.key(), key.presented(), rotation, ifMatch);
    }

    @DELETE
    @Path("former-secret")
    @Operation(
            operationId = "endFormerSecretOfKey",
            summary = "Ends the grace period: the former secret of a key becomes invalid at once")
    public Response endFormerSecret(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        RequestedKey key = current.get();
        return operations(key).endFormerSecret(key.key(), ifMatch);
    }

    @GET
    @Path("usage")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "keyUsage", summary = "Returns how often a key was used")
    @APIResponseSchema(UsageRepresentation.class)
    public Response usage(@BeanParam UsageQuery query) {
        RequestedKey key = requested.get();
        return operations(key).usage(key.key(), query);
    }

    private KeyOperations operations(RequestedKey key) {
        return new KeyOperations(key.caller(), services, events);
    }
}
