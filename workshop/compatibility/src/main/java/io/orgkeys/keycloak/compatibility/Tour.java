package io.orgkeys.keycloak.compatibility;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.orgkeys.keycloak.it.Answer;
import io.orgkeys.keycloak.it.Console;
import io.orgkeys.keycloak.it.Http;
import io.orgkeys.keycloak.it.Sql;
import io.orgkeys.keycloak.it.TestRealm;
import io.orgkeys.keycloak.server.Database;
import io.orgkeys.keycloak.server.KeycloakServer;
import io.orgkeys.keycloak.server.Project;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks each function of the provider once, on a server with an empty database and the example realm. Covers the
 * Keycloak interfaces that we implement or call, because another release may have changed them.
 */
final class Tour {

    static final String READ_STATS = "{\"stats\":[\"read\"]}";

    /**
     * Keycloak derives the name of this table from the first ten characters of the id of our JpaEntityProviderFactory.
     */
    static final String CHANGELOG = "DATABASECHANGELOG_ORG_API_KE";

    private final KeycloakServer server;
    private final Database database;
    private final TestRealm realm;

    Tour(KeycloakServer server, Database database) {
        this.server = server;
        this.database = database;
        this.realm = TestRealm.on(server);
    }

    /** @throws AssertionError if a check fails */
    void take() throws IOException {
        tables();
        catalog();
        Answer bot = realm.createBot("acme", "CI", READ_STATS);
        verification(bot);
        introspectionAndExchange(bot);
        rotation(bot);
        usage(bot);
        revocation(bot);
        account();
        login();
        lifecycle();
        lists();
        events();
        consoles();
        log();
    }

