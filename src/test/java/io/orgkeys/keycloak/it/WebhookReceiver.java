package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static org.assertj.core.api.Assertions.assertThat;

/** An HTTP endpoint that receives signed events, like that of an audit system. */
final class WebhookReceiver implements AutoCloseable {

    private final String secret;
    private final HttpServer http;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    private record Call(String signature, String body) {}

    private WebhookReceiver(HttpServer http, String secret) {
        this.http = http;
        this.secret = secret;
    }

    /** @param secret the secret with which the sender signs the events */
    static WebhookReceiver start(String secret) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            WebhookReceiver receiver = new WebhookReceiver(http, secret);
            http.createContext("/events", receiver::receive);
            http.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/events";
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String signature = exchange.getRequestHeaders().getFirst("X-Keycloak-Signature");
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.add(new Call(signature == null ? "" : signature, body));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    /** Waits for the next event, checks its signature, and returns it. */
    JsonNode next() {
        try {
            Call call = calls.poll(20, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("No event came");
            }
            assertThat(call.signature).isEqualTo(signature(call.body));
            return Answer.parse(call.body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String signature(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
