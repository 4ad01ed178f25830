package io.orgkeys.keycloak.rest.verify;

import java.util.List;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;

import io.orgkeys.keycloak.event.RefusalEvents;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.rest.ApiKeyHeader;
import io.orgkeys.keycloak.secret.ApiKeyFormat;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.Verification;
import io.orgkeys.keycloak.service.VerificationOutcome;
import io.orgkeys.keycloak.service.WayIn;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the key in {@code x-api-key}, whatever the HTTP method: a gateway asks with the method of the request that it
 * guards. What is required is read from the URL alone, which the gateway's configuration makes, never from a header, which
 * a client could send.
 */
public class VerifyResource extends AnyMethodResource {

    private static final Logger LOGGER = Logger.getLogger(VerifyResource.class);

    private final KeycloakSession session;
    private final @Nullable String permissionInPath;

    public VerifyResource(KeycloakSession session) {
        this(session, null);
    }

    private VerifyResource(KeycloakSession session, @Nullable String permissionInPath) {
        this.session = session;
        this.permissionInPath = permissionInPath;
    }

    /**
     * For proxies that cannot add a query, and append the path of the request that they guard: the first segment is the
     * permission, what follows means nothing. One step takes it all: a step for each segment would let a long path cost
     * memory by its square.
     */
    @Path("{path: .+}")
    public VerifyResource below(@PathParam("path") String path) {
        int slash = path.indexOf('/');
        return new VerifyResource(session, slash < 0 ? path : path.substring(0, slash));
    }

    @Override
    Response answer() {
        List<String> sent = ApiKeyHeader.values(session);
        try {
            if (sent.size() > 1) {
                return VerificationResponse.refused(
                        session, VerificationOutcome.MALFORMED_KEY, "Send exactly one x-api-key header.");
            }
            if (sent.isEmpty() && carriesKeyInAuthorization()) {
                return VerificationResponse.refused(
                        session,
                        VerificationOutcome.MISSING_KEY,
                        "The API key came in the Authorization header. Send it in the x-api-key header instead.");
            }
            Question question =
                    Question.of(session.getContext().getHttpRequest().getUri().getQueryParameters(), permissionInPath);
            Verification verification = question.answer(ApiKeyServices.of(session)
                    .verifier()
                    .verify(WayIn.VERIFY, sent.isEmpty() ? null : sent.get(0), question.requirement()));
            RefusalEvents.raise(session, verification);
            return VerificationResponse.of(session, verification);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOGGER.error("An API key could not be verified", e);
            throw new StoreUnavailableException("An API key could not be verified", e);
        }
    }

    private boolean carriesKeyInAuthorization() {
        String authorization =
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString("Authorization");
        if (authorization == null) {
            return false;
        }
        String credential = authorization.substring(authorization.strip().lastIndexOf(' ') + 1);
        return ApiKeyFormat.looksLikeSecret(credential.strip());
    }
}
