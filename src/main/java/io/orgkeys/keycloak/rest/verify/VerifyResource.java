package io.orgkeys.keycloak.rest.verify;

import java.util.List;

import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.rest.ApiKeyHeader;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.ApiKeyVerifier;
import io.orgkeys.keycloak.service.EntryPoint;
import io.orgkeys.keycloak.service.Verification;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the key in {@code x-api-key}, regardless of the HTTP method, because a gateway sends the method of the
 * request that it guards. The requirement comes only from the URL, which the gateway's configuration determines, and
 * never from a header, which a client could send.
 *
 * <p>The root resource of the realm extends this class. It does not return an instance from a sub-resource locator,
 * because Keycloak runs a transaction handler and searches for its session at each locator, which together take longer
 * than a verification.
 */
public abstract class VerifyResource extends AnyMethodResource {

    private final KeycloakSession session;

    protected VerifyResource(KeycloakSession session) {
        this.session = session;
    }

    @Override
    Response answer(String below) {
        List<String> sent = ApiKeyHeader.values(session);
        try {
            if (sent.size() > 1) {
                return VerificationResponse.refused(
                        session, KeyRefusal.MALFORMED_KEY, "Send exactly one x-api-key header.");
            }
            if (sent.isEmpty() && carriesKeyInAuthorization()) {
                return VerificationResponse.refused(
                        session,
                        KeyRefusal.MISSING_KEY,
                        "The API key came in the Authorization header. Send it in the x-api-key header instead.");
            }
            UrlRequirement requirement = UrlRequirement.of(
                    session.getContext().getHttpRequest().getUri().getQueryParameters(),
                    permissionInPath(restOfPath(below)));
            ApiKeyVerifier verifier = ApiKeyServices.of(session).verifier();
            Verification verification = verifier.limitRefusals(requirement.answer(verifier.verify(
                    EntryPoint.VERIFY, sent.isEmpty() ? null : sent.get(0), requirement.requirement())));
            RefusalEvents.raiseLimited(session, verification);
            return VerificationResponse.of(session, verification);
        } catch (RuntimeException e) {
            throw ApiKeyVerifier.unavailable(e);
        }
    }

    /**
     * Returns the rest of the path. If the rest is only a slash, JAX-RS drops it. This method restores the slash,
     * because it stands for an empty permission, which must be refused.
     */
    private String restOfPath(String below) {
        boolean slash = below.isEmpty()
                && session.getContext().getHttpRequest().getUri().getPath().endsWith("/");
        return slash ? "/" : below;
    }

    /**
     * Returns the permission in the path. Such a path is for proxies that cannot add a query, but append the path of
     * the request that they guard. The first segment is the permission; the other segments are ignored. An empty first
     * segment is refused, because it is not a permission.
     */
    private static @Nullable String permissionInPath(String below) {
        if (below.isEmpty()) {
            return null;
        }
        int slash = below.indexOf('/', 1);
        return slash < 0 ? below.substring(1) : below.substring(1, slash);
    }

    private boolean carriesKeyInAuthorization() {
        String authorization =
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString("Authorization");
        if (authorization == null) {
            return false;
        }
        String credential = authorization.substring(authorization.strip().lastIndexOf(' ') + 1);
        return SecretParser.looksLikeSecret(session.getContext().getRealm(), credential);
    }
}
