package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.catalog.ApiCatalog;
import io.orgkeys.keycloak.catalog.ApiResource;
import io.orgkeys.keycloak.catalog.CatalogEditor;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.representation.ApiResourceRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.NoCache;

/** Manages the catalog of a realm: the resources and actions that permissions consist of. */
@DeclaredQuery
public class CatalogAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Administrator administrator;
    private final ApiKeyStore store;
    private final ApiKeyEvents events;

    CatalogAdminResource(
            KeycloakSession session,
            RealmModel realm,
            Administrator administrator,
            ApiKeyStore store,
            ApiKeyEvents events) {
        this.session = session;
        this.realm = realm;
        this.administrator = administrator;
        this.store = store;
        this.events = events;
    }

    @NoCache
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "listResources", summary = "Lists the resources of the catalog")
    public List<ApiResourceRepresentation> list() {
        administrator.requireViewCatalog();
        return ApiCatalog.of(realm)
                .resources()
                .map(ApiResourceRepresentation::of)
                .toList();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "createResource", summary = "Adds a resource to the catalog")
    @RequestBodySchema(ApiResourceRepresentation.class)
    @APIResponseSchema(value = ApiResourceRepresentation.class, responseCode = "201")
    @APIResponse(responseCode = "409")
    public Response create(InputStream body) {
        administrator.requireManageCatalog();
        Body<ResourceCreation> creation = JsonBody.read(body).bind(ResourceCreation.class);
        ApiResource resource = creation.value().resource();
        return store.committed(() -> {
            new CatalogEditor(realm).create(resource, creation.errors());
            events.created(resource);
            return Response.created(session.getContext()
                            .getUri()
                            .getAbsolutePathBuilder()
                            .path(resource.name())
                            .build())
                    .entity(ApiResourceRepresentation.of(resource))
                    .build();
        });
    }

    @NoCache
    @GET
    @Path("{name}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "readResource", summary = "Returns a resource")
    public ApiResourceRepresentation read(@PathParam("name") String name) {
        administrator.requireViewCatalog();
        return ApiCatalog.of(realm)
                .find(name)
                .map(ApiResourceRepresentation::of)
                .orElseThrow(RequestRefusal.RESOURCE_NOT_FOUND::exception);
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "updateResource", summary = "Updates a resource; omitted fields do not change")
    @RequestBodySchema(ResourceUpdate.class)
    public ApiResourceRepresentation update(@PathParam("name") String name, InputStream body) {
        administrator.requireManageCatalog();
        Body<ResourceUpdate> update = JsonBody.read(body).bind(ResourceUpdate.class);
        ApiResource current = ApiKeyServices.inNewSession(
                session.getKeycloakSessionFactory(),
                realm.getId(),
                // the resource may have changed while the body arrived
                own -> ApiCatalog.of(own.getContext().getRealm())
                        .find(name)
                        .orElseThrow(RequestRefusal.RESOURCE_NOT_FOUND::exception));
        ApiResource resource = update.value().applyTo(current, update.errors());
        return store.committed(() -> {
            new CatalogEditor(realm).update(resource, update.errors());
            events.updated(resource);
            return ApiResourceRepresentation.of(resource);
        });
    }

    @DELETE
    @Path("{name}")
    @Operation(operationId = "deleteResource", summary = "Deletes a resource from the catalog")
    public Response delete(@PathParam("name") String name) {
        administrator.requireManageCatalog();
        return store.committed(() -> {
            new CatalogEditor(realm).delete(name);
            events.deletedResource(name);
            return Response.noContent().build();
        });
    }
}
