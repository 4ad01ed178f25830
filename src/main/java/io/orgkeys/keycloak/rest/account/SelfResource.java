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

import io.orgkeys.keycloak.authorization.KeyHolder;
import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.NotAuthenticatedException;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.KeyOperations;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.VerificationOutcome;
import org.jspecify.annotations.Nullable;

/** The key that calls: any key may look at, rotate and revoke itself. */
@DeclaredQuery
public class SelfResource {

    private final AccountAuthentication authentication;
    private final KeyOperations operations;
    private final ApiKey key;

    public SelfResource(KeycloakSession session) {
        ApiKeyServices services = ApiKeyServices.of(session);
        this.authentication = AccountAuthentication.of(session, services);
        if (!(authentication.caller() instanceof KeyHolder holder)) {
            throw new NotAuthenticatedException("missing_key", "Send an API key in the x-api-key header.");
        }
        this.operations = new KeyOperations(holder, services, authentication.events());
        // what was verified may come out of a cache, and this is about the key as it is stored
        this.key = services.store()
                .findById(holder.key().realmId(), holder.key().id())
                .orElseThrow(() -> new NotAuthenticatedException(
                        VerificationOutcome.UNKNOWN_KEY.code(), VerificationOutcome.UNKNOWN_KEY.detail()));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response describe() {
        return operations.read(key);
    }

    @POST
    @Path("rotate")
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, InputStream body) {
        return operations.rotate(key, authentication.presented(), body, ifMatch);
    }

    @DELETE
    public Response revoke() {
        return operations.delete(key);
    }
}
