package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/** The Keycloak of all integration tests of this JVM, with our jar in it, on the database that this run is about. */
public final class TestServer {

    /** From where {@code X-Forwarded-For} is believed. */
    static final String TRUSTED_PROXY = "127.0.0.1";

    /** Most of a debug log, and nothing that could have a secret: entities, transactions, and paths that are logged elsewhere, too. */
    private static final List<String> QUIET = List.of(
            "io.netty",
            "io.quarkus.micrometer",
            "io.quarkus.vertx.http.runtime.RoutingUtils",
            "org.hibernate.orm.core",
            "org.hibernate.orm.event",
            "org.hibernate.orm.resource",
            "org.hibernate.orm.results",
            "org.hibernate.session.metrics",
            "org.infinispan",
            "org.keycloak.broker.provider.mappersync",
            "org.keycloak.transaction");

    /** How often a key may rotate itself after a quiet time. */
    static final int SELF_ROTATIONS = 200;

    /** Whether the server goes on after this JVM, for the next one: {@code mvn -Pit}. */
    private static final boolean KEPT = Boolean.getBoolean("orgkeys.kept");

    /** By how many seconds the time of a server is ahead, by its base URL. */
    private static final Map<String, Long> AHEAD = new ConcurrentHashMap<>();

    private final Database database;
    private final KeycloakServer keycloak;

    /** @param name tells the servers of this JVM apart */
    private TestServer(String name) {
        Path directory = Path.of("target", "it", name);
        database = KEPT ? Database.startKept(directory) : Database.startEmpty(directory.resolve("database"));
        KeycloakServer.Builder builder = KeycloakServer.builder()
                .name("it-" + name)
                .database(database)
                .providers(Path.of(System.getProperty("orgkeys.jar", "")), TestProviders.jar(directory))
                // the promise that no secret is logged holds at this level
                // and tests count what Hibernate opens and executes
                .logLevel("debug," + String.join(":info,", QUIET) + ":info,org.hibernate.orm.session:trace")
                .options("--spi-api-key-usage--default--interval=1")
                // so that a key that rotates itself all the time does disturb others, and that its limit can be reached
                .options("--spi-api-key-limits--default--self-rotations-at-once=" + SELF_ROTATIONS)
                // tests come from 127.0.0.1, and may say so whose request they pass on; nobody else may
                .options("--proxy-headers=xforwarded", "--proxy-trusted-addresses=" + TRUSTED_PROXY)
                // nobody attacks these passwords, and to be slow is all that their hash is for
                .options("--spi-password-hashing--argon2--iterations=1", "--spi-password-hashing--argon2--memory=8")
                // as in production, where browsers keep the files of the consoles; a development server would forbid it
                .options("--spi-theme--static-max-age=2592000");
        if (KEPT) {
            keycloak = builder.kept().start();
            return;
        }
        keycloak = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            keycloak.stop();
            database.close();
        }));
    }

    /** A server that is kept may have realms of a run that was killed. */
    static String realmPrefix() {
        return KEPT ? "realm" + ProcessHandle.current().pid() + "-" : "realm";
    }

    /** Started on first use: tests with servers of their own do not use it. */
    private static final class Shared {
        static final TestServer INSTANCE = new TestServer(Database.configuredVendor());
    }

    /** A second server, so that the tests in a browser can run beside the others. */
    private static final class OfBrowsers {
        static final TestServer INSTANCE = new TestServer(Database.configuredVendor() + "-browser");
    }

    public static KeycloakServer keycloak() {
        return Shared.INSTANCE.keycloak;
    }

    static KeycloakServer keycloakOfBrowsers() {
        return OfBrowsers.INSTANCE.keycloak;
    }

    /** The database of the server that the tests in a browser share. */
    public static Database databaseOfBrowsers() {
        return OfBrowsers.INSTANCE.database;
    }

    static Database database() {
        return Shared.INSTANCE.database;
    }

    public static String url(String path) {
        return keycloak().baseUrl() + path;
    }

    /** A token of the bootstrap administrator, who may do everything in every realm. */
    public static String adminToken() {
        return adminToken(keycloak());
    }

    /** The same, of another server. */
    static String adminToken(KeycloakServer server) {
        return adminToken(server.baseUrl());
    }

    static String adminToken(String baseUrl) {
        return Http.post(baseUrl + "/realms/master/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakServer.ADMIN,
                        "password",
                        KeycloakServer.ADMIN))
                .expect(200)
                .text("access_token");
    }

    /** Does something while the server's time is ahead. */
    public static void later(Duration ahead, Runnable action) {
        later(keycloak().baseUrl(), ahead, action);
    }

    static void later(String baseUrl, Duration ahead, Runnable action) {
        moveClock(baseUrl, ahead.toSeconds());
        try {
            action.run();
        } finally {
            moveClock(baseUrl, 0);
        }
    }

    /** By how many seconds the server's time is ahead. */
    static long ahead(String baseUrl) {
        return AHEAD.getOrDefault(baseUrl, 0L);
    }

    private static void moveClock(String baseUrl, long seconds) {
        Http.request("PUT", baseUrl + "/realms/master/test-clock?offset=" + seconds)
                .expect(204);
        AHEAD.put(baseUrl, seconds);
    }
}
