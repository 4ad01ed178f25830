package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Builds and sends an HTTP request. */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String method;
    private final HttpRequest.Builder request;
    private HttpRequest.BodyPublisher body = BodyPublishers.noBody();

    private Http(String method, String url) {
        this.method = method;
        this.request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60));
    }

    public static Http request(String method, String url) {
        return new Http(method, url);
    }

    /** Sets a timeout, after which the request fails. */
    Http within(Duration limit) {
        request.timeout(limit);
        return this;
    }

    public static Http get(String url) {
        return request("GET", url);
    }

    public static Http post(String url) {
        return request("POST", url);
    }

    public Http header(String name, String value) {
        request.header(name, value);
        return this;
    }

    public Http bearer(String token) {
        return header("Authorization", "Bearer " + token);
    }

    public Http basic(String user, String password) {
        byte[] credential = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return header("Authorization", "Basic " + java.util.Base64.getEncoder().encodeToString(credential));
    }

    public Http key(String secret) {
        return header("x-api-key", secret);
    }

    public Http json(String json) {
        return body(json, "application/json");
    }

    /** Sets a body of any content type. */
    public Http body(String text, String type) {
        body = BodyPublishers.ofString(text);
        return header("Content-Type", type);
    }

    /** Sets a JSON object with these fields as the body, and escapes the values. */
    public Http json(Map<String, ?> fields) {
        try {
            return json(MAPPER.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Http form(Map<String, String> fields) {
        return form(fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&")));
    }

    /** Sets a form as the body. The form is already URL-encoded. */
    public Http form(String encoded) {
        return body(encoded, "application/x-www-form-urlencoded");
    }

    public Answer send() {
        HttpResponse<String> response = send(BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    private <T> HttpResponse<T> send(HttpResponse.BodyHandler<T> handler) {
        try {
            return CLIENT.send(request.method(method, body).build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends the request, and returns a body that is not text. */
    HttpResponse<byte[]> sendForBytes() {
        return send(BodyHandlers.ofByteArray());
    }

    /** Sends the request and asserts the status of the answer. */
    public Answer expect(int status) {
        return send().expect(status);
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
