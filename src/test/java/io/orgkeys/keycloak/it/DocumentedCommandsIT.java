package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.orgkeys.keycloak.server.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the commands of documentation pages from top to bottom, each page in its own realm. */
class DocumentedCommandsIT {

    private static final Pattern BLOCK =
            Pattern.compile("^ *```bash\n(.*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.\\d (\\d+)", Pattern.MULTILINE);
    private static final String READ_STATS = "{\"stats\":[\"read\"]}";

    /**
     * Matches commands that this test skips because they need more than a shell and the server, for example a build.
     */
    private static final Pattern SKIPPED =
            Pattern.compile("\\bmvn |kc\\.sh|kcadm\\.sh|api\\.github\\.com|openssl|promtool");

    @TempDir
    Path directory;

    private TestRealm realm;

    @BeforeEach
    void createRealm() {
        for (String program : List.of("bash", "curl", "jq", "python3")) {
            ExampleServer.program(program);
        }
        realm = TestRealm.create();
    }

    @AfterEach
    void deleteRealm() {
        realm.close();
    }

    @Test
    void getStarted() throws Exception {
        String printed = run("get-started.md", Map.of());
        assertThat(statuses(printed)).containsExactly("200", "403", "200", "401");
        assertThat(printed)
                .contains("\"active\":true", "\"scope\":\"stats:read\"", "\"grantable\"", "\"code\":\"forbidden\"");
    }

    @Test
    void accountRest() throws Exception {
        String printed = run("account-rest.md", Map.of());
        assertThat(statuses(printed)).containsExactly("200", "204");
        assertThat(printed).contains("\"code\":\"forbidden\"", "\"code\":\"limit_reached\"");
    }

    @Test
    void manageKeys() throws Exception {
        String printed = run("manage-keys.md", Map.of());
        assertThat(printed.lines()).contains("disabled", "active", "{\"count\":1}");
        assertThat(printed).contains("id,organizationId,type,", "\"succeeded\": 1", "\"failed\": 0");
        assertThat(statuses(printed)).containsExactly("204", "204");
    }

    @Test
    void introspection() throws Exception {
        Answer key = realm.createBot("acme", "Introspected", READ_STATS);
        String printed = run("introspection.md", Map.of("KEY", key.text("secret")));
        assertThat(statuses(printed)).containsExactly("201");
        assertThat(printed).contains("\"active\":true");
    }

    @Test
    void useKeys() throws Exception {
        Answer key = realm.createBot("acme", "In use", READ_STATS);
        String printed = run("use-keys.md", Map.of("API_KEY", key.text("secret"), "KEYCLOAK_REALM_URL", realm.url("")));
        assertThat(printed).contains("\"secret\":\"h0p_bot_");
        assertThat(statuses(printed)).containsExactly("204");
    }

    @Test
    void networks() throws Exception {
        Answer key = realm.createBot("acme", "Restricted", READ_STATS);
        assertThat(run("networks.md", Map.of("ID", key.text("id"))).lines())
                .containsExactly("[\"192.0.2.0/24\",\"2001:db8:7::/48\"]", "{\"user\":false,\"bot\":true}");
    }

    @Test
    void importKeys() throws Exception {
        String page = page("import.md");
        String notDry = page.replace("  \"dryRun\": true,\n", "");
        assertThat(run(page, Map.of()))
                .contains("\"accepted\":1", "\"failed\":1")
                .contains("HTTP/1.1 401");
        assertThat(statuses(run(notDry, Map.of()))).containsExactly("200");
    }

    @Test
    void expiry() throws Exception {
        assertThat(run("expiry.md", Map.of()).lines()).contains("{\"user\":null,\"bot\":7776000}");
    }

    @Test
    void owners() throws Exception {
        Answer key = realm.createUserKey("acme", "bob", READ_STATS);
        assertThat(run("owners.md", Map.of("USER_ID", realm.userId("bob"))).lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith(key.text("id")) && line.endsWith("disabled"));
    }

    @Test
    void leakedKey() throws Exception {
        Answer key = realm.createBot("acme", "Leaked", READ_STATS);
        Answer created = realm.createBot("acme", "Created by it", READ_STATS);
        String page = page("leaked-key.md").replace("<id of one of them>", created.text("id"));
        assertThat(run(page, Map.of("LEAKED", key.text("secret"))).lines()).contains("\"disabled\"", "\"active\"");
        realm.keys("GET", "/" + created.text("id")).send().expect(404);
        realm.verify(key).expect(401);
    }

    private static List<String> statuses(String printed) {
        return STATUS.matcher(printed).results().map(status -> status.group(1)).toList();
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("docs", name));
    }

    /** Runs the commands of a page and returns their output. The page is the name of a file or the text itself. */
    private String run(String page, Map<String, String> variables) throws Exception {
        String text = page.endsWith(".md") ? page(page) : page;
        String port = String.valueOf(Ports.free());
        String commands = BLOCK.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("(?m)^ *```.*\n?", ""))
                .filter(block -> !SKIPPED.matcher(block).find())
                .map(String::stripIndent)
                .collect(Collectors.joining("\n"))
                .replace("http://localhost:8080", TestServer.url(""))
                .replace("/realms/h0p", "/realms/" + realm.name)
                .replace("11111111-1111-4111-8111-111111111111", realm.organizationId("acme"))
                .replace("localhost:8090", "localhost:" + port);
        BashScript script = new BashScript(directory, commands);
        script.environment()
                .putAll(Map.of("API", realm.adminUrl("/api-keys"), "TOKEN", realm.token("h0p-admin"), "PORT", port));
        script.environment().putAll(variables);
        return script.run();
    }
}
