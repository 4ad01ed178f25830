package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.server.KeycloakServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applies the file of {@code docs/configuration-as-code.md} twice with the commands of that page. The second time must
 * not change the realm. The build skips keycloak-config-cli, because Maven Central does not have this tool. To test it,
 * set {@code -Dorgkeys.config-cli=<command that starts the tool>}.
 */
@DisabledOnOs(OS.WINDOWS)
class ConfigurationAsCodeIT {

    private static final Path PAGE = Path.of("docs", "configuration-as-code.md");
    private static final String DELETE_NOTHING =
            " --import.managed.component=no-delete --import.managed.organization=no-delete";

    @TempDir
    Path directory;

    private TestRealm realm;

    @BeforeEach
    void createRealm() throws IOException {
        for (String program : List.of("bash", "curl", "jq")) {
            ExampleServer.program(program);
        }
        realm = TestRealm.create();
        write(file(realm.name));
        // unlike the file, the realm lacks one resource and the client scope, and has other values in another resource
        // and in the settings. The resource "files" of the realm is not in the file.
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
        Object applied = state();
        assertThat(run(commands)).isEmpty();
        assertUnchanged(applied);
    }

    @Test
    void kcadm() throws Exception {
        String commands = commands("kcadm");
        assertThat(run(commands)).contains("Created new component with id", "Created new client-scope with id");
        assertApplied();
        Object applied = state();
        assertThat(run(commands)).doesNotContain("Created");
        assertUnchanged(applied);
    }

    @Test
    void realmFile() throws IOException {
        String name = TestRealm.freeName();
        ObjectNode file = file(name);
        file.putObject("attributes").put("CreateDefaultClientScopes", "true");
        try (TestRealm imported = TestRealm.importAs(name, file.toString())) {
            String token = TestServer.adminToken();
            assertThat(names(Http.get(imported.adminUrl("/api-keys/resources")).bearer(token)))
                    .containsExactly("domains", "stats");
            assertThat(names(Http.get(imported.adminUrl("/client-scopes")).bearer(token)))
                    .contains("org-api-keys", "profile");
        }
    }

    @Test
    void aPartialImportLeavesTheCatalogAlone() throws IOException {
        Object before = state();
        ObjectNode file = file(realm.name);
        file.put("ifResourceExists", "OVERWRITE");
        realm.admin("POST", "/partialImport").json(file.toString()).expect(200);
        assertUnchanged(before);
    }

    @Test
    @EnabledIfSystemProperty(named = "orgkeys.config-cli", matches = ".+")
    void configCli() throws Exception {
        realm.addTo("/client-scopes", "{\"name\":\"another\",\"protocol\":\"openid-connect\"}");
        configCli(DELETE_NOTHING);
        assertApplied();
        assertThat(resources()).contains("files");
        assertThat(clientScopes()).contains("another", "profile");
        Object applied = state();
        configCli(DELETE_NOTHING + " --import.cache.enabled=false");
        assertUnchanged(applied);

        // by default, the tool deletes only components that it has created itself
        ObjectNode file = file(realm.name);
        components(file).remove(1);
        write(file);
        configCli("");
        assertThat(resources()).contains("domains", "files").doesNotContain("stats");
        List<String> signingKeys = keyIds();
        assertThat(signingKeys).isNotEmpty();

        // without its state, the tool deletes all components that the file does not contain, even the signing keys
        String token = realm.token("h0p-admin");
        configCli(" --import.remote-state.enabled=false --import.cache.enabled=false");
        Http.get(realm.adminUrl("/api-keys/resources")).bearer(token).expect(401);
        realm.clearCachedTokens();
        assertThat(keyIds()).doesNotContainAnyElementsOf(signingKeys);
        assertThat(resources()).containsExactly("domains");
        assertThat(clientScopes()).contains("org-api-keys", "another", "profile");
    }

