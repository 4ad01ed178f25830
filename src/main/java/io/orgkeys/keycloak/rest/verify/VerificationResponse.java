package io.orgkeys.keycloak.rest.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.http.HttpResponse;
import org.keycloak.models.KeycloakSession;
import org.keycloak.util.JsonSerialization;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.Organization;
import io.orgkeys.keycloak.model.RetryAfter;
import io.orgkeys.keycloak.representation.VerificationRepresentation;
import io.orgkeys.keycloak.rest.ApiKeyErrors;
import io.orgkeys.keycloak.rest.HeaderText;
import io.orgkeys.keycloak.service.KeyState;
import io.orgkeys.keycloak.service.Verification;

/**
 * Builds the responses of the verify endpoint: 200 with the identity in headers and JSON, or a problem with 401, 403 or
 * 503.
 */
final class VerificationResponse {

    /**
     * Writes the same JSON as Keycloak. Prepared once, because finding the serializer takes as long as writing the
     * JSON.
     */
    private static final ObjectWriter WRITER = JsonSerialization.mapper.writerFor(VerificationRepresentation.class);

    private VerificationResponse() {}

    static Response of(KeycloakSession session, Verification verification) {
        KeyRefusal refusal = verification.refusal();
        if (refusal == null) {
            return granted(session, Objects.requireNonNull(verification.state()));
        }
        Response.ResponseBuilder response = problem(session, verification.status(), refusal, verification.detail());
        RetryAfter retryAfter = verification.retryAfter();
        if (retryAfter != null) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter.seconds());
        }
        return response.build();
    }

    static Response refused(KeycloakSession session, KeyRefusal refusal, String detail) {
        return problem(session, refusal.status(), refusal, detail).build();
    }

    private static Response.ResponseBuilder problem(
            KeycloakSession session, int status, KeyRefusal refusal, String detail) {
        Response.ResponseBuilder response = ApiKeyErrors.response(
                status, refusal.code(), status == 401 ? "Not authenticated" : "Not permitted", detail);
        return status == 401
                ? response.header(HttpHeaders.WWW_AUTHENTICATE, HeaderText.challenge("ApiKey", session))
                : response;
    }

    /**
     * Sets the headers directly on the HTTP response, because JAX-RS is slower. It would first collect the headers in a
     * sorted map and then copy them.
     */
    private static Response granted(KeycloakSession session, KeyState state) {
        HttpResponse response = session.getContext().getHttpResponse();
        Organization organization = Objects.requireNonNull(state.organization());
        byte[] body = json(VerificationRepresentation.of(state, organization));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        IdentityHeaders.write(
                response::setHeader,
                state,
                organization,
                () -> ApiKeySettings.of(session.getContext().getRealm()).memberAttributes());
        return Response.ok(body, MediaType.APPLICATION_JSON_TYPE).build();
    }

    private static byte[] json(VerificationRepresentation representation) {
        try {
            return WRITER.writeValueAsBytes(representation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
