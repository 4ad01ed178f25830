package io.orgkeys.keycloak.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orgkeys.keycloak.model.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the catalog and the settings when Keycloak's components REST or a realm import changes them. */
class CatalogImportIT {

    static final String TYPE = "io.orgkeys.keycloak.catalog.ApiCatalogProvider";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void managesAResourceAsAComponent() {
        Answer created = postComponent(
                        "api-resource", "reports", "{\"actions\":[\"read\"],\"roles\":[\"read:org-admin\"]}")
                .expect(201);
        assertThat(realm.keys("GET", "/resources/reports").expect(200).json())
                .isEqualTo(
                        Answer.parse(
                                "{\"name\":\"reports\",\"actions\":[\"read\"],\"roles\":{\"read\":[\"org-admin\"]},\"audience\":[]}"));
        String path = created.header("Location").substring(realm.adminUrl("").length());
        ObjectNode component = (ObjectNode) realm.admin("GET", path).expect(200).json();
        component.withObjectProperty("config").set("actions", Answer.parse("[\"read\",\"export\"]"));
        realm.admin("PUT", path).json(component.toString()).expect(204);
        assertThat(realm.keys("GET", "/resources/reports").send().json()).isEqualTo(Answer.parse("""
                                {"name":"reports","actions":["export","read"],"roles":{"read":["org-admin"]},"audience":[]}"""));
        realm.admin("DELETE", path).expect(204);
        realm.keys("GET", "/resources/reports").expect(404);
    }

    @Test
    void anInvalidComponentIsRefusedWithAMessageThatNamesTheField() {
        assertRefused("api-resource", "bad", "{}", "actions: Must have at least one entry");
        assertRefused("api-resource", "bad", "{\"actions\":[\"re:ad\"]}", "actions: \"re:ad\" is not a valid name");
        assertRefused("api-resource", "it's {0}", "{\"actions\":[\"a\"]}", "name: \"it's?{0}\" is not a valid name");
        assertRefused("api-resource", "", "{\"actions\":[\"a\"]}", "name: \"\" is not a valid name");
        assertRefused(
                "api-resource",
                "STATS",
                "{\"actions\":[\"a\"]}",
                "name: \"stats\" is not unique. Two names cannot differ only in upper and lower case");
        assertRefused("api-resource", "stats", "{\"actions\":[\"a\"]}", "name: \"stats\" is not unique");
        assertRefused(
                "api-resource", "bad", "{\"actions\":[\"a\"],\"scope\":[\"a\"]}", "scope: There is no such field");
        assertRefused(
                "api-resource",
                "bad",
                "{\"actions\":[\"a\"],\"roles\":[\"b:r\"]}",
                "roles.b: \"b\" is not one of the actions");
        assertRefused(
                "api-resource", "bad", "{\"actions\":[\"a\"],\"roles\":[\"a\"]}", "roles.a: Must have at least one");
        // the message lists all invalid fields
        assertRefused("api-resource", "9", "{\"scope\":[\"a\"]}", "name: ", "actions: ", "scope: ");
        assertRefused("api-key-settings", "settings", "{}", "name: The realm already has settings for API keys");
        realm.keys("GET", "/resources/bad").expect(404);
    }

    @Test
    void theMessageHasALongNameInFullUnlessItIsASecret() {
        String name = "organizations.invoices.and.receipts";
        assertThat(postComponent("api-resource", name, "{}").text("errorMessage"))
                .contains("Invalid api-resource " + name + ": ");
        String secret = "kc_bot_0123456789ABCDEFGHIJKLMNOPQRSTUV44UuSC";
        for (String provider : List.of("api-resource", "api-key-settings")) {
            assertThat(postComponent(provider, secret, "{\"" + secret + "\":[\"a\"]}")
                            .text("errorMessage"))
                    .contains("Invalid " + provider + " kc_bot_01234...: ", "kc_bot_01234...: There is no such field.")
                    .doesNotContain(secret);
        }
    }