    @Test
    @EnabledIfSystemProperty(named = "orgkeys.config-cli", matches = ".+")
    void configCliWithOrganizations() throws Exception {
        String readFiles = "{\"files\":[\"read\"]}";
        Answer listed = realm.createUserKey("acme", "alice", readFiles);
        Answer ofAnotherMember = realm.createUserKey("acme", "bob", readFiles);
        Answer ofAnotherOrganization = realm.createBot("globex", "Bot", readFiles);
        ObjectNode file = file(realm.name);
        file.putArray("organizations")
                .add(Answer.parse("{\"name\":\"acme\",\"alias\":\"acme\",\"members\":[{\"username\":\"alice\"}],"
                        + "\"domains\":[{\"name\":\"acme.example\",\"verified\":true}]}"));
        write(file);

        configCli(DELETE_NOTHING);
        realm.read(listed);
        realm.read(ofAnotherMember);
        realm.read(ofAnotherOrganization);

        configCli(" --import.cache.enabled=false");
        realm.read(listed);
        realm.keys("GET", "/" + ofAnotherMember.text("id")).expect(404);
        realm.keys("GET", "/" + ofAnotherOrganization.text("id")).expect(404);
    }

    private void configCli(String options) throws Exception {
        run(System.getProperty("orgkeys.config-cli") + " --keycloak.url=" + TestServer.url("")
                + " --keycloak.user=" + KeycloakServer.ADMIN + " --keycloak.password=" + KeycloakServer.ADMIN
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
        // the file does not contain this setting, so its value stays unchanged
        assertThat(settings.at("/botKeysPerOrganization").asInt()).isEqualTo(7);
        assertThat(scope().at("/protocolMappers/0/config/included.custom.audience")
                        .asText())
                .isEqualTo("org-api-keys");
    }

    private void write(ObjectNode file) throws IOException {
        Files.writeString(directory.resolve("api-keys.json"), file.toString());
    }

    /** Returns the ids of the realm's own cryptographic keys, which Keycloak uses to sign tokens. */
    private List<String> keyIds() {
        return realm.admin("GET", "/keys").expect(200).json().findValuesAsText("kid");
    }

    private List<String> clientScopes() {
        return names(realm.admin("GET", "/client-scopes"));
    }

    private List<String> resources() {
        return names(realm.keys("GET", "/resources"));
    }

    private static List<String> names(Http list) {
        List<String> names = new ArrayList<>();
        list.expect(200).json().forEach(element -> names.add(element.get("name").asText()));
        return names;
    }

    private JsonNode scope() {
        for (JsonNode scope : realm.admin("GET", "/client-scopes").expect(200).json()) {
            if (scope.get("name").asText().equals("org-api-keys")) {
                return scope;
            }
        }
        return Answer.parse("{}");
    }

    /** Returns the realm's components and client scopes with their ids, and the catalog and the settings. */
    private Object state() {
        ObjectNode state = (ObjectNode) Answer.parse("{}");
        state.set("components", realm.admin("GET", "/components").expect(200).json());
        state.set(
                "clientScopes", realm.admin("GET", "/client-scopes").expect(200).json());
        state.set("resources", realm.keys("GET", "/resources").expect(200).json());
        state.set("settings", realm.keys("GET", "/settings").expect(200).json());
        return new ObjectMapper().convertValue(state, Object.class);
    }

    /** Keycloak does not keep the order of components and of their values. */
    private void assertUnchanged(Object before) {
        assertThat(state()).usingRecursiveComparison().ignoringCollectionOrder().isEqualTo(before);
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
        BashScript script = new BashScript(
                        directory,
                        commands.replace("http://localhost:8080", TestServer.url(""))
                                .replace("realms/h0p", "realms/" + realm.name)
                                .replace("--realm h0p", "--realm " + realm.name)
                                .replace("-r h0p", "-r " + realm.name)
                                .replace("--user h0p-admin", "--user h0p-admin --password h0p-admin"))
                .in(directory);
        Map<String, String> environment = script.environment();
        environment.put("TOKEN", realm.token("h0p-admin"));
        // kcadm stores its login in the home directory
        environment.put("KC_OPTS", KcadmIT.SHORT_RUN + " -Duser.home=" + directory);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("JAVA");
        environment.put(
                "PATH", TestServer.keycloak().home().resolve("bin") + ":" + environment.getOrDefault("PATH", ""));
        return script.run();
    }
}
