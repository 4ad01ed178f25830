package io.orgkeys.keycloak.rest.account;

import jakarta.ws.rs.ForbiddenException;

import org.keycloak.representations.AccessToken;
import org.keycloak.services.cors.Cors;

import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RequestRefusal;

/** Which pages of other origins may read an answer (CORS, Fetch Standard §3.3). */
final class CrossOrigin {

    private static final String[] EXPOSED = {"Location", "ETag", "Retry-After", "WWW-Authenticate"};

    private CrossOrigin() {}

    /**
     * Lets every page read the answer, which is an error as long as the caller is not known: a page has to tell a token that
     * has expired from a network that is down.
     */
    static void allowEverybody() {
        Cors.builder().allowAllOrigins().exposedHeaders(EXPOSED).add();
    }

    /**
     * Lets the pages of the token's client read the answer.
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
            throw new RefusedException(
                    RequestRefusal.FORBIDDEN,
                    "The token's client does not allow requests from this origin. Add the origin to the client's web origins.");
        }
    }
}
