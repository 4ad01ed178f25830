package io.orgkeys.keycloak.rest.feed;

import java.io.InputStream;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.feed.ChangeFeed;
import io.orgkeys.keycloak.feed.FeedChanges;
import io.orgkeys.keycloak.representation.ChangesRepresentation;
import io.orgkeys.keycloak.rest.Body;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.JsonBody;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.NoCache;

/**
 * Answers which keys, owners and organizations have changed, so that resource servers can keep the results of
 * verifications in memory.
 */
@DeclaredQuery
public class ChangesResource {

    private final KeycloakSession session;
    private final RealmModel realm;
    private final ClientModel client;
    private final ChangeFeed feed;

    /**
     * Authenticates the client.
     *
     * @throws NotFoundException if the feed is disabled on this server
     */
    public ChangesResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
        ChangeFeed enabled = session.getProvider(ChangeFeed.class);
        if (enabled == null) {
            throw new NotFoundException();
        }
        this.feed = enabled;
        this.client = ConfidentialClient.of(session);
    }

    @POST
    @NoCache
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "pollChanges",
            summary = "Returns the ids of changed keys, users and organizations, for caches in resource servers")
    @RequestBodySchema(FeedPoll.class)
    @APIResponseSchema(ChangesRepresentation.class)
    public ChangesRepresentation poll(InputStream body) {
        feed.limit(realm, client);
        Body<FeedPoll> request = JsonBody.read(body).bind(FeedPoll.class);
        request.value().check(request.errors());
        request.errors().throwIfAny();
        FeedChanges changes = feed.poll(realm, request.value().since());
        feed.report(realm, client, request.value().reported());
        return new ChangesRepresentation(
                changes.ids(), changes.all(), ChangeFeed.lifespan(session).toMillis());
    }
}
