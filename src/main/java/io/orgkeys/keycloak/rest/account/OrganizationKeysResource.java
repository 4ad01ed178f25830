package io.orgkeys.keycloak.rest.account;

import java.io.InputStream;
import java.util.List;
import java.util.Set;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationModel;

import io.orgkeys.keycloak.authorization.AccountCaller;
import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.model.Permissions;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.representation.GrantableRepresentation;
import io.orgkeys.keycloak.representation.IssuedKeyRepresentation;
import io.orgkeys.keycloak.representation.UsageRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyFilter;
import io.orgkeys.keycloak.rest.KeyList;
import io.orgkeys.keycloak.rest.KeyOperations;
import io.orgkeys.keycloak.rest.KeyRotation;
import io.orgkeys.keycloak.rest.KeyUpdate;
import io.orgkeys.keycloak.rest.NewKey;
import io.orgkeys.keycloak.rest.Page;
import io.orgkeys.keycloak.rest.UsageQuery;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.NoCache;
import org.jspecify.annotations.Nullable;

/** Manages the keys of one organization. */
@DeclaredQuery
public class OrganizationKeysResource {

    private final KeycloakSession session;
    private final ApiKeyServices services;
    private final AccountAuthentication authentication;
    private final OrganizationModel organization;

    OrganizationKeysResource(
            KeycloakSession session,
            ApiKeyServices services,
            AccountAuthentication authentication,
            OrganizationModel organization) {
        this.session = session;
        this.services = services;
        this.authentication = authentication;
        this.organization = organization;
    }

    @NoCache
    @GET
    @Path("permissions")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listGrantable",
            summary = "Lists the catalog, with the permissions that the caller may grant")
    public List<GrantableRepresentation> permissions() {
        Permissions grantable = authentication.caller().permissions(organization);
        return ApiCatalog.of(session.getContext().getRealm())
                .resources()
                .map(resource -> GrantableRepresentation.of(resource, grantable))
                .toList();
    }

    @NoCache
    @GET
    @Path("keys")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listOrganizationKeys", summary = "Lists the keys that the caller can view")
    public List<ApiKeyRepresentation> list(@BeanParam KeyFilter filter, @BeanParam Page page) {
        KeyFilter confined = authentication
                .caller()
                .listableOwner(organization)
                .map(filter::ofUser)
                .orElse(filter);
        return new KeyList(
                        services, session.getContext().getRealm().getId(), Set.of(organization.getId()), confined, page)
                .page();
    }

    @POST
    @Path("keys")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "createOrganizationKey",
            summary = "Creates a key and returns its secret, which is not returned again")
    @RequestBodySchema(NewKey.class)
    @APIResponseSchema(value = IssuedKeyRepresentation.class, responseCode = "201")
    @APIResponse(responseCode = "409")
    public Response create(InputStream body) {
        Body<NewKey> creation = JsonBody.read(body).bind(NewKey.class);
        AccountCaller caller = authentication.caller().current(organization);
        NewKey key = creation.value();
        key.checkOwner(creation.errors());
        String ownerId = key.type() == ApiKeyType.BOT
                ? organization.getId()
                : key.userId().or(caller::ownerId).orElse("");
        return operations(caller)
                .create(
                        organization,
                        ownerId,
                        key,
                        creation.errors(),
                        session.getContext().getUri().getAbsolutePath());
    }

    @GET
    @Path("keys/{id}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "readOrganizationKey", summary = "Returns a key")
    @APIResponseSchema(ApiKeyRepresentation.class)
    public Response read(@PathParam("id") String id) {
        AccountCaller caller = authentication.caller();
        return operations(caller).read(key(caller, id));
    }

    @PUT
    @Path("keys/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "updateOrganizationKey", summary = "Updates a key; omitted fields do not change")
    @RequestBodySchema(KeyUpdate.class)
    @APIResponseSchema(ApiKeyRepresentation.class)
    public Response update(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, InputStream body) {
        Body<KeyUpdate> update = JsonBody.read(body).bind(KeyUpdate.class);
        AccountCaller caller = authentication.caller().current(organization);
        return operations(caller).update(key(caller, id), update, ifMatch);
    }

    @DELETE
    @Path("keys/{id}")
    @Operation(operationId = "revokeOrganizationKey", summary = "Revokes a key")
    public Response delete(@PathParam("id") String id) {
        AccountCaller caller = authentication.caller();
        return operations(caller).delete(key(caller, id));
    }

    @POST
    @Path("keys/{id}/rotate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "rotateOrganizationKey",
            summary = "Rotates a key and returns the new secret, which is not returned again")
    @RequestBodySchema(KeyRotation.class)
    @APIResponseSchema(value = IssuedKeyRepresentation.class, responseCode = "201")
    @APIResponse(responseCode = "409")
    public Response rotate(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, InputStream body) {
        Body<KeyRotation> rotation = JsonBody.readOptional(body).bind(KeyRotation.class);
        AccountCaller caller = authentication.caller().current(organization);
        ApiKey key = key(caller, id);
        return operations(caller).rotate(key, caller.owns(key) ? authentication.presented() : null, rotation, ifMatch);
    }

    @DELETE
    @Path("keys/{id}/former-secret")
    @Operation(
            operationId = "endOrganizationKeyFormerSecret",
            summary = "Ends the grace period: the former secret of a key becomes invalid at once")
    public Response endFormerSecret(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        AccountCaller caller = authentication.caller().current(organization);
        return operations(caller).endFormerSecret(key(caller, id), ifMatch);
    }

    @GET
    @Path("keys/{id}/usage")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "organizationKeyUsage", summary = "Returns how often a key was used")
    @APIResponseSchema(UsageRepresentation.class)
    public Response usage(@PathParam("id") String id, @BeanParam UsageQuery query) {
        AccountCaller caller = authentication.caller();
        return operations(caller).usage(key(caller, id), query);
    }

    private KeyOperations operations(AccountCaller caller) {
        return new KeyOperations(caller, services, authentication.events());
    }

    private ApiKey key(AccountCaller caller, String id) {
        return caller.key(organization, id).orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
    }
}
