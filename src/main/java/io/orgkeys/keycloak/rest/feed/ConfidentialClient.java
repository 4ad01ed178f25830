package io.orgkeys.keycloak.rest.feed;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.utils.AuthorizeClientUtil;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.rest.ApiKeyErrors;
import io.orgkeys.keycloak.rest.HeaderText;
import io.orgkeys.keycloak.service.ApiKeyVerifier;

/** Authenticates the client that sends a request, as Keycloak's introspection endpoint does. */
final class ConfidentialClient {

    private ConfidentialClient() {}

    /**
     * Returns the client. Raises the same events about failures as introspection.
     *
     * @throws WebApplicationException with 401 if the client does not authenticate
     * @throws RefusedException with FORBIDDEN if it is a public client, and with TEMPORARILY_UNAVAILABLE if the client
     *     cannot be authenticated right now
     */
    static ClientModel of(KeycloakSession session) {
        EventBuilder event = new EventBuilder(
                        session.getContext().getRealm(),
                        session,
                        session.getContext().getConnection())
                .event(EventType.INTROSPECT_TOKEN);
        ClientModel client;
        try {
            client = AuthorizeClientUtil.authorizeClient(session, event, null).getClient();
        } catch (WebApplicationException e) {
            if (e.getResponse().getStatus() >= Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()) {
                throw ApiKeyVerifier.unavailable(e);
            }
            throw new WebApplicationException(e, refused(session));
        } catch (RuntimeException e) {
            throw ApiKeyVerifier.unavailable(e);
        }
        if (client.isPublicClient()) {
            event.client(client)
                    .detail(Details.REASON, "A public client cannot poll the change feed")
                    .error(Errors.INVALID_CLIENT);
            throw RequestRefusal.FORBIDDEN.exception("Only a confidential client can poll the change feed.");
        }
        return client;
    }

    private static Response refused(KeycloakSession session) {
        RequestRefusal refusal = RequestRefusal.NOT_AUTHENTICATED;
        return ApiKeyErrors.response(
                        refusal.status(),
                        refusal.code(),
                        refusal.title(),
                        "Authenticate as a confidential client of the realm, for example with HTTP Basic.")
                .header(HttpHeaders.WWW_AUTHENTICATE, HeaderText.challenge("Basic", session))
                .build();
    }
}
