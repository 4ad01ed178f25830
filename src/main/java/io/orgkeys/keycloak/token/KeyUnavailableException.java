package io.orgkeys.keycloak.token;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.OAuthErrorException;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.services.ErrorResponseException;

import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.RetryAfter;
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
        return answer(RequestRefusal.TEMPORARILY_UNAVAILABLE, StoreUnavailableException.RETRY_AFTER);
    }

    /** The key was not looked up, because its sender has exceeded the limit of failed lookups. */
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
