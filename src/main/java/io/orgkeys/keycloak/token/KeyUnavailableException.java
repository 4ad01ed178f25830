package io.orgkeys.keycloak.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.cors.Cors;

import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.model.StoreUnavailableException;

/**
 * The response of Keycloak's OAuth endpoints if a key cannot be verified at the moment: an error in the format of RFC
 * 6749 §5.2. The status is not 400, so that clients do not discard a valid key or session.
 */
public final class KeyUnavailableException extends ErrorResponseException {

    public KeyUnavailableException() {
        super(answer());
    }

    /** Creates the response with CORS headers, so that a page of another origin can read it. */
    public KeyUnavailableException(Cors cors) {
        this();
        cors.add();
    }

    /** Returns the response, for code that must not throw an exception. */
    public static Response answer() {
        return answer(RequestRefusal.TEMPORARILY_UNAVAILABLE, StoreUnavailableException.RETRY_AFTER);
    }

    /**
     * Returns the response for a key that was not looked up, because the sender exceeded the limit of failed lookups.
     */
    public static Response answer(RetryAfter retryAfter) {
        return answer(KeyRefusal.TOO_MANY_REQUESTS, retryAfter);
    }

    private static Response answer(Refusal refusal, RetryAfter retryAfter) {
        return Response.status(refusal.status())
                .entity(new OAuth2ErrorRepresentation(OAuthErrorException.TEMPORARILY_UNAVAILABLE, refusal.detail()))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.RETRY_AFTER, retryAfter.seconds())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
