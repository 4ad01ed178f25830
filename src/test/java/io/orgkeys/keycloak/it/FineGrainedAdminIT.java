package io.orgkeys.keycloak.it;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * With Keycloak's fine-grained admin permissions, a user can administer a single organization. All other organizations
 * are hidden from this user: every answer is the same as for a missing organization or key.
 */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class FineGrainedAdminIT {

    static final String MISSING = "00000000-0000-4000-8000-000000000000";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;
    static String globex;
    static String permissions;
    static Answer acmeKey;
    static Answer globexKey;

    @BeforeAll
    static void createAdministrators() {
        acme = realm.organizationId("acme");
        globex = realm.organizationId("globex");
        realm.change(Map.of("adminPermissionsEnabled", true));
        permissions = "/clients/" + realm.clients().id("admin-permissions") + "/authz/resource-server";
        realm.administrators().add("acme-manager");
        realm.administrators().add("acme-viewer");
        // use one permission for both users, because Keycloak grants a scope only if all permissions for the scope
        // grant it
        permit("view", "Organizations", List.of(acme), "acme-manager", "acme-viewer");
        permit("manage", "Organizations", List.of(acme), "acme-manager");
        acmeKey = realm.createBot("acme", "Of acme");
        globexKey = realm.createBot("globex", "Of globex");
    }

    @Test
    void theManagerOfOneOrganizationListsOnlyItsKeys() {
        for (String user : List.of("acme-manager", "acme-viewer")) {
            Answer list = realm.keysAs(user, "GET", "").expect(200);
            assertThat(list.body()).contains(acmeKey.text("id")).doesNotContain(globex);
            assertThat(realm.keysAs(user, "GET", "?search=" + globexKey.text("id"))
                            .send()
                            .body())
                    .isEqualTo("[]");
            assertThat(realm.keysAs(user, "GET", "/count?search=Of").send().body())
                    .isEqualTo("1");
            assertThat(realm.keysAs(user, "GET", "?organizationId=" + acme)
                            .send()
                            .json()
                            .findValuesAsText("id"))
                    .isEqualTo(list.json().findValuesAsText("id"));
            realm.keysAs(user, "GET", "/resources").expect(200);
            realm.keysAs(user, "GET", "/settings").expect(200);
        }
    }

    @Test
    void theManagerOfOneOrganizationManagesItsBotKeys() {
        Answer key = realm.keysAs("acme-manager", "POST", "")
                .json(Map.of("organizationId", acme, "type", "bot", "name", "Managed"))
                .expect(201);
        String path = "/" + key.text("id");
        realm.keysAs("acme-manager", "GET", path).expect(200);
        realm.keysAs("acme-manager", "PUT", path).json("{\"enabled\":false}").expect(200);
        realm.keysAs("acme-manager", "POST", path + "/rotate").expect(201);
        realm.keysAs("acme-manager", "POST", "/lookup")
                .json(Map.of("secret", key.text("secret")))
                .expect(200);
        realm.keysAs("acme-manager", "DELETE", path).expect(204);
        for (String change : List.of("/settings", "/resources/stats")) {
            assertThat(realm.keysAs("acme-manager", "PUT", change)
                            .json("{}")
                            .send()
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void theViewerOfOneOrganizationChangesNothing() {
        String path = "/" + acmeKey.text("id");
        realm.keysAs("acme-viewer", "GET", path).expect(200);
        for (Answer answer : List.of(
                realm.keysAs("acme-viewer", "PUT", path).json("{}").send(),
                realm.keysAs("acme-viewer", "POST", path + "/rotate").send(),
                realm.keysAs("acme-viewer", "DELETE", path).send(),
                realm.keysAs("acme-viewer", "POST", "")
                        .json(Map.of("organizationId", acme, "type", "bot", "name", "x"))
                        .send())) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("forbidden");
        }
    }

    @Test
    void aKeyOfAnotherOrganizationLooksLikeAMissingOne() {
        for (String user : List.of("acme-manager", "acme-viewer")) {
            BiFunction<String, String, Http> request =
                    (method, path) -> realm.keysAs(user, method, path).json("{\"name\":\"x\"}");
            for (String method : List.of("GET", "PUT", "DELETE")) {
                assertEqualAnswers(
                        request.apply(method, "/" + globexKey.text("id")), request.apply(method, "/" + MISSING));
            }
            assertEqualAnswers(
                    request.apply("POST", "/" + globexKey.text("id") + "/rotate"),
                    request.apply("POST", "/" + MISSING + "/rotate"));
            assertEqualAnswers(
                    realm.keysAs(user, "POST", "/lookup").json(Map.of("secret", globexKey.text("secret"))),
                    realm.keysAs(user, "POST", "/lookup").json(Map.of("secret", "nonsense")));
        }
        assertThat(realm.keys("GET", "/" + globexKey.text("id")).send().header("ETag"))
                .isEqualTo(globexKey.header("ETag"));
    }

    @Test
    void aBulkChangeAppliesOnlyToKeysThatTheCallerMayManage() {
        Answer own = realm.createBot("acme", "Bulk");
        List<String> ids = List.of(own.text("id"), globexKey.text("id"), MISSING);
        for (String user : List.of("acme-manager", "acme-viewer")) {
            Map<String, JsonNode> results = new LinkedHashMap<>();
            realm.keysAs(user, "POST", "/bulk")
                    .json(Map.of("action", "disable", "ids", ids))
                    .expect(200)
                    .json()
                    .path("results")
                    .forEach(result -> results.put(result.path("id").asText(), ((ObjectNode) result).without("id")));
            assertThat(requireNonNull(results.get(own.text("id")))
                            .path("status")
                            .asInt())
                    .isEqualTo(user.equals("acme-manager") ? 200 : 403);
            assertThat(results.get(globexKey.text("id")))
                    .isEqualTo(results.get(MISSING))
                    .isNotNull();
        }
        assertThat(realm.verify(own).code()).isEqualTo("disabled_key");
        assertThat(realm.verify(globexKey).status()).isEqualTo(200);
    }

    @Test
    void theKillSwitchAppliesOnlyToKeysThatTheCallerMayManage() {
        String user = realm.members().create("acme", "of-both");
        realm.members().add("globex", user);
        Answer own = realm.createUserKeyOf("acme", user);
        Answer hidden = realm.createUserKeyOf("globex", user);
        String elsewhere = realm.members().create("globex", "of-globex");
        realm.createUserKeyOf("globex", elsewhere);
        for (String caller : List.of("acme-manager", "acme-viewer")) {
            BiFunction<String, String, Http> disable = (owner, id) ->
                    realm.keysAs(caller, "POST", "/kill-switch").json(Map.of("action", "disable", owner, id));
            assertEqualAnswers(disable.apply("organizationId", globex), disable.apply("organizationId", MISSING));
            assertEqualAnswers(disable.apply("userId", elsewhere), disable.apply("userId", MISSING));
            assertEqualAnswers(
                    realm.keysAs(caller, "GET", "/kill-switch?userId=" + elsewhere),
                    realm.keysAs(caller, "GET", "/kill-switch?userId=" + MISSING));
        }
        for (Map<String, String> change : List.of(
                Map.of("action", "disable", "organizationId", acme), Map.of("action", "disable", "userId", user))) {
            realm.keysAs("acme-viewer", "POST", "/kill-switch").json(change).expect(403);
        }
        assertThat(realm.keysAs("acme-manager", "GET", "/kill-switch?userId=" + user)
                        .expect(200)
                        .body())
                .isEqualTo("{\"enabled\":1,\"restorable\":0}");
        for (String action : List.of("disable", "restore")) {
            assertThat(realm.keysAs("acme-manager", "POST", "/kill-switch")
                            .json(Map.of("action", action, "userId", user))
                            .expect(200)
                            .body())
                    .isEqualTo("{\"count\":1}");
            assertThat(realm.verify(own).status()).isEqualTo(action.equals("disable") ? 401 : 200);
            realm.verify(hidden).expect(200);
        }
    }

    @Test
    void theCsvFileHasOnlyVisibleKeys() {
        for (String user : List.of("acme-manager", "acme-viewer")) {
            assertThat(realm.keysAs(user, "GET", "")
                            .header("Accept", "text/csv")
                            .expect(200)
                            .body())
                    .contains(acmeKey.text("id"))
                    .doesNotContain(globex);
        }
    }

    @Test
    void filtersAndOrdersDoNotRevealHiddenKeys() {
        for (String query : List.of(
                "?sort=lastUsedAt",
                "?sort=-expiresAt",
                "?unused=true",
                "?leaked=false",
                "?permission=stats:read",
                "?createdAfter=2020-01-01T00:00:00Z",
                "?lastUsedBefore=2099-01-01T00:00:00Z")) {
            assertThat(realm.keysAs("acme-viewer", "GET", query).expect(200).body())
                    .as(query)
                    .contains(acmeKey.text("id"))
                    .doesNotContain(globex);
        }
    }

    @Test
    void anotherOrganizationLooksLikeAMissingOne() {
        for (String user : List.of("acme-manager", "acme-viewer")) {
            for (String path : List.of("?organizationId=", "/count?organizationId=")) {
                assertEqualAnswers(realm.keysAs(user, "GET", path + globex), realm.keysAs(user, "GET", path + MISSING));
            }
            for (String type : List.of("bot", "user")) {
                BiFunction<String, String, Http> create = (organization, userId) -> {
                    Map<String, String> fields =
                            new LinkedHashMap<>(Map.of("organizationId", organization, "type", type, "name", "x"));
                    if (type.equals("user")) {
                        fields.put("userId", userId);
                    }
                    return realm.keysAs(user, "POST", "").json(fields);
                };
                assertEqualAnswers(
                        create.apply(globex, realm.userId("carol")), create.apply(MISSING, realm.userId("carol")));
            }
        }
    }

    @Test
    void creatingAUserKeyRequiresPermissionToImpersonateItsOwner() {
        String fields = "{\"organizationId\":\"%s\",\"type\":\"user\",\"userId\":\"%s\",\"name\":\"x\"}";
        String bob = fields.formatted(acme, realm.userId("bob"));
        assertThat(realm.keysAs("acme-manager", "POST", "").json(bob).send().status())
                .isEqualTo(403);
        assertThat(mayImpersonateSome("acme-manager")).isFalse();
        permit("impersonate", "Users", List.of(realm.userId("bob")), "acme-manager");
        assertThat(mayImpersonateSome("acme-manager")).isTrue();
        realm.keysAs("acme-manager", "POST", "").json(bob).expect(201);
        assertThat(realm.keysAs("acme-manager", "POST", "")
                        .json(fields.formatted(acme, realm.userId("alice")))
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aPermissionForAllOrganizationsAppliesToThoseWithoutTheirOwn() {
        realm.administrators().add("general");
        permit("view", "Organizations", List.of(), "general");
        assertThat(realm.keysAs("general", "GET", "").expect(200).body())
                .contains(globexKey.text("id"))
                .doesNotContain(acmeKey.text("id"));
        realm.keysAs("general", "GET", "/" + globexKey.text("id")).expect(200);
        realm.keysAs("general", "GET", "/" + acmeKey.text("id")).expect(404);
    }

    /** Returns the flag that tells the admin console whether to offer user keys. */
    private static boolean mayImpersonateSome(String user) {
        return realm.keysAs(user, "GET", "/organizations/" + acme + "/access")
                .expect(200)
                .json()
                .get("impersonateSome")
                .asBoolean();
    }

    /**
     * Grants a scope to users through a policy and a permission, as the admin console does. An empty list of ids means
     * all resources.
     */
    private static void permit(String scope, String resourceType, List<String> ids, String... users) {
        String name = scope + " " + resourceType + " " + String.join(" ", users);
        String policy = realm.admin("POST", permissions + "/policy/user")
                .json(Map.of(
                        "name",
                        "for " + name,
                        "users",
                        Stream.of(users).map(realm::userId).toList()))
                .expect(201)
                .text("id");
        realm.admin("POST", permissions + "/permission/scope")
                .json(Map.of(
                        "name",
                        name,
                        "resourceType",
                        resourceType,
                        "resources",
                        ids,
                        "scopes",
                        List.of(scope),
                        "policies",
                        List.of(policy)))
                .expect(201);
    }

    /**
     * Asserts that both answers have the status 404, the same body, and the same headers except for the Date header.
     */
    private static void assertEqualAnswers(Http hidden, Http missing) {
        Answer one = hidden.send();
        Answer other = missing.send();
        assertThat(one.status()).isEqualTo(404).isEqualTo(other.status());
        assertThat(one.body()).isEqualTo(other.body());
        assertThat(headers(one)).isEqualTo(headers(other));
    }

    private static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new LinkedHashMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }
}
