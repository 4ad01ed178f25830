package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.CatalogEditor;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKeyStore;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.NoCache;

/** Reads and updates the settings of a realm. */
@DeclaredQuery
public class SettingsAdminResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final Administrator administrator;
    private final ApiKeyStore store;
    private final ApiKeyEvents events;

    SettingsAdminResource(
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
    @Operation(operationId = "readSettings", summary = "Returns the settings of the realm")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "Settings")))
    public ObjectNode read() {
        administrator.requireViewCatalog();
        return ApiKeySettings.of(realm).json();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "updateSettings", summary = "Updates the settings; omitted settings do not change")
    @RequestBody(content = @Content(schema = @Schema(ref = "SettingsUpdate")))
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "Settings")))
    public ObjectNode update(InputStream body) {
        administrator.requireManageCatalog();
        ObjectNode changes = JsonBody.read(body).object();
        FieldErrors errors = new FieldErrors();
        ApiKeySettings settings = ApiKeyServices.inNewSession(
                session.getKeycloakSessionFactory(),
                realm.getId(),
                // the settings may have changed while the body arrived
                own -> ApiKeySettings.of(own.getContext().getRealm()).changed(changes, errors));
        return store.committed(() -> {
            new CatalogEditor(realm).save(settings, errors);
            events.updated(settings);
            return settings.json();
        });
    }
}
