package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

import io.orgkeys.keycloak.it.clock.TestClockFactory;
import io.orgkeys.keycloak.it.clock.TestClockResource;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;

/** The Keycloak of all integration tests of this JVM, with our jar in it, on the database that this run is about. */
final class TestServer {

    private static final TestServer INSTANCE = new TestServer();

    private final Database database;
    private final KeycloakServer keycloak;

    private TestServer() {
        Path directory = Path.of("target", "it", Database.configuredVendor());
        database = Database.startEmpty(directory.resolve("database"));
        keycloak = KeycloakServer.builder()
                .name("it-" + Database.configuredVendor())
                .database(database)
                .providers(Path.of(System.getProperty("orgkeys.jar", "")), clockJar(directory))
                // the promise that no secret is logged holds at this level
                .logLevel("debug,io.netty:info,org.infinispan:info,org.hibernate.orm.results:info")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            keycloak.stop();
            database.close();
        }));
    }

    static KeycloakServer keycloak() {
        return INSTANCE.keycloak;
    }

    static Database database() {
        return INSTANCE.database;
    }

    static String url(String path) {
        return keycloak().baseUrl() + path;
    }

    /** A token of the bootstrap administrator, who may do everything in every realm. */
    static String adminToken() {
        return Http.post(url("/realms/master/protocol/openid-connect/token"))
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
    static void later(java.time.Duration ahead, Runnable action) {
        moveClock(ahead.toSeconds());
        try {
            action.run();
        } finally {
            moveClock(0);
        }
    }

    private static void moveClock(long seconds) {
        Http.request("PUT", url("/realms/master/test-clock?offset=" + seconds))
                .send()
                .expect(204);
    }

    private static Path clockJar(Path directory) {
        Path file = directory.resolve("test-clock.jar");
        try {
            Files.createDirectories(directory);
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
                add(jar, "META-INF/beans.xml", new byte[0]);
                add(
                        jar,
                        "META-INF/services/org.keycloak.services.resource.RealmResourceProviderFactory",
                        TestClockFactory.class.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                for (String name : List.of(
                        TestClockFactory.class.getName(),
                        TestClockFactory.class.getName() + "$1",
                        TestClockResource.class.getName())) {
                    String path = name.replace('.', '/') + ".class";
                    try (InputStream in = TestServer.class.getClassLoader().getResourceAsStream(path)) {
                        add(
                                jar,
                                path,
                                java.util.Objects.requireNonNull(in, path).readAllBytes());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static void add(JarOutputStream jar, String path, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(path);
        entry.setTime(0); // the same jar every time, so that Keycloak need not be built anew
        jar.putNextEntry(entry);
        jar.write(content);
        jar.closeEntry();
    }
}
