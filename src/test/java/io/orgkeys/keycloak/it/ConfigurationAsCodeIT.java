package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applies the file of {@code docs/configuration-as-code.md} with the commands of that page, twice. With
 * {@code -Dorgkeys.config-cli=<command>}, also with keycloak-config-cli, which no registry of Maven has.
 */
@DisabledOnOs(OS.WINDOWS)
class ConfigurationAsCodeIT {

    private static final Path PAGE = Path.of("docs", "configuration-as-code.md");

    @TempDir
    Path directory;

    private TestRealm realm;

    @BeforeEach
    void createRealm() throws IOException {
        for (String program : List.of("bash", "curl", "jq")) {
            ExampleServer.program(program);
        }
        realm = TestRealm.create();
        Files.writeString(directory.resolve("api-keys.json"), file(realm.name).toString());
        // not in the file, in a different state than in the file, and missing
        realm.keys("DELETE", "/resources/stats").expect(204);
        realm.keys("PUT", "/resources/domains")
                .json("{\"description\":\"Old\",\"actions\":[\"print\"],\"roles\":{}}")
                .expect(200);
        realm.changeSettings("{\"prefix\":\"old\",\"botKeysPerOrganization\":7}");
        realm.admin("DELETE", "/client-scopes/" + scope().get("id").asText()).expect(204);
    }

    @AfterEach
    void deleteRealm() {
        realm.close();
    }

    @Test
    void componentsRest() throws Exception {
        String commands = commands("Components REST");
        assertThat(run(commands)).isEmpty();
        assertApplied();
        JsonNode applied = state();
        assertThat(run(commands)).isEmpty();
        assertThat(state()).isEqualTo(applied);
    }

    @Test
    void kcadm() throws Exception {
        String commands = commands("kcadm");
        assertThat(run(commands)).contains("Created new component with id", "Created new client-scope with id");
        assertApplied();
        JsonNode applied = state();
        assertThat(run(commands)).doesNotContain("Created");
        assertThat(state()).isEqualTo(applied);
    }

    @Test
    void realmFile() throws IOException {
        String name = TestRealm.freeName();
        ObjectNode file = file(name);
        file.putObject("attributes").put("CreateDefaultClientScopes", "true");
        try (TestRealm imported = TestRealm.importAs(name, file.toString())) {
            String token = TestServer.adminToken();
            assertThat(Http.get(imported.adminUrl("/api-keys/resources"))
                            .bearer(token)
                            .expect(200)
                            .json()
                            .findValuesAsText("name"))
                    .containsExactly("domains", "stats");
            assertThat(Http.get(imported.adminUrl("/client-scopes"))
                            .bearer(token)
                            .expect(200)
                            .json()
                            .findValuesAsText("name"))
                    .contains("org-api-keys", "profile");
        }
    }