    /** Returns the number of change sets in the jar. */
    static int changeSets() throws IOException {
        try (FileSystem jar = FileSystems.newFileSystem(Project.jar());
                Stream<Path> files = Files.list(jar.getPath("META-INF", "org-api-keys"))) {
            int changeSets = 0;
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".xml")).toList()) {
                changeSets += Files.readString(file).split("<changeSet ", -1).length - 1;
            }
            return changeSets;
        }
    }

    private void tables() throws IOException {
        assertThat(Sql.number(database, "select count(*) from " + CHANGELOG + " where EXECTYPE = 'EXECUTED'"))
                .as("executed change sets")
                .isEqualTo(changeSets());
        assertThat(Sql.number(database, "select count(*) from ORG_API_KEY")).isZero();
    }

    private void catalog() {
        realm.storeEvents("INTROSPECT_TOKEN_ERROR", "TOKEN_EXCHANGE");
        realm.createResource(
                "{\"name\":\"reports\",\"actions\":[\"read\",\"print\"],\"roles\":{\"print\":[\"org-admin\"]}}");
        assertThat(realm.keys("GET", "/resources").send().expect(200).json()).hasSize(7);
        realm.keys("PUT", "/settings")
                .json("{\"maximumGracePeriod\":3600}")
                .send()
                .expect(200);
        assertThat(realm.keys("GET", "/settings").send().expect(200).text("prefix"))
                .isEqualTo("h0p");
    }

    private void verification(Answer key) {
        String secret = key.text("secret");
        assertThat(secret).startsWith("h0p_bot_");
        assertThat(realm.verify(secret, "?permission=stats:read").expect(200).header("X-Auth-Organization"))
                .isEqualTo("acme");
        assertThat(realm.verify(secret, "?permission=domains:delete")
                        .expect(403)
                        .code())
                .isEqualTo("insufficient_permissions");
        assertThat(realm.verify(secret + "x", "").expect(401).code()).isEqualTo("malformed_key");
    }

    private void introspectionAndExchange(Answer key) {
        for (Map<String, String> parameters : List.of(
                Map.<String, String>of(),
                Map.of("token_type_hint", "api_key"),
                Map.of("token_type_hint", "refresh_token"))) {
            assertThat(realm.introspect(key.text("secret"), parameters).text("scope"))
                    .isEqualTo("stats:read");
        }
        Answer exchanged =
                realm.exchange("shortlinks-api", key.text("secret"), Map.of()).expect(200);
        assertThat(exchanged.text("scope")).isEqualTo("stats:read");
        assertThat(realm.introspect(exchanged.text("access_token")).text("api_key.id"))
                .isEqualTo(key.text("id"));
    }

    private void rotation(Answer key) {
        Answer rotated = realm.keys("POST", "/" + key.text("id") + "/rotate")
                .json("{\"gracePeriod\":3600}")
                .send()
                .expect(201);
        realm.verify(rotated).expect(200);
        realm.verify(key).expect(200);
    }

    private void usage(Answer key) {
        String path = "/" + key.text("id");
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (realm.keys("GET", path).send().expect(200).text("lastUsedAt").isEmpty()) {
            assertThat(Instant.now()).as("time limit for lastUsedAt").isBefore(deadline);
        }
        assertThat(realm.keys("GET", path + "/usage")
                        .send()
                        .expect(200)
                        .json()
                        .get("allowed")
                        .asInt())
                .isPositive();
        assertThat(Http.get(server.managementUrl() + "/metrics")
                        .send()
                        .expect(200)
                        .body())
                .contains("org_api_keys_verification_seconds_count{", "way=\"token_exchange\"")
                .contains("org_api_keys_cache_requests_total{", "cache_size{cache=\"org-api-keys\"");
    }

    private void revocation(Answer key) {
        realm.keys("DELETE", "/" + key.text("id")).send().expect(204);
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("unknown_key");
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
    }

    /** Checks the account REST API, with a member and with a key. */
    private void account() {
        String own =
                "{\"type\":\"user\",\"name\":\"Laptop\",\"permissions\":{\"stats\":[\"read\"],\"reports\":[\"read\"]}}";
        Answer key = realm.accountAs("bob", "POST", realm.keysOf("acme"))
                .json(own)
                .send()
                .expect(201);
        assertThat(realm.accountAs("bob", "GET", realm.keysOf("acme"))
                        .send()
                        .expect(200)
                        .json())
                .hasSize(1);
        assertThat(realm.accountAs("bob", "POST", realm.keysOf("acme"))
                        .json("{\"type\":\"bot\",\"name\":\"Not his to make\"}")
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(realm.verify(key).expect(200).header("X-Auth-Username")).isEqualTo("bob");
        assertThat(realm.accountWith(key.text("secret"), "GET", "/self")
                        .send()
                        .expect(200)
                        .text("id"))
                .isEqualTo(key.text("id"));
        realm.keys("DELETE", "/" + key.text("id")).send().expect(204);
    }

    /** Logs in with a key instead of a password. */
    private void login() {
        realm.keyLogin().createClient("legacy", realm.keyLogin().createFlow("key login", "{}"), "{}");
        Answer key = realm.createUserKey("acme", "alice", READ_STATS);
        Answer tokens = Http.post(realm.url("/protocol/openid-connect/token"))
                .basic("legacy", "legacy-secret")
                .form(Map.of("grant_type", "password", "username", "alice", "password", key.text("secret")))
                .send()
                .expect(200);
        assertThat(realm.introspect(tokens.text("access_token")).text("api_key.id"))
                .isEqualTo(key.text("id"));
    }

    /** Checks that keys are deleted with their owners. Keycloak notifies the provider of each of these deletions. */
    private void lifecycle() {
        String leaver = realm.members().create("acme", "leaver");
        Answer left = realm.createUserKeyOf("acme", leaver, READ_STATS);
        realm.members().remove("acme", leaver);
        assertDeleted(left);

        String removed = realm.members().create("acme", "removed");
        Answer ofRemoved = realm.createUserKeyOf("acme", removed, READ_STATS);
        realm.admin("DELETE", "/users/" + removed).send().expect(204);
        assertDeleted(ofRemoved);

        realm.admin("POST", "/organizations")
                .json("{\"name\":\"initech\",\"alias\":\"initech\",\"domains\":[{\"name\":\"initech.example\"}]}")
                .send()
                .expect(201);
        Answer ofOrganization = realm.createBot("initech", "Goes with it", READ_STATS);
        realm.verify(ofOrganization).expect(200);
        realm.admin("DELETE", "/organizations/" + realm.organizationId("initech"))
                .send()
                .expect(204);
        assertDeleted(ofOrganization);
    }

    private void assertDeleted(Answer key) {
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("unknown_key");
        assertThat(Sql.number(database, "select count(*) from ORG_API_KEY where ID = ?", key.text("id")))
                .isZero();
    }

    private void lists() {
        for (String name : List.of("Ärmel 1", "Ärmel 2", "Other")) {
            realm.createBot("globex", name, READ_STATS);
        }
        String query = "?organizationId=" + realm.organizationId("globex") + "&type=bot&status=active&search="
                + Http.encode("ärmel");
        assertThat(realm.keys("GET", query + "&first=1&max=5")
                        .send()
                        .expect(200)
                        .json())
                .hasSize(1);
        assertThat(realm.keys("GET", "/count" + query).send().expect(200).json().asInt())
                .isEqualTo(2);
    }

    private void events() {
        JsonNode events =
                realm.admin("GET", "/admin-events?max=1000").send().expect(200).json();
        assertThat(events.toString()).contains("API_KEY", "/api-keys/", "API_RESOURCE");
        assertThat(realm.admin("GET", "/events?max=1000").send().expect(200).body())
                .contains("unknown_key", "api_key_id");
    }

    private void consoles() {
        Console admin = Console.at(server.baseUrl() + "/admin/master/console/");
        String script = admin.scriptTag("/admin.js");
        String body = admin.load(script).expect(200).body();
        assertThat(body).isNotEmpty();
        Console account = Console.at(server.baseUrl() + "/realms/h0p/account/");
        for (JsonNode entry : account.menu()) {
            if (entry.path("path").asText().equals("content/org-api-keys")) {
                account.resource(URI.create(entry.get("modulePath").asText())
                                .getPath()
                                .substring(1))
                        .expect(200);
                return;
            }
        }
        throw new AssertionError("No page in the account console's menu: " + account.menu());
    }

    private void log() throws IOException {
        assertThat(Files.readAllLines(server.logFile()))
                .as("errors and warnings of the server")
                .noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "))
                .noneMatch(line ->
                        line.contains(" WARN ") && line.contains("io.orgkeys") && !line.contains("KC-SERVICES0047"));
    }
}
