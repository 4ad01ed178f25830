package io.orgkeys.keycloak.benchmark;

import java.io.IOException;
import java.io.OutputStream;
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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** An HTTP proxy before several nodes. Each request goes to the next node. The proxy can disturb requests. */
final class RoundRobin implements AutoCloseable {

    private static final int LATEST_MILLIS = 3_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final List<String> FORWARDED = List.of("Authorization", "Content-Type", "Accept");

    /** Answers that are no valid answers of any endpoint, and a valid answer of another endpoint. */
    private static final List<String> WRONG_BODIES = List.of(
            "",
            "null",
            "[]",
            "{}",
            "<html>Welcome</html>",
            "{\"ids\":[],\"all\":false}",
            "{\"ids\":null,\"all\":false,\"lifespan\":60000}",
            "{\"ids\":[],\"all\":\"false\",\"lifespan\":60000}",
            "{\"ids\":[],\"all\":false,\"lifespan\":60000",
            "{\"ids\":[1],\"all\":false,\"lifespan\":60000}",
            "{\"active\":\"true\"}",
            "{\"active\":true,\"scope\":null}",
            "{\"active\":false}\0\u00ff");

    private static final List<Integer> WRONG_STATUSES = List.of(302, 400, 404, 429, 500, 502, 503);

    private final List<String> nodes;
    private final InetSocketAddress address;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private HttpServer server;
    private volatile Disturbance disturbance = new Disturbance(false, List.of(Fault.NONE));

    /** Random faults of polls, or of all requests. */
    private record Disturbance(boolean onlyFeed, List<Fault> faults, CountDownLatch ended) {

        Disturbance(boolean onlyFeed, List<Fault> faults) {
            this(onlyFeed, faults, new CountDownLatch(1));
        }

        Fault next(boolean isPoll) {
            return onlyFeed && !isPoll ? Fault.NONE : random(faults);
        }
    }

    /** @param nodes the base URLs */
    RoundRobin(List<String> nodes) {
        this.nodes = List.copyOf(nodes);
        this.server = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.address = server.getAddress();
    }

    private HttpServer listen(InetSocketAddress local) {
        try {
            HttpServer listening = HttpServer.create(local, 0);
            listening.createContext("/", this::handle);
            listening.setExecutor(threads);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + address.getPort();
    }

    /** Applies a random fault to each poll. */
    void disturbFeed(Fault... faults) {
        disturb(new Disturbance(true, List.of(faults)));
    }

    /** Applies a random fault to each request. */
    void disturbAll(Fault... faults) {
        disturb(new Disturbance(false, List.of(faults)));
    }

    private void disturb(Disturbance next) {
        Disturbance before = disturbance;
        disturbance = next;
        before.ended.countDown();
    }

    /** Closes all connections and refuses new ones. */
    void cut() {
        server.stop(0);
    }

    /** Ends the cut and all faults. */
    void restore() {
        disturbAll(Fault.NONE);
        server.stop(0);
        server = listen(address);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Disturbance current = disturbance;
            Fault fault = current.next(exchange.getRequestURI().getPath().endsWith(Requests.CHANGES));
            switch (fault) {
                case CLOSED -> {}
                case SILENT -> current.ended.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                case WRONG -> wrong(exchange);
                default -> {
                    if (fault == Fault.LATE_REQUEST) {
                        pause();
                    }
                    HttpResponse<byte[]> answer = forward(exchange, body);
                    if (fault == Fault.LATE_ANSWER) {
                        pause();
                    }
                    int length = answer.body().length;
                    send(exchange, answer.statusCode(), answer.body(), fault == Fault.PARTIAL ? length / 2 : length);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(LATEST_MILLIS));
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        String node = nodes.get(Math.floorMod(requests.getAndIncrement(), nodes.size()));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node + exchange.getRequestURI()))
                .timeout(TIMEOUT)
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (String name : FORWARDED) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Sends either a wrong body or a wrong status. */
    private static void wrong(HttpExchange exchange) throws IOException {
        if (ThreadLocalRandom.current().nextBoolean()) {
            byte[] body = random(WRONG_BODIES).getBytes(StandardCharsets.UTF_8);
            send(exchange, 200, body, body.length);
        } else {
            exchange.getResponseHeaders().set("Location", "/");
            send(exchange, random(WRONG_STATUSES), new byte[] {'{', '}'}, 2);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body, int length) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (length > 0) {
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, length);
            out.flush();
        }
    }

    private static <T> T random(List<T> values) {
        return values.get(ThreadLocalRandom.current().nextInt(values.size()));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
