package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.KillSwitchTarget;
import io.orgkeys.keycloak.representation.KillSwitchRepresentation;
import io.orgkeys.keycloak.representation.SwitchedKeysRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.KillSwitch;
import io.orgkeys.keycloak.service.SwitchedKeys;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.NoCache;
import org.jspecify.annotations.Nullable;

/** Disables all keys of an organization or of a user in one transaction, and restores them. */
@DeclaredQuery
public class KillSwitchAdminResource {

    private final RealmModel realm;
    private final Administrator administrator;
    private final ApiKeyServices services;
    private final ApiKeyEvents events;

    KillSwitchAdminResource(
            RealmModel realm, Administrator administrator, ApiKeyServices services, ApiKeyEvents events) {
        this.realm = realm;
        this.administrator = administrator;
        this.services = services;
        this.events = events;
    }

    @NoCache
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "readKillSwitch",
            summary = "Counts the keys of an organization or of a user that the caller can disable or restore together")
    @APIResponseSchema(KillSwitchRepresentation.class)
    public KillSwitchRepresentation read(
            @Parameter(description = KillSwitchOwner.ORGANIZATION) @QueryParam("organizationId") @Nullable
                    String organizationId,
            @Parameter(description = KillSwitchOwner.USER) @QueryParam("userId") @Nullable String userId) {
        administrator.requireViewCatalog();
        KillSwitchOwner owner = new KillSwitchOwner(Optional.ofNullable(organizationId), Optional.ofNullable(userId));
        FieldErrors errors = new FieldErrors();
        owner.check(errors);
        errors.throwIfAny();
        return KillSwitchRepresentation.of(services.killSwitch().state(owner.target(realm, administrator)));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "useKillSwitch",
            summary =
                    "Disables all keys of an organization or of a user, or restores the keys that were disabled this way")
    @RequestBodySchema(KillSwitchChange.class)
    @APIResponseSchema(SwitchedKeysRepresentation.class)
    public SwitchedKeysRepresentation change(InputStream body) {
        // a caller without any permission gets a 403, whether or not the request is valid
        administrator.requireViewCatalog();
        Body<KillSwitchChange> request = JsonBody.read(body).bind(KillSwitchChange.class);
        KillSwitch.Action action = request.value().requestedAction(request.errors());
        KillSwitchOwner owner = request.value().owner();
        owner.check(request.errors());
        request.errors().throwIfAny();
        KillSwitchTarget target = owner.target(realm, administrator);
        return services.store().committed(() -> {
            List<SwitchedKeys> changed = services.killSwitch().change(action, target);
            changed.forEach(events::switched);
            return new SwitchedKeysRepresentation(
                    changed.stream().mapToLong(keys -> keys.ids().size()).sum());
        });
    }
}
