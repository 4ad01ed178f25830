package io.orgkeys.keycloak.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orgkeys.keycloak.it.TestRealm;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A web application on another site than Keycloak, which contains the element {@code <org-api-keys>}. Its policy is
 * strict, and its own styles would break the page if they applied to the page. Register it after the realm.
 */
final class EmbeddingApplication implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

    private static final String CLIENT = "embedding";

    private static final String HTML = """
            <!doctype html>
            <html lang="en">
            <head>
            <title>An application</title>
            <link rel="stylesheet" href="/app.css">
            <script type="module" src="%s"></script>
            <script type="module" src="/app.js"></script>
            </head>
            <body>
            <main>
            <h1>Settings</h1>
            %s
            </main>
            <ol id="log"></ol>
            </body>
            </html>
            """;

    /** Writes the events of the element and the keys that the application sees into the page. */
    private static final String SCRIPT = """
            const log = (text) => {
                const item = document.createElement("li");
                item.textContent = text;
                document.getElementById("log").append(item);
            };
            const types = ["created", "updated", "rotated", "deleted"].map((change) => `key-${change}`);
            for (const type of [...types, "session-ended", "load-error"]) {
                addEventListener(type, ({ detail }) => log(`${type} ${JSON.stringify(detail)}`));
            }
            addEventListener("keydown", ({ key }) => log(`pressed ${key}`));
            const connect = (element) => {
                element.getToken = async ({ refresh }) => {
                    const answer = await fetch(`/token?refresh=${refresh}&user=${element.dataset.user ?? ""}`);
                    return answer.status === 200 ? answer.text() : null;
                };
            };
            document.querySelectorAll("org-api-keys").forEach(connect);
            window.add = (user) => {
                const element = document.createElement("org-api-keys");
                element.id = element.dataset.user = user;
                connect(element);
                document.querySelector("main").append(element);
            };
            """;

    private static final String STYLES = """
            html { font-size: 10px; }
            body { margin: 8px; font-family: serif; line-height: 3; transform: translateX(0); }
            * { box-sizing: content-box; letter-spacing: 3px; }
            button, input, table, h2, dialog { display: none !important; }
            org-api-keys { display: none !important; }
            #log { color: #333; }
            """;

    private final TestRealm realm;
    private final List<Boolean> requests = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;
    private volatile String elements = "";
    private volatile Function<Boolean, @Nullable String> tokens = refresh -> null;

    EmbeddingApplication(TestRealm realm) {
        this.realm = realm;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        realm.clients().createPublic(CLIENT);
        realm.clients().change(CLIENT, Map.of("webOrigins", List.of(origin())));
        realm.clients().addKeyManagementScope(CLIENT);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        requests.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (server != null) {
            server.stop(0);
        }
    }

    /** Returns an access token of the application for this user. */
    String token(String user) {
        return realm.token(CLIENT, user);
    }

    /**
     * Opens the application.
     *
     * @param html the elements {@code <org-api-keys>}. An element can have a user of its own in {@code data-user}.
     * @param source the token for each call of {@code getToken} of the other elements; the parameter is {@code refresh}
     */
    void open(Page page, String html, Function<Boolean, @Nullable String> source) {
        elements = html;
        tokens = source;
        page.navigate(origin() + "/");
    }

    /** Opens the application with one element, for a user whose token stays valid. */
    void open(Page page, String html, String user) {
        String token = token(user);
        open(page, html, refresh -> token);
    }

    /** Replaces the source of tokens of the open page. */
    void serve(Function<Boolean, @Nullable String> source) {
        tokens = source;
    }

    /** Returns the values of {@code refresh} in the calls of {@code getToken}. */
    List<Boolean> tokenRequests() {
        return requests;
    }

    /** Returns the events of this type that the application has heard. */
    static Locator events(Page page, String type) {
        return page.locator("#log li").filter(new Locator.FilterOptions().setHasText(type + " "));
    }

    String origin() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> send(exchange, 200, "text/html", HTML.formatted(realm.url("/api-keys/embed.js"), elements));
                case "/app.js" -> send(exchange, 200, "text/javascript", SCRIPT);
                case "/app.css" -> send(exchange, 200, "text/css", STYLES);
                case "/token" -> {
                    String[] query = exchange.getRequestURI().getQuery().split("&user=", -1);
                    boolean refresh = query[0].equals("refresh=true");
                    requests.add(refresh);
                    String token = query[1].isEmpty() ? tokens.apply(refresh) : token(query[1]);
                    // an error status would be an error in the browser's console
                    send(exchange, token == null ? 204 : 200, "text/plain", token == null ? "" : token);
                }
                default -> send(exchange, 404, "text/plain", "");
            }
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type + ";charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", policy());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String policy() {
        URI url = URI.create(realm.url(""));
        String keycloak = url.getScheme() + "://" + url.getAuthority();
        return "default-src 'none'; script-src 'self' " + keycloak + "; connect-src 'self' " + keycloak
                + "; style-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";
    }
}
