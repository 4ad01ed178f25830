package io.orgkeys.keycloak.rest;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

import org.keycloak.models.KeycloakSessionFactory;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.representation.ApiKeyRepresentation;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * A list of keys as a CSV file. The keys are read and written in batches, and each batch is read in a session of its
 * own. So neither memory nor a database connection is held for the whole list, even if the client reads slowly.
 */
public final class KeyExport {

    /** The media type of the file (RFC 4180 §3). */
    public static final String TEXT_CSV = "text/csv";

    public static final MediaType CSV = MediaType.valueOf(TEXT_CSV);

    /** An error of HTTP/2 (RFC 9113 §7). Browsers take a stream without an error for a complete response. */
    private static final long INTERNAL_ERROR = 0x2;

    /** The maximum time that a thread waits until the connection of an aborted response is closed. */
    private static final int ABORT_SECONDS = 10;

    private final KeyList list;
    private final ApiKeyServices services;
    private final KeycloakSessionFactory sessions;
    private final HttpServerRequest request;
    private final String realmId;
    private final long first;
    private final long max;

    /**
     * @param first the number of keys to skip
     * @param max the maximum number of keys to write
     */
    KeyExport(
            KeyList list,
            ApiKeyServices services,
            KeycloakSessionFactory sessions,
            HttpServerRequest request,
            String realmId,
            long first,
            long max) {
        this.list = list;
        this.services = services;
        this.sessions = sessions;
        this.request = request;
        this.realmId = realmId;
        this.first = first;
        this.max = max;
    }

    /**
     * Reads the first batch before the response begins, so that the caller gets a problem document if this fails. An
     * error in a later batch aborts the response, so that the client does not take an incomplete file for the whole list.
     */
    public Response response() {
        // commits, because the transaction of the request would hold its database connection until the file is sent
        KeyList.Batch begin = services.store().committed(() -> list.batch(services, null));
        StreamingOutput file = output -> {
            boolean isComplete = false;
            try {
                write(begin, output);
                isComplete = true;
            } finally {
                if (!isComplete) {
                    abort();
                }
            }
        };
        return Response.ok(file, TEXT_CSV + ";charset=UTF-8;header=present")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"api-keys-"
                                + LocalDate.ofInstant(services.clock().instant(), ZoneOffset.UTC) + ".csv\"")
                .build();
    }

    private void write(KeyList.Batch begin, OutputStream output) throws IOException {
        CsvRows rows = new CsvRows(new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8)));
        long at = 0;
        KeyList.Batch batch = begin;
        while (batch.last() != null) {
            for (ApiKeyRepresentation key : batch.keys()) {
                if (at >= first && at - first < max) {
                    rows.add(key);
                }
                at++;
            }
            if (at - first >= max) {
                break;
            }
            batch = next(batch.last());
        }
        rows.flush();
    }

    /**
     * Aborts the response, so that the client notices that it is incomplete. After an exception, RESTEasy starts to close
     * the connection, and then ends the response without waiting for the close. If the response ends first, the client
     * gets a complete response with some of the rows and an error message.
     */
    private void abort() {
        if (!request.response().headWritten()) {
            return;
        }
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(INTERNAL_ERROR);
        } else {
            request.connection()
                    .close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .completeOnTimeout(null, ABORT_SECONDS, TimeUnit.SECONDS)
                    .handle((closed, failure) -> failure == null)
                    .join();
        }
    }

    private KeyList.Batch next(@Nullable ApiKey last) {
        return ApiKeyServices.inNewSession(sessions, realmId, own -> list.batch(ApiKeyServices.of(own), last));
    }
}
