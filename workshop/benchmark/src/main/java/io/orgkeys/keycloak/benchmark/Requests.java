package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.FeederBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

/** The requests that several simulations send, and the keys in them. */
final class Requests {

    static final String KEY = "#{key}";
    static final String KEY_HEADER = "x-api-key";
    static final String CLIENT = "shortlinks-api";
    static final String CLIENT_SECRET = "shortlinks-api-secret";

    /**
     * A prepared header. It takes less processor time than basicAuth, and the load generator shares the processors with
     * the server.
     */
    static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString((CLIENT + ':' + CLIENT_SECRET).getBytes(StandardCharsets.US_ASCII));

    /** The paths of endpoints below the URL of the realm. */
    static final String INTROSPECT = "/protocol/openid-connect/token/introspect";

    static final String CHANGES = "/api-keys/changes";

    private Requests() {}

    static ChainBuilder verify(Row row, FeederBuilder<String> keys) {
        return feed(keys).exec(verifyValid(row));
    }

    static ChainBuilder verify(Row row, Iterator<Map<String, Object>> keys) {
        return feed(keys).exec(verifyValid(row));
    }

    static HttpRequestActionBuilder verifyValid(Row row) {
        return http(row.text())
                .get("/api-keys/verify?permission=stats:read")
                .header(KEY_HEADER, KEY)
                .check(status().is(200), substring("keyId"));
    }

    static ChainBuilder introspect(Row row, FeederBuilder<String> tokens) {
        return feed(tokens).exec(introspectActive(row));
    }

    static ChainBuilder introspect(Row row, Iterator<Map<String, Object>> tokens) {
        return feed(tokens).exec(introspectActive(row));
    }

    /** Sends a prepared body, which takes less processor time than formParam. */
    private static HttpRequestActionBuilder introspectActive(Row row) {
        return http(row.text())
                .post(INTROSPECT)
                .header("Authorization", BASIC)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(StringBody("token=" + KEY))
                .check(status().is(200), substring("\"active\":true"));
    }

    static FeederBuilder<String> circular(Path file) {
        return io.gatling.javaapi.core.CoreDsl.csv(file.toAbsolutePath().toString())
                .circular();
    }

    static Iterator<Map<String, Object>> always(String key) {
        return Stream.generate(() -> Collections.<String, Object>singletonMap("key", key))
                .iterator();
    }

    /** Returns the lines of a file without its header line. */
    static List<String> lines(Path file) {
        try {
            List<String> all = Files.readAllLines(file);
            return all.subList(1, all.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
