package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.Map;

import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/** The Keycloak of all integration tests of this JVM, with our jar in it, on the database that this run is about. */
public final class TestServer {

    /** From where {@code X-Forwarded-For} is believed. */
    static final String TRUSTED_PROXY = "127.0.0.1";

    /** How often a key may rotate itself after a quiet time. */
    static final int SELF_ROTATIONS = 200;

    /** Whether the server goes on after this JVM, for the next one: {@code mvn -Pit}. */
    private static final boolean KEPT = Boolean.getBoolean("orgkeys.kept");

    private static volatile long ahead;

    private final Database database;
    private final KeycloakServer keycloak;

    private TestServer() {
        Path directory = Path.of("target", "it", Database.configuredVendor());
        database = KEPT ? Database.startKept(directory) : Database.startEmpty(directory.resolve("database"));
        KeycloakServer.Builder builder = KeycloakServer.builder()
                .name("it-" + Database.configuredVendor())
                .database(database)
                .providers(Path.of(System.getProperty("orgkeys.jar", "")), TestProviders.jar(directory))
                // the promise that no secret is logged holds at this level
                // and tests count what Hibernate opens and executes
                // without what is four fifths of the log, and about entities, which have no secret
                .logLevel("debug,io.netty:info,org.infinispan:info,org.hibernate.orm.results:info,"
                        + "org.hibernate.orm.core:info,org.hibernate.orm.event:info,org.hibernate.orm.session:trace")
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

    /** Started by whoever asks for it first: tests with servers of their own only do not. */
    private static final class Shared {
        static final TestServer INSTANCE = new TestServer();
    }

    public static KeycloakServer keycloak() {
        return Shared.INSTANCE.keycloak;
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

    /** The same, of a server that a test started for itself. */
    static String adminToken(KeycloakServer server) {
        return Http.post(server.baseUrl() + "/realms/master/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakServer.ADMIN,
                        "password",
                        KeycloakServer.ADMIN))
                .send()
                .expect(200)
                .text("access_token");
    }

    /** Does something while the server's time is ahead. */
    public static void later(java.time.Duration ahead, Runnable action) {
        moveClock(ahead.toSeconds());
        try {
            action.run();
        } finally {
            moveClock(0);
        }
    }

    /** By how many seconds the server's time is ahead. */
    public static long ahead() {
        return ahead;
    }

    private static void moveClock(long seconds) {
        Http.request("PUT", url("/realms/master/test-clock?offset=" + seconds))
                .send()
                .expect(204);
        ahead = seconds;
    }
}
