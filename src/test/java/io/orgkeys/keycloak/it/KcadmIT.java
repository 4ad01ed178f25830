package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Keycloak's command line tool kcadm can manage keys. Each call of kcadm starts a JVM, so the tests call it rarely. */
@DisabledOnOs(OS.WINDOWS)
class KcadmIT {

    /** Options for a JVM that runs only for about a second. Optimized compilation would take longer than it saves. */
    static final String SHORT_RUN = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    @TempDir
    static Path directory;

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void logIn() {
        kcadm(
                "config",
                "credentials",
                "--server",
                TestServer.url(""),
                "--realm",
                realm.name,
                "--user",
                "h0p-admin",
                "--password",
                "h0p-admin");
    }

    @Test
    void keysAreCreatedListedChangedAndDeleted() {
        String acme = realm.organizationId("acme");
        kcadm(
                "create",
                "api-keys",
                "-s",
                "organizationId=" + acme,
                "-s",
                "type=bot",
                "-s",
                "name=From the shell",
                "-s",
                "permissions={\"stats\":[\"read\"]}");
        realm.createBot("globex", "Of globex", "{}");

        JsonNode listed = Answer.parse(
                kcadm("get", "api-keys", "-q", "organizationId=" + acme, "--fields", "id,name,createdBy(name)"));
        String id = listed.at("/0/id").asText();
        assertThat(listed)
                .isEqualTo(Answer.parse(
                        "[{\"id\":\"%s\",\"name\":\"From the shell\",\"createdBy\":{\"name\":\"h0p-admin\"}}]"
                                .formatted(id)));

        // with -o, kcadm reads a created key again and prints it without the secret; after a rotation, kcadm prints the
        // answer, which contains the new secret
        JsonNode rotated = Answer.parse(
                kcadm("create", "api-keys/" + id + "/rotate", "-s", "gracePeriod=0", "-o", "-F", "secret"));
        assertThat(realm.verify(rotated.get("secret").asText(), "?permission=stats:read")
                        .text("keyId"))
                .isEqualTo(id);

        // kcadm reads the key, changes its JSON and sends the whole document back
        kcadm("update", "api-keys/" + id, "-s", "description=Renewed", "-s", "permissions.domains=[\"read\"]");
        Answer updated = realm.keys("GET", "/" + id).expect(200);
        assertThat(updated.text("description")).isEqualTo("Renewed");
        assertThat(updated.json().get("permissions"))
                .isEqualTo(Answer.parse("{\"domains\":[\"read\"],\"stats\":[\"read\"]}"));

        kcadm("delete", "api-keys/" + id);
        realm.keys("GET", "/" + id).expect(404);
    }

    /** A program that shows the reasons in Keycloak's errors also shows the reasons in our errors. */
    @Test
    void showsTheReasonsOfErrors() {
        String acme = realm.organizationId("acme");
        assertThat(failing("create", "api-keys", "-s", "organizationId=" + acme, "-s", "type=bot", "-s", "colour=x"))
                .contains("colour: There is no such field.")
                .contains("name: Is required");
        assertThat(failing("get", "api-keys", "-q", "colour=x"))
                .contains("colour: There is no such query parameter. Choose from: ");
    }

    @Test
    void settingsAndCatalogAreReadAndChanged() {
        kcadm("update", "api-keys/settings", "-s", "maximumLifetime.bot=3600");
        JsonNode settings = Answer.parse(kcadm("get", "api-keys/settings"));
        assertThat(settings).isEqualTo(realm.keys("GET", "/settings").send().json());
        assertThat(settings.at("/maximumLifetime/bot").asInt()).isEqualTo(3600);
        assertThat(Answer.parse(kcadm("get", "api-keys/resources")))
                .isEqualTo(realm.keys("GET", "/resources").send().json());
    }

    /**
     * Runs the commands of docs/self-service.md, but with another name of the client scope. The example realm already
     * has a client scope with the documented name.
     */
    @Test
    void aClientIsAllowedToManageItsUsersKeys() {
        realm.clients().createPublic("my-app");
        realm.account(realm.token("my-app", "alice"), "GET", "/organizations").expect(401);
        String scope = kcadm(
                        "create",
                        "client-scopes",
                        "-i",
                        "-b",
                        "{\"name\":\"keys\",\"protocol\":\"openid-connect\",\"attributes\":{\"include.in.token.scope\":\"false\"}}")
                .strip();
        kcadm(
                "create",
                "client-scopes/" + scope + "/protocol-mappers/models",
                "-b",
                "{\"name\":\"org-api-keys\",\"protocol\":\"openid-connect\",\"protocolMapper\":\"oidc-audience-mapper\","
                        + "\"config\":{\"included.custom.audience\":\"org-api-keys\",\"access.token.claim\":\"true\","
                        + "\"introspection.token.claim\":\"true\"}}");
        String client = kcadm(
                        "get", "clients", "-q", "clientId=my-app", "--fields", "id", "--format", "csv", "--noquotes")
                .strip();
        kcadm("update", "clients/" + client + "/default-client-scopes/" + scope, "-n", "-b", "{}");
        realm.account(realm.token("my-app", "alice"), "GET", "/organizations").expect(200);
    }

    /** Runs a command that must succeed, and returns its output. */
    private static String kcadm(String... arguments) {
        return run(0, arguments);
    }

    /** Runs a command that must fail, and returns its error output. */
    private static String failing(String... arguments) {
        return run(1, arguments);
    }

    private static String run(int exitValue, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(TestServer.keycloak().home().resolve("bin/kcadm.sh").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", directory.resolve("kcadm.config").toString()));
        if (!arguments[0].equals("config")) {
            command.addAll(List.of("-r", realm.name));
        }
        try {
            Path out = directory.resolve("out");
            Path err = directory.resolve("err");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().remove("JAVA");
            builder.environment().put("KC_OPTS", SHORT_RUN);
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Still running: " + command);
            }
            assertThat(process.exitValue())
                    .as(() -> command + "\n" + read(out) + read(err))
                    .isEqualTo(exitValue);
            return exitValue == 0 ? read(out) : read(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
