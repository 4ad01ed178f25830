package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A proxy that forwards polls to the server, but answers introspections itself: with the server's answer for one key, and
 * a new id each time. A library can thereby get 100,000 different answers before the first one expires. The server would
 * have to read each key from the database.
 */
final class RepeatedAnswer implements AutoCloseable {

    private static final Pattern ID = Pattern.compile("\"jti\":\"[^\"]+\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newFixedThreadPool(Load.CLIENTS + 1);
    private final URI real;
    private final String answer;
    private final HttpServer server;

    private RepeatedAnswer(URI real, String answer) throws IOException {
        this.real = real;
        this.answer = answer;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(real.getPath() + Requests.INTROSPECT, this::answer);
        server.createContext(real.getPath() + Requests.CHANGES, this::forward);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * @param realmUrl of the server
     * @param secret of a key that the server accepts
     */
    static RepeatedAnswer start(String realmUrl, String secret) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(realmUrl + Requests.INTROSPECT))
                .header("Authorization", Requests.BASIC)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + secret))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        if (!ID.matcher(answer).find()) {
            throw new IllegalStateException("The server's answer has no id of a key");
        }
        return new RepeatedAnswer(URI.create(realmUrl), answer);
    }

    String realmUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + real.getPath();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String id = Matcher.quoteReplacement("\"jti\":\"" + UUID.randomUUID() + '"');
        send(exchange, 200, ID.matcher(answer).replaceFirst(id).getBytes(StandardCharsets.UTF_8));
    }

    private void forward(HttpExchange exchange) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(real.resolve(exchange.getRequestURI()))
                .header("Authorization", Requests.BASIC)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                .build();
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            send(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
