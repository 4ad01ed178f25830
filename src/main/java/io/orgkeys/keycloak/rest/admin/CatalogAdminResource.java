package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.List;
import java.util.Set;

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
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.representation.ApiResourceRepresentation;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import org.jboss.resteasy.reactive.NoCache;

/** The catalogue of a realm: what can be permitted. */
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
    public Response create(InputStream body) {
        administrator.requireManageCatalog();
        JsonBody json = JsonBody.read(body);
        ApiResource resource = read(json);
        return store.committed(() -> {
            new CatalogEditor(realm).create(resource, json.complete());
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
    public ApiResourceRepresentation read(@PathParam("name") String name) {
        administrator.requireViewCatalog();
        return ApiCatalog.of(realm)
                .find(name)
                .map(ApiResourceRepresentation::of)
                .orElseThrow(() -> new RefusedException(RequestRefusal.RESOURCE_NOT_FOUND));
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public ApiResourceRepresentation update(@PathParam("name") String name, InputStream body) {
        administrator.requireManageCatalog();
        ApiResource current = ApiCatalog.of(realm)
                .find(name)
                .orElseThrow(() -> new RefusedException(RequestRefusal.RESOURCE_NOT_FOUND));
        JsonBody json = JsonBody.read(body);
        ApiResource resource = changed(json, current);
        return store.committed(() -> {
            new CatalogEditor(realm).update(resource, json.complete());
            events.updated(resource);
            return ApiResourceRepresentation.of(resource);
        });
    }

    @DELETE
    @Path("{name}")
    public Response delete(@PathParam("name") String name) {
        administrator.requireManageCatalog();
        return store.committed(() -> {
            new CatalogEditor(realm).delete(name);
            events.deletedResource(name);
            return Response.noContent().build();
        });
    }

    /**
     * The definition as it shall be, its errors noted. Fields that are missing stay as they are: a change of the description must
     * not open an action to every member. Null, or an empty value, clears what may be empty. The roles of an action that is
     * removed go with it.
     */
    private static ApiResource changed(JsonBody json, ApiResource current) {
        json.unchanged("name", current.name());
        Set<String> actions = json.texts("actions").orElse(current.actions());
        return new ApiResource(
                current.name(),
                json.has("description") ? json.text("description").orElse(null) : current.description(),
                actions,
                json.has("roles") ? json.textsByName("roles") : current.rolesFor(actions),
                json.has("audience") ? json.texts("audience").orElse(Set.of()) : current.audience());
    }

    /** The definition of a new resource in the body, its errors noted; a missing part is an empty one. */
    private static ApiResource read(JsonBody json) {
        return new ApiResource(
                json.requiredText("name"),
                json.text("description").orElse(null),
                json.texts("actions").orElse(Set.of()),
                json.textsByName("roles"),
                json.texts("audience").orElse(Set.of()));
    }
}
