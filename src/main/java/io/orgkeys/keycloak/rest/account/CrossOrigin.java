package io.orgkeys.keycloak.rest.account;

import jakarta.ws.rs.ForbiddenException;

import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** Allows web pages of other origins to read the response (CORS, Fetch Standard §3.3). */
final class CrossOrigin {

    private static final String[] EXPOSED = {"Location", "ETag", "Retry-After", "WWW-Authenticate"};

    private CrossOrigin() {}

    /**
     * Allows all origins until the caller is authenticated. If the authentication fails, the response is an error, and
     * a page of any origin must be able to distinguish an expired token from a network error.
     */
    static void allowAllOrigins() {
        Cors.builder().allowAllOrigins().exposedHeaders(EXPOSED).add();
    }

    /**
     * Allows the web origins of the token's client.
     *
     * @throws RefusedException with FORBIDDEN if the request comes from another origin
     */
    static void allow(AccessToken token) {
        try {
            Cors.builder()
                    .checkAllowedOrigins(token)
                    .exposedHeaders(EXPOSED)
                    .auth()
                    .add();
        } catch (ForbiddenException e) {
            throw RequestRefusal.FORBIDDEN.exception(
                    "The token's client does not allow requests from this origin. Add the origin to the client's web origins.");
        }
    }
}