    @Test
    void aPartialImportLeavesTheCatalogAlone() throws IOException {
        JsonNode before = state();
        ObjectNode file = file(realm.name);
        file.put("ifResourceExists", "OVERWRITE");
        realm.admin("POST", "/partialImport").json(file.toString()).expect(200);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    @EnabledIfSystemProperty(named = "orgkeys.config-cli", matches = ".+")
    void configCli() throws Exception {
        String keep = " --import.managed.component=no-delete --import.managed.client-scope=no-delete";
        configCli(keep);
        assertApplied();
        assertThat(resources()).contains("files");
        JsonNode applied = state();
        configCli(keep + " --import.cache.enabled=false");
        assertThat(state()).isEqualTo(applied);

        // with its defaults, it deletes only what it has created itself
        ObjectNode file = file(realm.name);
        ArrayNode components = components(file);
        components.remove(1);
        Files.writeString(directory.resolve("api-keys.json"), file.toString());
        configCli("");
        assertThat(resources()).contains("domains", "files").doesNotContain("stats");
        assertThat(realm.admin("GET", "/keys").expect(200).json().at("/keys")).isNotEmpty();

        // without its state, it deletes everything that the file lacks
        configCli(" --import.remote-state.enabled=false --import.cache.enabled=false");
        assertThat(resources()).containsExactly("domains");
    }

    private void configCli(String options) throws Exception {
        run(System.getProperty("orgkeys.config-cli") + " --keycloak.url=" + TestServer.url("")
                + " --keycloak.login-realm=" + realm.name + " --keycloak.user=h0p-admin --keycloak.password=h0p-admin"
                + " --import.files.locations=api-keys.json" + options);
    }

    private void assertApplied() throws IOException {
        assertThat(resources()).contains("domains", "stats", "files");
        assertThat(realm.keys("GET", "/resources/domains").expect(200).json())
                .isEqualTo(Answer.parse("{\"name\":\"domains\",\"description\":\"Manage custom domains\","
                        + "\"actions\":[\"create\",\"delete\",\"read\",\"update\"],"
                        + "\"roles\":{\"delete\":[\"org-admin\"]},\"audience\":[\"domains-api\"]}"));
        JsonNode settings = realm.keys("GET", "/settings").expect(200).json();
        assertThat(settings.at("/prefix").asText()).isEqualTo("h0p");
        assertThat(settings.at("/maximumLifetime/bot").asInt()).isEqualTo(31_536_000);
        // the file lacks it
        assertThat(settings.at("/botKeysPerOrganization").asInt()).isEqualTo(7);
        assertThat(scope().at("/protocolMappers/0/config/included.custom.audience")
                        .asText())
                .isEqualTo("org-api-keys");
    }

    private List<String> resources() {
        return realm.keys("GET", "/resources").expect(200).json().findValuesAsText("name");
    }

    private JsonNode scope() {
        for (JsonNode scope : realm.admin("GET", "/client-scopes").expect(200).json()) {
            if (scope.get("name").asText().equals("org-api-keys")) {
                return scope;
            }
        }
        return Answer.parse("{}");
    }

    /** Returns everything that the file describes, with the ids. Keycloak returns components in any order. */
    private JsonNode state() {
        ObjectNode state = (ObjectNode) Answer.parse("{}");
        ObjectNode components = state.putObject("components");
        realm.admin("GET", "/components")
                .expect(200)
                .json()
                .forEach(component -> components.set(component.get("id").asText(), component));
        state.set("resources", realm.keys("GET", "/resources").expect(200).json());
        state.set("settings", realm.keys("GET", "/settings").expect(200).json());
        state.set(
                "clientScopes", realm.admin("GET", "/client-scopes").expect(200).json());
        return state;
    }

    private static ObjectNode file(String realmName) throws IOException {
        String json = only(Pattern.compile("```json\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL), page());
        return ((ObjectNode) new ObjectMapper().readTree(json)).put("realm", realmName);
    }

    private static ArrayNode components(ObjectNode file) {
        return (ArrayNode) file.at("/components/" + CatalogImportIT.TYPE);
    }

    /** Returns the commands of a section. */
    private static String commands(String heading) throws IOException {
        String section =
                only(Pattern.compile("^## " + heading + "\n(.*?)(?=^## )", Pattern.MULTILINE | Pattern.DOTALL), page());
        return Pattern.compile("^```bash\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(section)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n"));
    }

    private static String page() throws IOException {
        return Files.readString(PAGE);
    }

    private static String only(Pattern pattern, String text) {
        List<MatchResult> found = pattern.matcher(text).results().toList();
        assertThat(found).hasSize(1);
        return found.get(0).group(1);
    }

    private String run(String commands) throws Exception {
        Path script = directory.resolve("commands.sh");
        Files.writeString(
                script,
                "set -eu\n"
                        + commands.replace("http://localhost:8080", TestServer.url(""))
                                .replace("realms/h0p", "realms/" + realm.name)
                                .replace("--realm h0p", "--realm " + realm.name)
                                .replace("-r h0p", "-r " + realm.name)
                                .replace("--user h0p-admin", "--user h0p-admin --password h0p-admin"));
        Path printed = directory.resolve("printed");
        List<String> command = new ArrayList<>(List.of(ExampleServer.program("bash"), script.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("TOKEN", realm.token("h0p-admin"));
        // kcadm keeps its login in the home directory
        environment.put("KC_OPTS", "-Duser.home=" + directory);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("JAVA");
        environment.put(
                "PATH", TestServer.keycloak().home().resolve("bin") + ":" + environment.getOrDefault("PATH", ""));
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Still running: " + Files.readString(printed));
        }
        String output = Files.readString(printed);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
