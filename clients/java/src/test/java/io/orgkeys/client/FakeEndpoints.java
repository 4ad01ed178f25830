package io.orgkeys.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/** The two endpoints of a realm, whose answers a test chooses. */
final class FakeEndpoints implements AutoCloseable {

    static final String ACTIVE = """
            {"active":true,"token_type":"api_key","jti":"K1","sub":"U1","scope":"stats:read",\
            "organization":{"acme":{"id":"O1"}}}""";

    static final String UNCHANGED = "{\"ids\":[],\"all\":false,\"lifespan\":60000}";

    final List<String> introspections = new CopyOnWriteArrayList<>();
    final List<String> polls = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();
    volatile HttpHandler introspection = exchange -> send(exchange, 200, ACTIVE);
    volatile HttpHandler changes = exchange -> send(exchange, 200, UNCHANGED);
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FakeEndpoints() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/realms/test/protocol/openid-connect/token/introspect", exchange -> {
            introspections.add(body(exchange));
            introspection.handle(exchange);
        });
        server.createContext("/realms/test/api-keys/changes", exchange -> {
            polls.add(body(exchange));
            changes.handle(exchange);
        });
        server.setExecutor(threads);
        server.start();
    }

    private String body(HttpExchange exchange) throws IOException {
        authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    ApiKeys keys() {
        return ApiKeys.ofRealm(url(), "stats-api", "p:ss w\u00f6rd").start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/test/";
    }

    static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
