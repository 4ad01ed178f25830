package io.orgkeys.keycloak.rest.account;

import jakarta.ws.rs.ForbiddenException;

import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** Allows pages of other origins to read an answer (CORS, Fetch Standard §3.3). */
final class CrossOrigin {

    private static final String[] EXPOSED = {"Location", "ETag", "Retry-After", "WWW-Authenticate"};

    private CrossOrigin() {}

    /**
     * Allows every page, until the caller is known: the answer is an error then, and a page must be able to tell an expired token from a
     * network error.
     */
    static void allowEverybody() {
        Cors.builder().allowAllOrigins().exposedHeaders(EXPOSED).add();
    }

    /**
     * Allows the pages of the token's client.
     *
     * @throws RefusedException with FORBIDDEN when the request comes from a page of another origin
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
