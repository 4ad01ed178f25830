package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that the webhooks of another extension, whose jar is installed next to ours, deliver our events. */
@OwnServers
@SuppressWarnings("NullAway.Init") // the server is started before the first test
class WebhookIT {

    private static final String SECRET = "shared-with-the-receiver";

    /** The Java version that the other extension requires. */
    private static final int JAVA = 21;

    private static Database database;
    private static KeycloakServer server;
    private static WebhookReceiver receiver;
    private static TestRealm realm;

    @BeforeAll
    static void start() {
        Path java = java();
        database = Database.startEmpty("h2", Path.of("target", "it", "webhook", "database"));
        receiver = WebhookReceiver.start(SECRET);
        server = KeycloakServer.builder()
                // this Keycloak has its own home directory; otherwise, other tests would reuse a build that includes
                // the jar of the other extension
                .home(Path.of("target", "it", "webhook", "keycloak"))
                .database(database)
                .providers(
                        Path.of(System.getProperty("orgkeys.jar", "")),
                        Path.of("target", "dist", "keycloak-events.jar"))
                .environment("JAVA_HOME", java.toString())
                // the other extension adds a second event store; without this option, Keycloak would use neither of the
                // two stores
                .options("--spi-events-store--provider=jpa")
                .importRealm(Path.of("realm-export.json"))
                .start();
        realm = TestRealm.on(server);
        realm.change(Map.of("eventsListeners", List.of("jboss-logging", "ext-event-webhook")));
        Http.post(realm.url("/webhooks"))
                .bearer(realm.token("h0p-admin"))
                .json(Map.of(
                        "enabled",
                        "true",
                        "url",
                        receiver.url(),
                        "secret",
                        SECRET,
                        "eventTypes",
                        List.of("admin.API_.*", "access.INTROSPECT_TOKEN_ERROR")))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
            receiver.close();
            database.close();
        }
    }

    @Test
    void deliversEachChangeOfAKeySignedAndWithoutASecret() {
        Answer created = realm.createBot("acme", "Watched");
        assertThat(assertNext("CREATE", created).get("representation").asText()).contains("\"Watched\"");

        String path = "/" + created.text("id");
        Answer rotated = realm.keys("POST", path + "/rotate").expect(201);
        assertThat(assertNext("ACTION", created).at("/details/action").asText()).isEqualTo("rotate");

        realm.verify(created.text("secret") + "0", "").expect(401); // a malformed key raises no event
        realm.keys("PUT", path).json("{\"enabled\":false}").expect(200);
        assertNext("UPDATE", created);

        realm.verify(rotated.text("secret"), "").expect(401);
        JsonNode refused = receiver.next();
        assertThat(refused.get("type").asText()).isEqualTo("access.INTROSPECT_TOKEN_ERROR");
        assertThat(refused.get("error").asText()).isEqualTo("disabled_key");
        assertThat(refused.at("/details/token_id").asText()).isEqualTo(created.text("id"));
        assertThat(refused.toString()).doesNotContain(rotated.text("secret").substring(8, 40));

        realm.keys("DELETE", path).expect(204);
        assertNext("DELETE", created);
        assertThat(realm.admin("GET", "/admin-events?operationTypes=DELETE")
                        .expect(200)
                        .body())
                .as("Keycloak's own event store")
                .contains(created.text("id"));
    }

    /** Returns the next event, which must be about this key and must not contain its secret. */
    private static JsonNode assertNext(String operation, Answer key) {
        JsonNode event = receiver.next();
        assertThat(event.get("type").asText()).isEqualTo("admin.API_KEY-" + operation);
        assertThat(event.get("resourceType").asText()).isEqualTo("API_KEY");
        assertThat(event.get("resourcePath").asText())
                .isEqualTo("organizations/" + key.text("organizationId") + "/api-keys/" + key.text("id"));
        assertThat(event.at("/authDetails/username").asText()).isEqualTo("h0p-admin");
        assertThat(event.toString())
                .doesNotContain(key.text("secret").substring(8, 40))
                .doesNotContain("secret\\\":");
        return event;
    }

    /**
     * Returns the home of a Java that is new enough for the other extension: the Java of this JVM, or one installed
     * beside it.
     */
    private static Path java() {
        Path ours = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= JAVA) {
            return ours;
        }
        try (Stream<Path> siblings = Files.list(Objects.requireNonNull(ours.getParent()))) {
            List<Path> suitable =
                    siblings.filter(home -> version(home) >= JAVA).sorted().toList();
            Assumptions.assumeFalse(suitable.isEmpty(), "There is no Java " + JAVA + " beside " + ours);
            return suitable.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version(Path home) {
        Properties release = new Properties();
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            lines.map(line -> line.split("=", 2))
                    .filter(line -> line.length == 2)
                    .forEach(line -> release.put(line[0], line[1]));
        } catch (IOException e) {
            return 0;
        }
        String version = release.getProperty("JAVA_VERSION", "0").replaceAll("^\"|[^0-9].*$", "");
        return version.isEmpty() ? 0 : Integer.parseInt(version);
    }
}
