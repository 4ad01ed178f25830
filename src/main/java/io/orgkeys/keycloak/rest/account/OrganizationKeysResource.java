package io.orgkeys.keycloak.rest.account;

import java.io.InputStream;
import java.util.List;
import java.util.Set;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
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
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.ConditionFilter;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyFilter;
import io.orgkeys.keycloak.rest.KeyList;
import io.orgkeys.keycloak.rest.KeyOperations;
import io.orgkeys.keycloak.rest.KeyResource;
import io.orgkeys.keycloak.rest.NewKey;
import io.orgkeys.keycloak.rest.Page;
import io.orgkeys.keycloak.rest.RequestedKey;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.NoCache;

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
    public List<ApiKeyRepresentation> list(
            @BeanParam KeyFilter filter, @BeanParam ConditionFilter conditions, @BeanParam Page page) {
        KeyFilter confined = authentication
                .caller()
                .listableOwner(organization)
                .map(filter::ofUser)
                .orElse(filter);
        return new KeyList(
                        services,
                        session.getContext().getRealm().getId(),
                        Set.of(organization.getId()),
                        confined,
                        conditions,
                        page)
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
        return new KeyOperations(caller, services, authentication.events())
                .create(
                        organization,
                        ownerId,
                        key,
                        creation.errors(),
                        session.getContext().getUri().getAbsolutePath());
    }

    @Path("keys/{id}")
    public KeyResource key(@PathParam("id") String id) {
        return new KeyResource(
                services,
                authentication.events(),
                () -> requested(authentication.caller(), id),
                () -> requested(authentication.caller().current(organization), id));
    }

    private RequestedKey requested(AccountCaller caller, String id) {
        ApiKey key = caller.key(organization, id).orElseThrow(RequestRefusal.KEY_NOT_FOUND::exception);
        return new RequestedKey(caller, key, caller.owns(key) ? authentication.presented() : null);
    }
}
