package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/** The Keycloak server that the integration tests of a JVM share, with our provider jar, on the configured database. */
public final class TestServer {

    /** The address of a proxy whose {@code X-Forwarded-For} the server trusts. */
    static final String TRUSTED_PROXY = "127.0.0.1";

    /**
     * The loggers for which DEBUG is disabled, because they would write most of the log. A secret could appear in their
     * lines only as a part of a request's path, and other loggers log these paths, too.
     */
    private static final List<String> QUIET_LOGGERS = List.of(
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

    /**
     * The log level of the server that most tests share. Tests check that even this detailed log contains no secrets, and
     * count the sessions and statements that Hibernate logs.
     */
    private static final String DETAILED =
            "debug," + String.join(":info,", QUIET_LOGGERS) + ":info,org.hibernate.orm.session:trace";

    /** The number of times that a key can rotate itself before its rate limit takes effect. */
    static final int SELF_ROTATIONS = 200;

    /**
     * Whether the server keeps running after this JVM, so that the next test run can use it, as with {@code mvn -Pit}.
     */
    private static final boolean KEPT = Boolean.getBoolean("orgkeys.kept");

    /** Maps the base URL of a server to the number of seconds by which the server's clock is ahead. */
    private static final Map<String, Long> CLOCK_OFFSETS = new ConcurrentHashMap<>();

    private final Database database;
    private final KeycloakServer keycloak;

    /** @param name distinguishes the servers of this JVM */
    private TestServer(String name, String logLevel) {
        Path directory = Path.of("target", "it", name);
        database = KEPT ? Database.startKept(directory) : Database.startEmpty(directory.resolve("database"));
        KeycloakServer.Builder builder = KeycloakServer.builder()
                .name("it-" + name)
                .database(database)
                .providers(TestProviders.withOurs(directory))
                .logLevel(logLevel)
                .options("--spi-api-key-usage--default--interval=1")
                // high enough that a key that rotates itself in a loop can disturb other requests, low enough that a
                // test can reach the limit
                .options("--spi-api-key-limits--default--self-rotations-at-once=" + SELF_ROTATIONS)
                // tests connect from 127.0.0.1 and may send X-Forwarded-For; the server ignores this header from other
                // addresses
                .options("--proxy-headers=xforwarded", "--proxy-trusted-addresses=" + TRUSTED_PROXY)
                // the passwords of tests need no protection, so their hashing may be fast
                .options("--spi-password-hashing--argon2--iterations=1", "--spi-password-hashing--argon2--memory=8")
                // browsers cache the files of the consoles, as in production; start-dev disables this by default
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

    /**
     * Returns a prefix for names of realms. If the server is kept, the prefix is unique for each JVM, because realms
     * may remain from a run that was killed.
     */
    static String realmPrefix() {
        return KEPT ? "realm" + ProcessHandle.current().pid() + "-" : "realm";
    }

    /** Starts the server on first use, because tests with their own servers do not need it. */
    private static final class Shared {
        static final TestServer INSTANCE = new TestServer(Database.configuredVendor(), DETAILED);
    }

    /** A second server, so that the browser tests can run in parallel to the others. No test reads its log. */
    private static final class OfBrowsers {
        static final TestServer INSTANCE = new TestServer(Database.configuredVendor() + "-browser", "info");
    }

    public static KeycloakServer keycloak() {
        return Shared.INSTANCE.keycloak;
    }

    static KeycloakServer keycloakOfBrowsers() {
        return OfBrowsers.INSTANCE.keycloak;
    }

    /** Returns the database of the server that the browser tests share. */
    public static Database databaseOfBrowsers() {
        return OfBrowsers.INSTANCE.database;
    }

    static Database database() {
        return Shared.INSTANCE.database;
    }

    public static String url(String path) {
        return keycloak().baseUrl() + path;
    }

    /** Returns a token of the bootstrap administrator, who has all permissions in every realm. */
    public static String adminToken() {
        return adminToken(keycloak());
    }

    /** Returns a token of the bootstrap administrator of another server. */
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

    /** Runs the action while the server's clock is ahead by this duration. */
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

    /** Returns the number of seconds by which the server's clock is ahead. */
    static long clockOffset(String baseUrl) {
        return CLOCK_OFFSETS.getOrDefault(baseUrl, 0L);
    }

    private static void moveClock(String baseUrl, long seconds) {
        Http.request("PUT", baseUrl + "/realms/master/test-clock?offset=" + seconds)
                .expect(204);
        CLOCK_OFFSETS.put(baseUrl, seconds);
    }
}
