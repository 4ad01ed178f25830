package io.orgkeys.keycloak.rest;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

import io.orgkeys.keycloak.model.ApiKeyException;
import io.orgkeys.keycloak.model.ConflictException;
import io.orgkeys.keycloak.model.DeletedKeyException;
import io.orgkeys.keycloak.model.FieldError;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.KeyLimitReachedException;
import io.orgkeys.keycloak.model.KeyNotFoundException;
import io.orgkeys.keycloak.model.LeakedKeyException;
import io.orgkeys.keycloak.model.NetworkNotAllowedException;
import io.orgkeys.keycloak.model.NotAllowedException;
import io.orgkeys.keycloak.model.NotAuthenticatedException;
import io.orgkeys.keycloak.model.OrganizationNotFoundException;
import io.orgkeys.keycloak.model.OrganizationsDisabledException;
import io.orgkeys.keycloak.model.ResourceNotFoundException;
import io.orgkeys.keycloak.model.StaleVersionException;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.model.TooManyRequestsException;
import io.orgkeys.keycloak.representation.ProblemRepresentation;
import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/** The one map from a refused rule to a status and a problem document (RFC 9457). */
@Provider
public final class ApiKeyErrors implements ExceptionMapper<ApiKeyException> {

    /** Media type of problem documents (RFC 9457 §6.1). */
    public static final String PROBLEM_JSON = "application/problem+json";

    /** Only for a token that was sent: who sent none is told no error (RFC 6750 §3.1). */
    private static final String INVALID_TOKEN = ", error=\"invalid_token\"";

    private static final int MOST_IN_ONE_LINE = 10;

    record Problem(int status, String code, String title) {}

    static final Map<Class<? extends ApiKeyException>, Problem> PROBLEMS = Map.ofEntries(
            entry(InvalidInputException.class, new Problem(400, "invalid_request", "Invalid request")),
            entry(NotAuthenticatedException.class, new Problem(401, "not_authenticated", "Not authenticated")),
            entry(NotAllowedException.class, new Problem(403, "forbidden", "Forbidden")),
            entry(NetworkNotAllowedException.class, new Problem(403, "network_not_allowed", "Network not allowed")),
            entry(KeyNotFoundException.class, new Problem(404, "key_not_found", "API key not found")),
            entry(DeletedKeyException.class, new Problem(404, "deleted_key", "API key deleted")),
            entry(
                    OrganizationNotFoundException.class,
                    new Problem(404, "organization_not_found", "Organization not found")),
            entry(
                    OrganizationsDisabledException.class,
                    new Problem(404, "organizations_disabled", "Organizations disabled")),
            entry(ResourceNotFoundException.class, new Problem(404, "resource_not_found", "Resource not found")),
            entry(KeyLimitReachedException.class, new Problem(409, "limit_reached", "Limit reached")),
            entry(LeakedKeyException.class, new Problem(409, "leaked_key", "Leaked key")),
            entry(ConflictException.class, new Problem(409, "conflict", "Conflict")),
            entry(StaleVersionException.class, new Problem(412, "stale_version", "Changed in the meantime")),
            entry(TooManyRequestsException.class, new Problem(429, "too_many_requests", "Too many requests")),
            entry(
                    StoreUnavailableException.class,
                    new Problem(503, "temporarily_unavailable", "Temporarily unavailable")));

    /** The stable code of a refusal. */
    public static String code(ApiKeyException exception) {
        return problem(exception).code;
    }

    private static Problem problem(ApiKeyException exception) {
        Problem problem = PROBLEMS.get(exception.getClass());
        if (problem == null) {
            throw new IllegalStateException("No problem document for " + exception.getClass(), exception);
        }
        return problem;
    }

    @Override
    public Response toResponse(ApiKeyException exception) {
        KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
        if (session == null) {
            return answer(exception, null);
        }
        session.getTransactionManager().setRollbackOnly();
        return answer(
                RefusedCalls.limit(session, exception)
                        .<ApiKeyException>map(limit -> limit)
                        .orElse(exception),
                session);
    }

    private static Response answer(ApiKeyException exception, @Nullable KeycloakSession session) {
        Problem problem = problem(exception);
        List<FieldError> errors = exception instanceof InvalidInputException invalid ? invalid.errors() : List.of();
        String detail = exception instanceof InvalidInputException
                ? "The request has errors. See \"errors\" for each of them."
                : exception.detail();
        if (exception instanceof NotAuthenticatedException anonymous && session != null) {
            return response(
                            problem.status,
                            anonymous.code(),
                            problem.title,
                            detail,
                            errors,
                            inOneLine(exception, errors))
                    .header(
                            HttpHeaders.WWW_AUTHENTICATE,
                            HeaderText.challenge("Bearer", session) + (carriesToken(session) ? INVALID_TOKEN : ""))
                    .header(HttpHeaders.WWW_AUTHENTICATE, HeaderText.challenge("ApiKey", session))
                    .build();
        }
        Response.ResponseBuilder response =
                response(problem.status, problem.code, problem.title, detail, errors, inOneLine(exception, errors));
        if (exception instanceof StoreUnavailableException) {
            response.header(HttpHeaders.RETRY_AFTER, StoreUnavailableException.RETRY_AFTER);
        }
        if (exception instanceof TooManyRequestsException limited) {
            response.header(HttpHeaders.RETRY_AFTER, limited.retryAfter());
        }
        return response.build();
    }

    /** For programs that show one line, such as {@code kcadm}. */
    private static String inOneLine(ApiKeyException exception, List<FieldError> errors) {
        if (errors.size() <= MOST_IN_ONE_LINE) {
            return exception.detail();
        }
        return errors.stream()
                .limit(MOST_IN_ONE_LINE)
                .map(FieldError::toString)
                .collect(Collectors.joining("; ", "", "; and " + (errors.size() - MOST_IN_ONE_LINE) + " more."));
    }

    private static boolean carriesToken(KeycloakSession session) {
        String authorization =
                session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length());
    }

    /** A problem document as a response that nobody caches. */
    public static Response.ResponseBuilder response(int status, String code, String title, String detail) {
        return response(status, code, title, detail, List.of(), null);
    }

    private static Response.ResponseBuilder response(
            int status,
            String code,
            String title,
            String detail,
            List<FieldError> errors,
            @Nullable String errorMessage) {
        return Response.status(status)
                .type(PROBLEM_JSON)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(ProblemRepresentation.of(status, code, title, detail, errors, errorMessage));
    }
}
