package io.orgkeys.keycloak.it;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that <a href="https://openapi-generator.tech">OpenAPI Generator</a> generates from {@code docs/openapi.json}
 * change only the fields that the caller sets.
 */
class GeneratedClientsIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final Path DIRECTORY = Path.of("target", "clients").toAbsolutePath();
    private static final Path GENERATOR =
            Path.of("target", "dist", "openapi-generator-cli.jar").toAbsolutePath();
    private static final Path TYPESCRIPT =
            Path.of("themes", "node_modules", "typescript", "bin", "tsc").toAbsolutePath();

    /** Generates all clients in one process, which takes no longer than generating a single client. */
    @BeforeAll
    static void generate() throws IOException {
        clear();
        Path specification = Path.of("docs", "openapi.json").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of(java("java"), "-jar", GENERATOR.toString(), "batch"));
        for (List<String> client : List.of(
                List.of("java", "native", "{library: native, useJakartaEe: true}"),
                List.of("java", "gson", "{}"),
                List.of("typescript-fetch", "typescript", "{}"),
                List.of("python", "python", "{}"))) {
            Path options = DIRECTORY.resolve(client.get(1) + ".yaml");
            Files.writeString(options, """
                    generatorName: %s
                    inputSpec: %s
                    outputDir: %s
                    additionalProperties: %s
                    """.formatted(
                            client.get(0), specification, DIRECTORY.resolve(client.get(1)), client.get(2)));
            command.add(options.toString());
        }
        ExampleServer.run(DIRECTORY, command.toArray(String[]::new));
    }

    @Test
    void aJavaClientChangesOnlyTheFieldsThatAreSet() throws IOException {
        Path sources = DIRECTORY.resolve(Path.of("native", "src", "main", "java"));
        Path classes = DIRECTORY.resolve("native-classes");
        Path main = copy("Update.java", sources);
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(
                List.of(java("javac"), "-nowarn", "-proc:none", "-cp", classPath, "-d", classes.toString()));
        try (Stream<Path> all = Files.walk(sources)) {
            all.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(command::add);
        }
        ExampleServer.run(Path.of("").toAbsolutePath(), command.toArray(String[]::new));
        assertChangesOnlySetFields((key, token) -> ExampleServer.run(
                Path.of("").toAbsolutePath(),
                java("java"),
                "-cp",
                classes + File.pathSeparator + classPath,
                main.getFileName().toString().replace(".java", ""),
                realm.url("").replaceFirst("/realms/.*", ""),
                token,
                realm.name,
                key.text("id")));
    }

    @Test
    void aTypeScriptClientChangesOnlyTheFieldsThatAreSet() throws IOException {
        boolean installed = Files.exists(TYPESCRIPT);
        assertThat(installed || !"true".equals(System.getenv("CI")))
                .as("In CI, the packages of themes/ must be installed")
                .isTrue();
        Assumptions.assumeTrue(installed, "The packages of themes/ are not installed");
        String node = ExampleServer.program("node");
        Path sources = DIRECTORY.resolve("typescript");
        Path main = copy("update.ts", sources);
        Path compiled = DIRECTORY.resolve("typescript-compiled");
        ExampleServer.run(
                sources,
                node,
                TYPESCRIPT.toString(),
                "--outDir",
                compiled.toString(),
                "--module",
                "commonjs",
                "--moduleResolution",
                "node10",
                "--target",
                "es2022",
                "--lib",
                "es2022,dom",
                main.toString());
        assertChangesOnlySetFields((key, token) -> ExampleServer.run(
                compiled,
                node,
                compiled.resolve("update.js").toString(),
                realm.url("").replaceFirst("/realms/.*", ""),
                token,
                realm.name,
                key.text("id")));
    }

    /** By default, the generator uses Gson for Java. Fields that are not set are null, and Gson omits them. */
    @Test
    void aJavaClientWithGsonOmitsFieldsThatAreNotSet() throws IOException {
        for (String change : List.of("KeyUpdate", "SettingsUpdate", "ResourceUpdate", "Rotation")) {
            String source = Files.readString(DIRECTORY.resolve(Path.of(
                    "gson", "src", "main", "java", "org", "openapitools", "client", "model", change + ".java")));
            assertThat(source.lines().filter(line -> line.matches("  private .*;")))
                    .as(change)
                    .isNotEmpty()
                    .noneMatch(line -> line.contains("="));
        }
        assertThat(Files.readString(DIRECTORY.resolve(
                        Path.of("gson", "src", "main", "java", "org", "openapitools", "client", "JSON.java"))))
                .doesNotContain("serializeNulls()");
    }

    /**
     * A field that the caller does not set has the value None, too. The client sends null only for fields that the
     * caller has set to None.
     */
    @Test
    void aPythonClientOmitsFieldsThatAreNotSet() throws IOException {
        for (String change : List.of("key_update", "settings_update", "resource_update", "rotation")) {
            String source =
                    Files.readString(DIRECTORY.resolve(Path.of("python", "openapi_client", "models", change + ".py")));
            assertThat(source.lines().filter(line -> line.matches("    [a-z_]+: Optional\\[.*")))
                    .as(change)
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith("= None") || line.contains("default=None"));
            assertThat(source).contains("exclude_none=True");
        }
    }

    private interface Client {
        void run(Answer key, String token);
    }

    private static void assertChangesOnlySetFields(Client client) {
        realm.changeSettings("""
                {"userKeysPerMember": 1, "maximumGracePeriod": 60, "importedPrefixes": ["old_"],
                 "leakReporters": [{"id": "scanner", "publicKey": "%s"}]}""".formatted(publicKey()));
        ObjectNode settings =
                (ObjectNode) realm.keys("GET", "/settings").expect(200).json();
        realm.keys("PUT", "/resources/domains")
                .json("{\"description\":\"Before\",\"audience\":[\"shortlinks-api\"]}")
                .expect(200);
        ObjectNode resource =
                (ObjectNode) realm.keys("GET", "/resources/domains").expect(200).json();
        assertThat(resource.path("roles")).isNotEmpty();
        Answer key = realm.keys("POST", "")
                .json("""
                        {"organizationId": "%s", "type": "bot", "name": "Generated", "description": "Before",
                         "permissions": {"stats": ["read"], "files": ["read"]}, "allowedNetworks": ["192.0.2.0/24"],
                         "expiresAt": "2099-01-01T00:00:00Z"}""".formatted(realm.organizationId("acme")))
                .expect(201);

        client.run(key, realm.token("h0p-admin"));

        ObjectNode before = (ObjectNode) key.json();
        ObjectNode after = (ObjectNode) realm.read(key).json();
        assertThat(after.remove("description").asText()).isEqualTo("Changed");
        before.remove("description");
        List<String> byRotation =
                List.of("secret", "lastFour", "updatedAt", "secretIssuedAt", "formerSecretExpiresAt", "version");
        assertThat(after.remove(byRotation)).isEqualTo(before.remove(byRotation));
        assertThat(realm.keys("GET", "/settings").expect(200).json()).isEqualTo(settings.put("userKeysPerMember", 3));
        assertThat(realm.keys("GET", "/resources/domains").expect(200).json())
                .isEqualTo(resource.put("description", "Changed"));
    }

    private static String publicKey() {
        return new LeakScanner("scanner").pem().replace("\n", "\\n");
    }

    private static Path copy(String file, Path directory) throws IOException {
        Path copy = directory.resolve(file);
        try (InputStream resource =
                Objects.requireNonNull(GeneratedClientsIT.class.getResourceAsStream("clients/" + file))) {
            Files.copy(resource, copy);
        }
        return copy;
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private static void clear() throws IOException {
        if (Files.exists(DIRECTORY)) {
            try (Stream<Path> all = Files.walk(DIRECTORY)) {
                all.sorted(Comparator.reverseOrder()).forEach(GeneratedClientsIT::delete);
            }
        }
        Files.createDirectories(DIRECTORY);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
