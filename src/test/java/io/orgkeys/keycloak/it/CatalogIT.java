package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the catalog in the admin REST API, and the admin roles that are required to read or change it. */
@Tag("database")
class CatalogIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void theExampleRealmImportsItsCatalog() {
        assertThat(realm.keys("GET", "/resources").expect(200).json()).containsAll(Answer.parse("""
                                [{"name":"apiKeys","description":"Manage API keys (admin only)","actions":["create","delete","read","update"],
                                  "roles":{"create":["org-admin"],"delete":["org-admin"],"read":["org-admin"],"update":["org-admin"]},"audience":[]},
                                 {"name":"domains","description":"Manage custom domains","actions":["create","delete","read","update"],
                                  "roles":{"delete":["org-admin"]},"audience":[]},
                                 {"name":"files","description":"Upload files (QR logos, social images)","actions":["create","delete","read","update"],
                                  "roles":{},"audience":[]},
                                 {"name":"shortLinks","description":"Create, read, update, delete short links","actions":["create","delete","read","update"],
                                  "roles":{},"audience":[]},
                                 {"name":"stats","description":"Access analytics and click data","actions":["read"],"roles":{},"audience":[]},
                                 {"name":"webhooks","description":"Configure webhook endpoints","actions":["create","delete","read","update"],
                                  "roles":{"create":["org-admin"],"delete":["org-admin"],"read":["org-admin"],"update":["org-admin"]},"audience":[]}]"""));
        assertThat(names()).isSorted();
    }

    @Test
    void aResourceIsCreatedReadChangedAndDeleted() {
        String json = """
                {"name":"qr.codes","description":"QR-Códigos ▦","actions":["draw","print"],
                 "roles":{"print":["org-admin","shortlinks-api.printer"]},"audience":["shortlinks-api"]}""";
        Answer created = realm.keys("POST", "/resources").json(json).expect(201);
        assertThat(created.header("Location")).isEqualTo(realm.adminUrl("/api-keys/resources/qr.codes"));
        assertThat(created.json()).isEqualTo(Answer.parse(json));
        assertThat(resource("qr.codes").expect(200).json()).isEqualTo(Answer.parse(json));
        assertThat(names()).contains("qr.codes");
        String secret = realm.createBot("acme", "Painter", "{\"qr.codes\":[\"draw\",\"print\"]}")
                .text("secret");
        assertThat(realm.verify(secret, "?permission=qr.codes:print").status()).isEqualTo(200);

        realm.keys("PUT", "/resources/qr.codes")
                .json("{\"actions\":[\"draw\"]}")
                .expect(200);
        assertThat(resource("qr.codes").json())
                .as("removing an action removes its roles")
                .isEqualTo(Answer.parse("""
                        {"name":"qr.codes","description":"QR-Códigos ▦","actions":["draw"],"roles":{},"audience":["shortlinks-api"]}"""));
        // as soon as the catalog loses an action, keys lose the permission for it
        assertThat(realm.verify(secret, "?permission=qr.codes:print").status()).isEqualTo(403);
        assertThat(realm.verify(secret, "?permission=qr.codes:draw").status()).isEqualTo(200);

        realm.keys("DELETE", "/resources/qr.codes").expect(204);
        assertThat(realm.verify(secret, "?permission=qr.codes:draw").status()).isEqualTo(403);
        assertThat(names()).doesNotContain("qr.codes");
        for (String method : List.of("GET", "DELETE", "PUT")) {
            Answer missing = realm.keys(method, "/resources/qr.codes")
                    .json("{\"actions\":[\"draw\"]}")
                    .send();
            assertThat(missing.status()).as(method).isEqualTo(404);
            assertThat(missing.code()).isEqualTo("resource_not_found");
        }
    }

    /** An update of the description alone must keep the roles. Without roles, every member could manage keys. */
    @Test
    void anUpdateKeepsAbsentFieldsAndClearsFieldsThatAreNull() {
        String before = resource("apiKeys").body();
        try {
            change("{\"description\":\"Manage API keys\"}");
            change("{\"actions\":[\"create\",\"delete\",\"read\",\"update\"]}");
            assertThat(change("{}")).isEqualTo(Answer.parse("""
                            {"name":"apiKeys","description":"Manage API keys","actions":["create","delete","read","update"],
                             "roles":{"create":["org-admin"],"delete":["org-admin"],"read":["org-admin"],"update":["org-admin"]},
                             "audience":[]}"""));
            assertThat(realm.accountAs("bob", "POST", realm.keysOf("acme"))
                            .json("{\"type\":\"bot\",\"name\":\"x\"}")
                            .send()
                            .status())
                    .as("a member without a role creates a bot key")
                    .isEqualTo(403);
            change("{\"audience\":[\"shortlinks-api\"]}");
            assertThat(change("{\"audience\":null,\"description\":null}")).isEqualTo(Answer.parse("""
                            {"name":"apiKeys","actions":["create","delete","read","update"],
                             "roles":{"create":["org-admin"],"delete":["org-admin"],"read":["org-admin"],"update":["org-admin"]},
                             "audience":[]}"""));
            assertThat(change("{\"roles\":{}}").get("roles")).isEmpty();
            change(before);
            assertThat(change("{\"roles\":null}").get("roles")).isEmpty();
        } finally {
            change(before);
        }
        assertThat(realm.keys("PUT", "/resources/apiKeys")
                        .json("{\"actions\":[]}")
                        .expect(400)
                        .invalidFields())
                .containsExactly("actions");
    }

    private static JsonNode change(String json) {
        realm.keys("PUT", "/resources/apiKeys").json(json).expect(200);
        return resource("apiKeys").expect(200).json();
    }

    @Test
    void aResourceCannotBeRenamed() {
        assertThat(realm.keys("PUT", "/resources/files")
                        .json("{\"name\":\"documents\",\"actions\":[\"read\"]}")
                        .expect(400)
                        .invalidFields())
                .containsExactly("name");
        realm.keys("PUT", "/resources/files").json(resource("files").body()).expect(200);
    }

    @Test
    void reportsAllInvalidFieldsOfADefinition() {
        Answer refused = create("""
                {"name":"no spaces","description":"%s","actions":["read","re:ad","write","Write"],
                 "roles":{"fly":["pilot"],"read":["%s"]},"audience":["",7],"color":"red"}""".formatted("x".repeat(501), "x".repeat(512)));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.invalidFields())
                .contains("name", "description", "actions", "roles.fly", "roles.read", "audience", "color");
        assertThat(refused.errorDetails("actions"))
                .anySatisfy(detail -> assertThat(detail).contains("re:ad"))
                .anySatisfy(detail -> assertThat(detail).containsIgnoringCase("\"write\""));
        assertInvalid("{}", "name", "Is required");
        String description = "{\"name\":\"x\",\"actions\":[\"a\"],\"description\":\"%s\"}";
        assertInvalid(description.formatted("a\\u2028b"), "description", "line breaks");
        assertInvalid(description.formatted("a\\u202eb"), "description", "direction");
        assertInvalid(description.formatted("a\\uffffb"), "description", "valid Unicode");
        assertInvalid("{\"name\":\"x\"}", "actions", "Is required");
        assertInvalid("{\"name\":\"x\",\"actions\":[]}", "actions", "Must have at least one entry");
        assertInvalid("{\"name\":\"x\",\"actions\":\"read\"}", "actions", "list of strings");
        assertInvalid("{\"name\":\"x\",\"actions\":[\"a\"],\"roles\":[]}", "roles", "object");
        assertInvalid("{\"name\":\"9x\",\"actions\":[\"a\"]}", "name", "starts with a letter");
        assertInvalid("{\"name\":\"%s\",\"actions\":[\"a\"]}".formatted("x".repeat(65)), "name", "at most 64");
        String actions = String.join(
                "\",\"", IntStream.range(0, 51).mapToObj(i -> "a" + i).toList());
        assertInvalid("{\"name\":\"x\",\"actions\":[\"%s\"]}".formatted(actions), "actions", "at most 50");
        assertThat(names()).doesNotContain("x");
    }

    @Test
    void refusesANameThatDiffersOnlyInCase() {
        for (String name : List.of("stats", "STATS")) {
            Answer twin = create("{\"name\":\"%s\",\"actions\":[\"read\"]}".formatted(name));
            assertThat(twin.status()).isEqualTo(409);
            assertThat(twin.code()).isEqualTo("conflict");
            assertThat(twin.text("detail")).contains("stats");
        }
        assertThat(resource("STATS").status()).isEqualTo(404);
    }

    @Test
    void onlyOneOfManyConcurrentCreationsSucceeds() {
        String token = realm.token("h0p-admin");
        for (int round = 0; round < 5; round++) {
            String name = "contended" + round;
            List<Answer> answers = Stream.of(name, name, name.toUpperCase(Locale.ROOT), name)
                    .map(spelling ->
                            CompletableFuture.supplyAsync(() -> Http.post(realm.adminUrl("/api-keys/resources"))
                                    .bearer(token)
                                    .json("{\"name\":\"%s\",\"actions\":[\"read\"]}".formatted(spelling))
                                    .send()))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 409, 409, 409);
            assertThat(names()).filteredOn(name::equalsIgnoreCase).hasSize(1);
        }
    }

    @Test
    void viewersReadAndRealmManagersWrite() {
        realm.administrators().add("auditor", "view-realm");
        realm.administrators().add("operator", "manage-realm");
        for (String user : List.of("auditor", "operator", "h0p-org-manager", "h0p-viewer")) {
            int expected = user.equals("operator") ? 201 : 403;
            realm.keysAs(user, "GET", "/resources").expect(200);
            realm.keysAs(user, "GET", "/resources/stats").expect(200);
            realm.keysAs(user, "GET", "/settings").expect(200);
            realm.keysAs(user, "POST", "/resources")
                    .json("{\"name\":\"governed\",\"actions\":[\"read\"]}")
                    .expect(expected);
            realm.keysAs(user, "PUT", "/settings").json("{}").expect(expected == 201 ? 200 : 403);
            realm.keysAs(user, "PUT", "/resources/stats")
                    .json(resource("stats").body())
                    .expect(expected == 201 ? 200 : 403);
            realm.keysAs(user, "DELETE", "/resources/governed").expect(expected == 201 ? 204 : 403);
        }
        realm.administrators().add("user-manager", "manage-users");
        realm.administrators().add("searcher", "query-organizations");
        for (String user : List.of("user-manager", "searcher")) {
            for (String path : List.of("/resources", "/resources/stats", "/settings", "/access")) {
                assertThat(realm.keysAs(user, "GET", path).send().status())
                        .as("%s %s", user, path)
                        .isEqualTo(403);
            }
        }
        // query-organizations alone gives an empty list, as it does in Keycloak's own list of organizations
        assertThat(realm.keysAs("searcher", "GET", "").expect(200).body()).isEqualTo("[]");
    }

    private static void assertInvalid(String json, String field, String detail) {
        Answer refused = create(json);
        assertThat(refused.status()).as(json).isEqualTo(400);
        assertThat(refused.errorDetails(field))
                .as(json)
                .anySatisfy(text -> assertThat(text).contains(detail));
    }

    private static Answer create(String json) {
        return realm.keys("POST", "/resources").json(json).send();
    }

    private static Answer resource(String name) {
        return realm.keys("GET", "/resources/" + name).send();
    }

    private static List<String> names() {
        return StreamSupport.stream(
                        realm.keys("GET", "/resources").expect(200).json().spliterator(), false)
                .map(resource -> resource.get("name").asText())
                .toList();
    }
}
