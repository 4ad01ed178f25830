package io.orgkeys.keycloak.authentication;

import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.core.Response;

import org.keycloak.OAuth2Constants;
import org.keycloak.TokenCategory;
import org.keycloak.crypto.HashProvider;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.AccessToken;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.IDToken;
import org.keycloak.util.TokenUtil;

/**
 * Limits the response of the token endpoint after a login with a key, if the access token in it is limited to the
 * permissions of the key. Otherwise, Keycloak would create the scope and the ID token in the response from the client
 * scopes and the claims of the user.
 */
final class TokenResponseLimiter {

    private static final String TOKEN = TokenResponseLimiter.class.getName();
    private static final String LIMITER = TOKEN + ".limiter";

    private static final Set<String> KEPT_SCOPES = Set.of(OAuth2Constants.SCOPE_OPENID, OAuth2Constants.OFFLINE_ACCESS);

    private TokenResponseLimiter() {}

    /** Calls the grant. Limits the response if the access token in it is limited to the permissions of a key. */
    static Response of(KeycloakSession session, Supplier<Response> grant) {
        session.setAttribute(LIMITER, true);
        return limit(session, grant.get());
    }

    /** Whether the response of this request will be limited. False if another extension has replaced our grants. */
    static boolean willLimit(KeycloakSession session) {
        return session.getAttribute(LIMITER) != null;
    }

    /** Stores the limited access token, so that the response is limited too. */
    static void note(KeycloakSession session, AccessToken token) {
        session.setAttribute(TOKEN, token);
    }

    private static Response limit(KeycloakSession session, Response response) {
        AccessToken token = session.getAttribute(TOKEN, AccessToken.class);
        if (token != null && response.getEntity() instanceof AccessTokenResponse answer) {
            // mappers add claims of the user to the response
            answer.getOtherClaims().clear();
            answer.setScope(scope(token.getScope(), answer.getScope()));
            if (answer.getIdToken() != null) {
                answer.setIdToken(session.tokens().encodeAndEncrypt(idToken(token, hash(session, answer.getToken()))));
            }
        }
        return response;
    }

    /**
     * Returns the scope of the access token, with the scopes {@code openid} and {@code offline_access} if Keycloak's
     * response contains them.
     */
    private static String scope(String ofToken, String given) {
        return Stream.concat(Stream.of(given.split(" ", -1)).filter(KEPT_SCOPES::contains), Stream.of(ofToken))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Creates an ID token (OpenID Connect Core §2) that identifies the user and has no claims that grant access. */
    private static IDToken idToken(AccessToken token, String accessTokenHash) {
        IDToken idToken = new IDToken();
        idToken.id(KeycloakModelUtils.generateId());
        idToken.type(TokenUtil.TOKEN_TYPE_ID);
        idToken.issuer(token.getIssuer());
        idToken.subject(token.getSubject());
        idToken.audience(token.getIssuedFor());
        idToken.issuedFor(token.getIssuedFor());
        idToken.iat(token.getIat());
        idToken.exp(token.getExp());
        idToken.setAuth_time(token.getAuth_time());
        idToken.setAcr(token.getAcr());
        idToken.setSessionId(token.getSessionId());
        idToken.setPreferredUsername(token.getPreferredUsername());
        idToken.setAccessTokenHash(accessTokenHash);
        return idToken;
    }

    /** Computes the {@code at_hash} in the same way as Keycloak. */
    private static String hash(KeycloakSession session, String accessToken) {
        String algorithm = session.tokens().signatureAlgorithm(TokenCategory.ID);
        String hash =
                session.getProvider(SignatureProvider.class, algorithm).signer().getHashAlgorithm();
        return HashUtils.encodeHashToOIDC(
                session.getProvider(HashProvider.class, hash).hash(accessToken));
    }
}
