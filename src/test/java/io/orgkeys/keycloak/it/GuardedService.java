package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/** A service behind a gateway, which records the requests that it receives. */
final class GuardedService implements AutoCloseable {

    private final HttpServer server;
    private final List<Request> requests = new ArrayList<>();

    GuardedService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    /** A request that the service received. */
    record Request(String method, String uri, Headers headers, String body) {

        /**
         * Returns the values of all headers with this name, ignoring case and the difference between dashes and
         * underscores.
         */
        List<String> valuesOfSimilarHeaders(String name) {
            return headers.entrySet().stream()
                    .filter(header -> canonical(header.getKey()).equals(canonical(name)))
                    .map(Map.Entry::getValue)
                    .flatMap(List::stream)
                    .toList();
        }

        @Nullable
        String header(String name) {
            return headers.getFirst(name);
        }

        private static String canonical(String name) {
            return name.toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Returns the requests that the service received since the last call. */
    synchronized List<Request> takeRequests() {
        List<Request> all = List.copyOf(requests);
        requests.clear();
        return all;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        synchronized (this) {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    body));
        }
        byte[] answer = "served".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
