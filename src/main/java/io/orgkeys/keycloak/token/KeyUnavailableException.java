package io.orgkeys.keycloak.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;

import io.orgkeys.keycloak.model.StoreUnavailableException;

/**
 * What Keycloak's own endpoints of OAuth answer when nobody can tell whether a key is good: an error in the form of RFC 6749
 * §5.2, which their clients understand. That the status is not 400 keeps them from throwing away a good key or session.
 */
public final class KeyUnavailableException extends ErrorResponseException {

    public KeyUnavailableException() {
        super(answer());
    }

    /** The same for those who must not throw. */
    public static Response answer() {
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .entity(new OAuth2ErrorRepresentation(
                        OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                        "Keycloak cannot tell right now whether the API key is good."))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.RETRY_AFTER, StoreUnavailableException.RETRY_AFTER)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
