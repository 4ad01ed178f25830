package io.orgkeys.keycloak.rest.admin;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminAuth;
import org.keycloak.services.resources.admin.AdminEventBuilder;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orgkeys.keycloak.authorization.Administrator;
import io.orgkeys.keycloak.event.ApiKeyEvents;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.Identifier;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.BulkRepresentation;
import io.orgkeys.keycloak.representation.BulkRepresentation.Result;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.rest.KeyOperations;
import io.orgkeys.keycloak.rest.KeyUpdate;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.logging.Logger;

/**
 * Disables, enables or deletes many keys. Each key is changed as by a request for this key alone, in a session and a
 * transaction of its own. So a failure does not undo the changes of other keys, a success is reported only after its
 * commit, and no transaction locks more than one key.
 */
@DeclaredQuery
public class BulkAdminResource {

    private static final Logger LOGGER = Logger.getLogger(BulkAdminResource.class);

    /**
     * The number of consecutive failures of the database after which the remaining keys are not tried, because each
     * attempt can wait for a long time.
     */
    private static final int MAXIMUM_OUTAGES = 2;

    private final KeycloakSession session;
    private final RealmModel realm;
    private final AdminAuth auth;
    private final Administrator administrator;

    BulkAdminResource(KeycloakSession session, RealmModel realm, AdminAuth auth, Administrator administrator) {
        this.session = session;
        this.realm = realm;
        this.auth = auth;
        this.administrator = administrator;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "changeKeys",
            summary = "Disables, enables or deletes many keys, and returns a result for each")
    @RequestBodySchema(KeyBulk.class)
    @APIResponseSchema(BulkRepresentation.class)
    public BulkRepresentation change(InputStream body) {
        administrator.requireOrganizations();
        // a caller without any permission gets one 403 instead of a 404 for each key
        administrator.requireViewCatalog();
        Body<KeyBulk> request = JsonBody.read(body).bind(KeyBulk.class);
        request.value().check(request.errors());
        request.errors().throwIfAny();
        List<Result> results = new ArrayList<>();
        int outages = 0;
        for (String id : request.value().ids()) {
            Result result = outages < MAXIMUM_OUTAGES
                    ? change(request.value().action(), id)
                    : failed(
                            id,
                            RequestRefusal.TEMPORARILY_UNAVAILABLE.exception(
                                    "The key was not changed, because Keycloak's database does not respond."));
            outages = result.status() == RequestRefusal.TEMPORARILY_UNAVAILABLE.status() ? outages + 1 : 0;
            results.add(result);
        }
        return BulkRepresentation.of(results);
    }

    private Result change(String action, String id) {
        try {
            ApiKey key = administrator.key(id);
            return ApiKeyServices.inNewSession(
                    session.getKeycloakSessionFactory(),
                    realm.getId(),
                    own -> Result.succeeded(
                            id, change(action, key, operations(own)).getStatus()));
        } catch (RefusedException e) {
            return failed(id, e);
        } catch (RuntimeException e) {
            LOGGER.error("An API key could not be changed", e);
            return failed(id, new StoreUnavailableException("An API key could not be changed", e));
        }
    }

    private static Response change(String action, ApiKey key, KeyOperations operations) {
        return switch (action) {
            case "delete" -> operations.delete(key);
            case "enable" -> operations.update(key, enabled(true), null);
            default -> operations.update(key, enabled(false), null);
        };
    }

    private static Body<KeyUpdate> enabled(boolean enabled) {
        return new JsonBody(JsonNodeFactory.instance.objectNode().put("enabled", enabled)).bind(KeyUpdate.class);
    }

    /** Returns the operations in their own session. The caller is authorized in the session of the request. */
    private KeyOperations operations(KeycloakSession own) {
        RealmModel ownRealm = own.getContext().getRealm();
        return new KeyOperations(
                administrator,
                ApiKeyServices.of(own),
                ApiKeyEvents.of(
                        session,
                        new AdminEventBuilder(
                                ownRealm, auth, own, session.getContext().getConnection())));
    }

    /** The id may be a secret that was sent in the wrong field, so it is shown as other names from requests. */
    private static Result failed(String id, RefusedException refused) {
        return Result.failed(Identifier.isUuid(id) ? id : FieldError.shown(id), refused);
    }
}
