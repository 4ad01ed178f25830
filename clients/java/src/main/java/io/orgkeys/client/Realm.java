package io.orgkeys.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/** The two endpoints of the realm, called with the credentials of the service's client. */
final class Realm {

    /**
     * An answer.
     *
     * @param status 0 if there was none
     * @param failure why there was none, for the log
     */
    record Reply(
            int status, byte @Nullable [] body, @Nullable String failure) {}

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration INTROSPECTION_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAXIMUM_BYTES = 1_024 * 1_024;

    private final URI introspection;
    private final URI changes;
    private final String authorization;
    // Never follows a redirect, which would send the key to another server
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    Realm(URI url, String clientId, String clientSecret) {
        String base = checked(url).toString().replaceAll("/+$", "");
        introspection = URI.create(base + "/protocol/openid-connect/token/introspect");
        changes = URI.create(base + "/api-keys/changes");
        // RFC 6749 section 2.3.1
        String credentials = encoded(clientId) + ":" + encoded(clientSecret);
        authorization = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
    }

    private static URI checked(URI url) {
        if (!("https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "The URL of the realm must have the form https://sso.example.com/realms/example");
        }
        return url;
    }

    Reply introspect(String secret, @Nullable String clientAddress) {
        String form =
                "token=" + encoded(secret) + (clientAddress == null ? "" : "&client_address=" + encoded(clientAddress));
        long deadline = System.nanoTime() + INTROSPECTION_TIMEOUT.toNanos();
        try {
            return introspect(form, deadline);
        } catch (ConnectException | HttpTimeoutException unreachable) {
            return failed(unreachable);
        } catch (IOException closed) {
            if (System.nanoTime() >= deadline) {
                return failed(closed);
            }
            // Keycloak can close an idle connection at the moment when it is used. An introspection can be repeated.
            try {
                return introspect(form, deadline);
            } catch (IOException again) {
                return failed(again);
            }
        }
    }

    private Reply introspect(String form, long deadline) throws IOException {
        Duration timeout = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
        return send(
                request(introspection, "application/x-www-form-urlencoded", timeout)
                        .POST(BodyPublishers.ofString(form))
                        .build(),
                deadline);
    }

    Reply poll(byte[] body) {
        HttpRequest request = request(changes, "application/json", POLL_TIMEOUT)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return send(request, System.nanoTime() + POLL_TIMEOUT.toNanos());
        } catch (IOException failure) {
            return failed(failure);
        }
    }

    private HttpRequest.Builder request(URI uri, String contentType, Duration timeout) {
        return HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Authorization", authorization)
                .header("Content-Type", contentType)
                .header("Accept", "application/json");
    }

    /**
     * Sends the request. The deadline also covers the body. With many threads, {@code send} is several times as fast as
     * {@code sendAsync}, which passes each step to another thread.
     */
    private Reply send(HttpRequest request, long deadline) throws IOException {
        try {
            HttpResponse<byte[]> response = http.send(
                    request, answer -> new LimitedBody(MAXIMUM_BYTES, Duration.ofNanos(deadline - System.nanoTime())));
            return new Reply(response.statusCode(), response.body(), null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return failed(interrupted);
        }
    }

    /** Names only the kind of failure, because a message could quote the request. */
    private static Reply failed(Exception failure) {
        Throwable cause = failure.getCause() instanceof TimeoutException timeout ? timeout : failure;
        return new Reply(0, null, cause.getClass().getSimpleName());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