    @Test
    void anInvalidChangeOfAComponentIsRefusedAndChangesNothing() {
        String before = realm.keys("GET", "/resources").send().body();
        String settings = realm.keys("GET", "/settings").send().body();
        assertChangeRefused("stats", "actions", "[\"\"]", "actions: Must have at least one entry");
        assertChangeRefused("domains", "actions", "[\"read\"]", "roles.delete: \"delete\" is not one of the actions");
        assertChangeRefused("settings", "prefix", "[\"H0P\"]", "prefix: Must be 2 to 12 lower-case letters");
        assertChangeRefused("settings", "userKeysPerMember", "[\"many\"]", "userKeysPerMember: Must be a whole number");
        assertChangeRefused("settings", "userKeysPerMember", "[\"3000000000\"]", "userKeysPerMember: Must be");
        assertChangeRefused("settings", "defaultLifetime.bot", "[\"1\"]", "defaultLifetime.bot: Must be between 60");
        assertThat(realm.keys("GET", "/resources").send().body()).isEqualTo(before);
        assertThat(realm.keys("GET", "/settings").send().body()).isEqualTo(settings);
    }

    @Test
    void refusesToImportARealmWithAnInvalidCatalog() {
        String name = TestRealm.freeName();
        assertNotImported(
                name,
                "{\"name\":\"nothing.to.do\",\"providerId\":\"api-resource\",\"config\":{}}",
                "Invalid api-resource nothing.to.do: actions: Must have at least one entry");
        assertNotImported(
                name,
                "{\"name\":\"WebHooks\",\"providerId\":\"api-resource\",\"config\":{\"actions\":[\"read\"]}}",
                "name: \"webhooks\" is not unique");
        assertNotImported(
                name,
                "{\"name\":\"more\",\"providerId\":\"api-key-settings\",\"config\":{\"prefix\":[\"other\"]}}",
                "name: The realm already has settings for API keys");
        // the refused imports left nothing that would block a valid import
        try (TestRealm valid = TestRealm.importAs(name, ExampleRealm.json())) {
            assertThat(valid.keys("GET", "/resources").send().json()).hasSize(6);
        }
    }

    private static void assertNotImported(String name, String component, String reason) {
        ObjectNode realmJson = (ObjectNode) Answer.parse(ExampleRealm.json());
        ((ArrayNode) realmJson.at("/components/" + TYPE)).add(Answer.parse(component));
        long logged = logSize();
        assertThat(importRealm(name, realmJson).status()).as(component).isGreaterThanOrEqualTo(400);
        assertThat(logFrom(logged)).as(component).contains(reason);
        assertThat(Http.get(TestServer.url("/admin/realms/" + name))
                        .bearer(TestServer.adminToken())
                        .send()
                        .status())
                .isEqualTo(404);
    }

    private static Answer importRealm(String name, JsonNode json) {
        return Http.post(TestServer.url("/admin/realms"))
                .bearer(TestServer.adminToken())
                .json(ExampleRealm.renamed(name, json.toString()))
                .send();
    }

    private static void assertRefused(String provider, String name, String config, String... messages) {
        Answer refused = postComponent(provider, name, config);
        assertThat(refused.status()).as(config).isEqualTo(400);
        assertThat(refused.text("errorMessage")).contains(messages).contains(provider + " " + FieldError.shown(name));
    }

    private static Answer postComponent(String provider, String name, String config) {
        return realm.admin("POST", "/components")
                .json("{\"name\":\"%s\",\"providerType\":\"%s\",\"providerId\":\"%s\",\"config\":%s}"
                        .formatted(name, TYPE, provider, config))
                .send();
    }

    private static void assertChangeRefused(String name, String field, String values, String message) {
        JsonNode found = realm.admin("GET", "/components?type=" + TYPE + "&name=" + name)
                .expect(200)
                .json();
        ObjectNode component = (ObjectNode) found.get(0);
        component.withObjectProperty("config").set(field, Answer.parse(values));
        Answer refused = realm.admin("PUT", "/components/" + component.get("id").asText())
                .json(component.toString())
                .send();
        assertThat(refused.status()).as(field).isEqualTo(400);
        assertThat(refused.text("errorMessage")).contains(message);
    }

    private static long logSize() {
        try {
            return Files.size(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String logFrom(long position) {
        try (RandomAccessFile log = new RandomAccessFile(logFile().toFile(), "r")) {
            byte[] bytes = new byte[(int) (log.length() - position)];
            log.seek(position);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path logFile() {
        return TestServer.keycloak().logFile();
    }
}
