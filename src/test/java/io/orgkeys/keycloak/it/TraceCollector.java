package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;

/** An OpenTelemetry collector that keeps the received traces for a test. */
final class TraceCollector implements AutoCloseable {

    private final HttpServer http;
    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private volatile long ignoredBefore;

    private TraceCollector(HttpServer http) {
        this.http = http;
    }

    static TraceCollector start() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TraceCollector collector = new TraceCollector(http);
            http.createContext("/v1/traces", collector::receive);
            http.start();
            return collector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /**
     * Ignores all spans that began before now, even if they arrive later, because the server exports spans with a
     * delay.
     */
    void clear() {
        ignoredBefore = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    private Stream<Span> spans() {
        return received.stream()
                .flatMap(body -> parse(body).getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .filter(span -> span.getStartTimeUnixNano() >= ignoredBefore);
    }

    private static ExportTraceServiceRequest parse(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the spans with this name. */
    List<Span> spans(String name) {
        return spans().filter(span -> span.getName().equals(name)).toList();
    }

    /** Returns whether the span has a parent span. */
    boolean hasParent(Span span) {
        return !span.getParentSpanId().isEmpty();
    }

    /** Returns all received bytes as text, to search for secrets. */
    String all() {
        return received.stream()
                .map(body -> new String(body, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
