package io.orgkeys.keycloak.rest.leak;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

import io.orgkeys.keycloak.catalog.ApiKeySettings;
import io.orgkeys.keycloak.catalog.LeakReporter;
import io.orgkeys.keycloak.catalog.SecretParser;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.model.RequestRefusal;
import io.orgkeys.keycloak.model.SecretDigest;
import io.orgkeys.keycloak.model.StoreUnavailableException;
import io.orgkeys.keycloak.representation.LeakFeedbackRepresentation;
import io.orgkeys.keycloak.rest.ApiKeyErrors;
import io.orgkeys.keycloak.rest.DeclaredQuery;
import io.orgkeys.keycloak.rest.HeaderText;
import io.orgkeys.keycloak.rest.JsonBody;
import io.orgkeys.keycloak.service.ApiKeyServices;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * Accepts reports of leaked secrets in the format of GitHub's secret scanning partner program. Verifies the signature
 * of a report before it parses the body.
 */
@DeclaredQuery
public class LeaksResource {

    static final String ID_HEADER = "Github-Public-Key-Identifier";
    static final String SIGNATURE_HEADER = "Github-Public-Key-Signature";

    private static final int MAXIMUM_BYTES = 512 * 1024;
    private static final int MAX_SECRETS = 500;

    private final KeycloakSession session;
    private final RealmModel realm;

    public LeaksResource(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm();
    }

    /**
     * Disables or deletes the keys of the reported secrets, and returns which of the texts were secrets of this realm.
     *
     * @throws InvalidInputException if the signature is valid, but the body is not a list of objects, or is too large,
     *     or the list is too long
     * @throws StoreUnavailableException if not all keys could be disabled or deleted. The reporter must then send the
     *     report again
     */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "reportLeaks",
            summary =
                    "Accepts a signed report of leaked secrets, in the format of GitHub's secret scanning partner program")
    @RequestBody(content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(ref = "LeakReport")))
    @APIResponseSchema(LeakFeedbackRepresentation[].class)
    public Response report(
            @HeaderParam(ID_HEADER) @Nullable String id,
            @HeaderParam(SIGNATURE_HEADER) @Nullable String signatureText,
            InputStream body) {
        LeakReporter reporter =
                id == null ? null : ApiKeySettings.of(realm).leakReporter(id).orElse(null);
        ReportSignature signature = ReportSignature.parse(signatureText);
        if (reporter == null || signature == null) {
            return refused();
        }
        byte[] bytes = JsonBody.bytes(body, MAXIMUM_BYTES);
        if (!signature.isOf(reporter, bytes)) {
            return refused();
        }
        List<ReportedSecret> reported = ReportedSecret.of(realm, JsonBody.list(bytes, MAX_SECRETS));
        return Response.ok(handle(reporter, reported))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private Response refused() {
        return ApiKeyErrors.response(RequestRefusal.INVALID_SIGNATURE)
                .header(HttpHeaders.WWW_AUTHENTICATE, HeaderText.challenge("Signature", session))
                .build();
    }

    private List<LeakFeedbackRepresentation> handle(LeakReporter reporter, List<ReportedSecret> reported) {
        List<LeakFeedbackRepresentation> feedback = new ArrayList<>();
        Map<String, Match> matches = new LinkedHashMap<>();
        for (ReportedSecret found : reported) {
            SecretParser.parse(realm, found.token())
                    .ifPresentOrElse(
                            secret -> {
                                SecretDigest digest = secret.digest();
                                matches.putIfAbsent(digest.sha256(), new Match(digest, found));
                            },
                            () -> feedback.add(LeakFeedbackRepresentation.of(found.token(), found.type(), false)));
        }
        Set<String> known = ApiKeyServices.of(session).leaks().known(matches.keySet());
        matches.keySet().retainAll(known);
        LeakRemedies remedies = new LeakRemedies(session, reporter.id());
        boolean complete = true;
        // Processes the secrets in the order of their digests, so that concurrent reports process the same secrets in
        // the same order. A failure for one secret does not stop the processing of the other secrets.
        for (Match match : new TreeMap<>(matches).values()) {
            complete &= remedies.end(match.digest(), match.reported());
            feedback.add(LeakFeedbackRepresentation.of(
                    match.reported().token(), match.reported().type(), true));
        }
        if (!complete) {
            throw new StoreUnavailableException("Not all leaked API keys could be disabled or deleted", null);
        }
        return feedback;
    }

    private record Match(SecretDigest digest, ReportedSecret reported) {}
}
