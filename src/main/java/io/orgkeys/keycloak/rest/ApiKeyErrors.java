package io.orgkeys.keycloak.rest;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.Refusal;
import io.orgkeys.keycloak.model.RefusedException;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.representation.ProblemRepresentation;

/** Answers refused requests with problem documents (RFC 9457). */
@Provider
public final class ApiKeyErrors implements ExceptionMapper<RefusedException> {

    /** The media type of problem documents (RFC 9457 §6.1). */
    public static final String PROBLEM_JSON = "application/problem+json";

    /**
     * The error code in the challenge for a request with a token. The challenge for a request without a token has no
     * error code (RFC 6750 §3.1).
     */
    private static final String INVALID_TOKEN = ", error=\"invalid_token\"";

    private static final int MAX_ERRORS_IN_ONE_LINE = 10;

    @Override
    public Response toResponse(RefusedException refused) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null) {
            return answer(refused).build();
        }
        session.getTransactionManager().setRollbackOnly();
        RefusedException limited =
                RefusedCalls.limit(session, refused.refusal()).orElse(refused);
        Response.ResponseBuilder response = answer(limited);
        if (limited.refusal().status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
            response.header(
                            HttpHeaders.WWW_AUTHENTICATE,
                            HeaderText.challenge("Bearer", session) + (hasBearerToken(session) ? INVALID_TOKEN : ""))
                    .header(HttpHeaders.WWW_AUTHENTICATE, HeaderText.challenge("ApiKey", session));
        }
        return response.build();
    }

    private static Response.ResponseBuilder answer(RefusedException refused) {
        Response.ResponseBuilder response = response(problem(refused));
        RetryAfter retryAfter = refused.retryAfter();
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter.seconds());
        }
        return response;
    }

    static ProblemRepresentation problem(RefusedException refused) {
        Refusal refusal = refused.refusal();
        return ProblemRepresentation.of(
                refusal.status(),
                refusal.code(),
                refusal.title(),
                refused.detail(),
                refused.errors(),
                inOneLine(refused));
    }

    /** Joins all errors in one line, for clients that display only one line, such as {@code kcadm}. */
    private static String inOneLine(RefusedException refused) {
        List<FieldError> errors = refused.errors();
        if (errors.isEmpty()) {
            return refused.detail();
        }
        int more = errors.size() - MAX_ERRORS_IN_ONE_LINE;
        return errors.stream()
                .limit(MAX_ERRORS_IN_ONE_LINE)
                .map(FieldError::toString)
                .collect(Collectors.joining("; ", "", more > 0 ? "; and " + more + " more." : ""));
    }

    private static boolean hasBearerToken(KeycloakSession session) {
        String authorization =
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length());
    }

    /** Builds the response to a refusal. Forbids caching the response. Sets no {@code WWW-Authenticate} header. */
    public static Response.ResponseBuilder response(Refusal refusal) {
        return response(refusal.status(), refusal.code(), refusal.title(), refusal.detail());
    }

    /** Builds a response with a problem document. Forbids caching the response. */
    public static Response.ResponseBuilder response(int status, String code, String title, String detail) {
        return response(ProblemRepresentation.of(status, code, title, detail, List.of(), null));
    }

    private static Response.ResponseBuilder response(ProblemRepresentation problem) {
        return Response.status(problem.status())
                .type(PROBLEM_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem);
    }
}
