package io.orgkeys.keycloak.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;

import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.TooManyRequestsException;

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
        return answer(
                Response.Status.SERVICE_UNAVAILABLE,
                "Keycloak cannot tell right now whether the API key is good.",
                StoreUnavailableException.RETRY_AFTER);
    }

    /** Nobody was asked, because too many keys that nobody has came from the same address. */
    public static Response answer(TooManyRequestsException limit) {
        return answer(Response.Status.TOO_MANY_REQUESTS, limit.detail(), limit.retryAfter());
    }

    private static Response answer(Response.Status status, String description, long retryAfter) {
        return Response.status(status)
                .entity(new OAuth2ErrorRepresentation(OAuthErrorException.TEMPORARILY_UNAVAILABLE, description))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.RETRY_AFTER, retryAfter)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
