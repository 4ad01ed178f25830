package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A hostile web page sends requests through the browser of a member or an administrator. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class HostilePageIT {

    private static final String ORIGIN = "https://evil.example";
    private static final String BODY = "{\"type\":\"bot\",\"name\":\"Made by a page\"}";

    static TestRealm realm;
    static String key;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
        key = realm.createBot("acme", "Of a page", "{\"apiKeys\":[\"read\",\"create\"],\"stats\":[\"read\"]}")
                .text("secret");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void aPageCannotReadAnswersEvenWithAKey() {
        for (String path : List.of("/verify", "/self", "/organizations", realm.keysOf("acme"))) {
            Answer answer =
                    realm.accountWith(key, "GET", path).header("Origin", ORIGIN).expect(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).as(path).isEmpty();
        }
    }

    /**
     * Before a browser sends the header x-api-key to another origin, it sends a preflight request. The answer must not
     * allow the header.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/verify", "/self", "/organizations"})
    void aPageCannotSendAKey(String path) {
        Answer preflight = Http.request("OPTIONS", realm.url("/api-keys" + path))
                .header("Origin", ORIGIN)
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "x-api-key")
                .send();

        assertThat(preflight.header("Access-Control-Allow-Headers").toLowerCase(java.util.Locale.ROOT))
                .doesNotContain("x-api-key")
                .doesNotContain("*");
    }

    /** A form needs no preflight request, but it can send neither a token nor JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void aFormCannotCreateAKey(String type) {
        String before = realm.keys("GET", "/count").expect(200).body();

        assertThat(Http.post(realm.url("/api-keys" + realm.keysOf("acme")))
                        .json(BODY)
                        .header("Cookie", "KEYCLOAK_IDENTITY=" + realm.token("alice"))
                        .send()
                        .status())
                .as("a cookie instead of a token")
                .isEqualTo(401);
        for (Http request : List.of(realm.accountAs("alice", "POST", realm.keysOf("acme")), realm.keys("POST", ""))) {
            assertThat(request.body(BODY, type).send().status()).isEqualTo(415);
        }
        assertThat(realm.keys("GET", "/count").send().body()).isEqualTo(before);
    }

    @Test
    void answersHaveSecurityHeaders() {
        Map<String, Answer> answers = Map.of(
                "verify", realm.accountWith(key, "GET", "/verify").expect(200),
                "refused", realm.accountWith("h0p_bot_x", "GET", "/verify").expect(401),
                "account", realm.accountWith(key, "GET", "/self").expect(200),
                "admin", realm.keys("GET", "").expect(200),
                "wrong", realm.keys("POST", "").json("{}").expect(400));
        answers.forEach((name, answer) -> {
            assertThat(answer.header("Content-Type")).as(name).matches("application/(problem\\+)?json(;.*)?");
            assertThat(answer.header("X-Content-Type-Options")).as(name).isEqualTo("nosniff");
            assertThat(answer.header("Strict-Transport-Security")).as(name).contains("max-age=");
            assertThat(answer.header("Referrer-Policy")).as(name).isEqualTo("no-referrer");
            assertThat(answer.header("Cache-Control")).as(name).contains("no-");
        });
    }

    /** If the server echoed a request, a script could read the headers that the browser or a gateway has added. */
    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "TRACK"})
    void requestsAreNotEchoed(String method) {
        for (String path : List.of("/verify", "/self")) {
            URI url = URI.create(realm.url("/api-keys" + path));
            assertThat(raw(url, method, "X-Api-Key: " + key + "\r\nX-Mark: echo-of-this\r\n"))
                    .startsWith("HTTP/1.1 ")
                    .doesNotContain(key)
                    .doesNotContain("echo-of-this");
        }
    }

    private static String raw(URI url, String method, String headers) {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((method + " " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n" + headers
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
