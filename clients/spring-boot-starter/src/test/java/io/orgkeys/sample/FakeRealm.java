package io.orgkeys.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A realm with an introspection endpoint and a change feed. */
final class FakeRealm implements AutoCloseable {

    final List<String> introspections = new CopyOnWriteArrayList<>();
    final List<String> polls = new CopyOnWriteArrayList<>();
    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String changed = "";

    private record Key(String scope, String organization) {}

    FakeRealm() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/realms/test/protocol/openid-connect/token/introspect", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            introspections.add(form);
            answer(exchange, introspection(form));
        });
        server.createContext("/realms/test/api-keys/changes", exchange -> {
            polls.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, "{\"ids\":[" + changed + "],\"all\":false,\"lifespan\":60000}");
        });
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-realm");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/realms/test";
    }

    void issue(String secret, String scope) {
        issue(secret, scope, "acme");
    }

    /** The organization has the id {@code o1}. */
    void issue(String secret, String scope, String organization) {
        keys.put(secret, new Key(scope, organization));
    }

    void revoke(String secret) {
        keys.remove(secret);
        changed = "\"id-" + secret + "\"";
    }

    void answerWith(int newStatus) {
        status = newStatus;
    }

    private String introspection(String form) {
        String secret = URLDecoder.decode(form.replaceAll("^token=([^&]*).*", "$1"), StandardCharsets.UTF_8);
        Key key = keys.get(secret);
        return key == null ? "{\"active\":false}" : """
                {"active":true,"token_type":"api_key","jti":"id-%s","sub":"user-1","username":"alice","scope":"%s",\
                "organization":{"%s":{"id":"o1"}}}""".formatted(secret, key.scope(), key.organization());
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
