package io.orgkeys.keycloak.it;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user key is limited to what its owner is currently entitled to, and every key is limited to the current catalog.
 */
@Tag("database")
class EntitlementIT {

    private static final String DELETE_DOMAINS = "{\"domains\":[\"delete\"],\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aRoleInOneOrganizationGrantsNothingInAnother() {
        String permissions = "{\"webhooks\":[\"create\"],\"stats\":[\"read\"]}";
        Answer inAcme = realm.createUserKey("acme", "carol", permissions);
        Answer inGlobex = realm.createUserKey("globex", "carol", permissions);
        assertDenied(inAcme, "webhooks:create", "stats:read");
        assertGranted(inGlobex, "webhooks:create", "stats:read webhooks:create");
        // the user gets the role in acme and loses it in globex; only a role in the key's organization counts
        changeGroup("PUT", "acme", "admins", realm.userId("carol"));
        changeGroup("DELETE", "globex", "admins", realm.userId("carol"));
        assertGranted(inAcme, "webhooks:create", "stats:read webhooks:create");
        assertDenied(inGlobex, "webhooks:create", "stats:read");
    }

    /**
     * Keycloak's user cache omits organization groups from a user's groups, so this test needs a user who is not
     * cached.
     */
    @Test
    void aRoleInOneOrganizationGrantsAFederatedMemberNothingInAnother() {
        String directory = realm.addTo("/components", """
                {"name": "directory", "providerId": "long-id-users",
                 "providerType": "org.keycloak.storage.UserStorageProvider",
                 "config": {"users": ["otto"], "cachePolicy": ["NO_CACHE"]}}""");
        String otto = "f:" + directory + ":otto";
        realm.members().add("acme", otto);
        realm.members().add("globex", otto);
        changeGroup("PUT", "globex", "admins", otto);
        String permissions = "{\"webhooks\":[\"create\"],\"stats\":[\"read\"]}";
        assertDenied(realm.createUserKeyOf("acme", otto, permissions), "webhooks:create", "stats:read");
        assertGranted(
                realm.createUserKeyOf("globex", otto, permissions), "webhooks:create", "stats:read webhooks:create");
    }

    @Test
    void losingARoleNarrowsTheKeyAtOnceAndRegainingItWidensIt() {
        changeGroup("PUT", "acme", "admins", realm.userId("bob"));
        Answer key = realm.createUserKey("acme", "bob", DELETE_DOMAINS);
        assertGranted(key, "domains:delete", "domains:delete stats:read");
        changeGroup("DELETE", "acme", "admins", realm.userId("bob"));
        assertDenied(key, "domains:delete", "stats:read");
        JsonNode narrowed = realm.read(key).json();
        assertThat(narrowed.path("effectivePermissions")).isEqualTo(Answer.parse("{\"stats\":[\"read\"]}"));
        for (String unchanged : List.of("permissions", "version", "updatedAt", "secretIssuedAt", "status")) {
            assertThat(narrowed.get(unchanged))
                    .as(unchanged)
                    .isEqualTo(key.json().get(unchanged));
        }
        changeGroup("PUT", "acme", "admins", realm.userId("bob"));
        assertGranted(key, "domains:delete", "domains:delete stats:read");
    }

    @Test
    void aRealmRoleOfTheMemberCounts() {
        Answer key = keyOfNewMember("frank", DELETE_DOMAINS);
        assertDenied(key, "domains:delete", "stats:read");
        changeRole("POST", "/users/" + realm.userId("frank") + "/role-mappings/realm", "/roles/org-admin");
        assertGranted(key, "domains:delete", "domains:delete stats:read");
        changeRole("DELETE", "/users/" + realm.userId("frank") + "/role-mappings/realm", "/roles/org-admin");
        assertDenied(key, "domains:delete", "stats:read");
    }

    @Test
    void aRoleOfARealmGroupOrItsParentCounts() {
        String parent = realm.addTo("/groups", "{\"name\":\"staff\"}");
        String child = realm.addTo("/groups/" + parent + "/children", "{\"name\":\"operators\"}");
        Answer key = keyOfNewMember("grace", DELETE_DOMAINS);
        realm.admin("PUT", "/users/" + realm.userId("grace") + "/groups/" + child)
                .expect(204);
        assertDenied(key, "domains:delete", "stats:read");
        for (String group : List.of(child, parent)) {
            changeRole("POST", "/groups/" + group + "/role-mappings/realm", "/roles/org-admin");
            assertGranted(key, "domains:delete", "domains:delete stats:read");
            changeRole("DELETE", "/groups/" + group + "/role-mappings/realm", "/roles/org-admin");
            assertDenied(key, "domains:delete", "stats:read");
        }
    }

    @Test
    void aRoleWithinACompositeRoleCounts() {
        realm.addTo("/roles", "{\"name\":\"founder\"}");
        changeRole("POST", "/roles/founder/composites", "/roles/org-admin");
        Answer key = keyOfNewMember("heidi", DELETE_DOMAINS);
        changeRole("POST", "/users/" + realm.userId("heidi") + "/role-mappings/realm", "/roles/founder");
        assertGranted(key, "domains:delete", "domains:delete stats:read");
        changeRole("DELETE", "/roles/founder/composites", "/roles/org-admin");
        assertDenied(key, "domains:delete", "stats:read");
    }

    @Test
    void aClientRoleDiffersFromTheRealmRoleOfTheSameName() {
        String client = realm.clients().id("shortlinks-api");
        realm.addTo("/clients/" + client + "/roles", "{\"name\":\"analyst\"}");
        realm.addTo("/roles", "{\"name\":\"analyst\"}");
        realm.createResource(
                "{\"name\":\"reports\",\"actions\":[\"read\"],\"roles\":{\"read\":[\"shortlinks-api.analyst\"]}}");
        Answer key = keyOfNewMember("ivan", "{\"reports\":[\"read\"],\"stats\":[\"read\"]}");
        String mappings = "/users/" + realm.userId("ivan") + "/role-mappings";
        changeRole("POST", mappings + "/realm", "/roles/analyst");
        assertDenied(key, "reports:read", "stats:read");
        changeRole("POST", mappings + "/clients/" + client, "/clients/" + client + "/roles/analyst");
        assertGranted(key, "reports:read", "reports:read stats:read");
    }

    @Test
    void aDeletedRoleGrantsNothing() {
        realm.addTo("/roles", "{\"name\":\"accountant\"}");
        realm.createResource("{\"name\":\"invoices\",\"actions\":[\"pay\"],\"roles\":{\"pay\":[\"accountant\"]}}");
        Answer key = keyOfNewMember("judy", "{\"invoices\":[\"pay\"],\"stats\":[\"read\"]}");
        changeRole("POST", "/users/" + realm.userId("judy") + "/role-mappings/realm", "/roles/accountant");
        assertGranted(key, "invoices:pay", "invoices:pay stats:read");
        realm.admin("DELETE", "/roles/accountant").expect(204);
        assertDenied(key, "invoices:pay", "stats:read");
    }

    /** A negative cache stores the names of roles that do not exist. Creating such a role invalidates its entry. */
    @Test
    void aRoleTakesEffectAsSoonAsItIsCreated() {
        realm.createResource("""
                {"name": "drafts", "actions": ["read", "write", "sign", "send"],
                 "roles": {"read": ["new-client.reader"], "write": ["new.realm.role"], "sign": ["renamed.client.signer"],
                           "send": ["shortlinks-api.new.sender"]}}""");
        Answer key = keyOfNewMember("nora", "{\"drafts\":[\"read\",\"write\",\"sign\",\"send\"],\"stats\":[\"read\"]}");
        String mappings = "/users/" + realm.userId("nora") + "/role-mappings";
        assertDenied(key, "drafts:read", "stats:read");
        assertDenied(key, "drafts:read", "stats:read");

        String client = realm.addTo("/clients", "{\"clientId\":\"new-client\"}");
        assertDenied(key, "drafts:read", "stats:read");
        realm.addTo("/clients/" + client + "/roles", "{\"name\":\"reader\"}");
        assertDenied(key, "drafts:read", "stats:read");
        changeRole("POST", mappings + "/clients/" + client, "/clients/" + client + "/roles/reader");
        assertGranted(key, "drafts:read", "drafts:read stats:read");

        realm.addTo("/roles", "{\"name\":\"new.realm.role\"}");
        changeRole("POST", mappings + "/realm", "/roles/new.realm.role");
        assertGranted(key, "drafts:write", "drafts:read drafts:write stats:read");

        String renamed = realm.addTo("/clients", "{\"clientId\":\"before\"}");
        realm.addTo("/clients/" + renamed + "/roles", "{\"name\":\"signer\"}");
        changeRole("POST", mappings + "/clients/" + renamed, "/clients/" + renamed + "/roles/signer");
        assertDenied(key, "drafts:sign", "drafts:read drafts:write stats:read");
        rename(renamed, "renamed.client");
        assertGranted(key, "drafts:sign", "drafts:read drafts:sign drafts:write stats:read");
        rename(renamed, "after");
        assertDenied(key, "drafts:sign", "drafts:read drafts:write stats:read");

        String api = realm.clients().id("shortlinks-api");
        realm.addTo("/clients/" + api + "/roles", "{\"name\":\"new.sender\"}");
        changeRole("POST", mappings + "/clients/" + api, "/clients/" + api + "/roles/new.sender");
        assertGranted(key, "drafts:send", "drafts:read drafts:send drafts:write stats:read");
    }

    /**
     * {@code pp.qq.reader} is a role of the client {@code pp.qq} if this client exists, otherwise of the client {@code
     * pp}.
     */
    @Test
    void aRoleNameBelongsToTheClientWithTheLongestId() {
        realm.createResource("{\"name\":\"plans\",\"actions\":[\"read\"],\"roles\":{\"read\":[\"pp.qq.reader\"]}}");
        String shorter = realm.addTo("/clients", "{\"clientId\":\"pp\"}");
        realm.addTo("/clients/" + shorter + "/roles", "{\"name\":\"qq.reader\"}");
        Answer key = keyOfNewMember("olga", "{\"plans\":[\"read\"],\"stats\":[\"read\"]}");
        changeRole(
                "POST",
                "/users/" + realm.userId("olga") + "/role-mappings/clients/" + shorter,
                "/clients/" + shorter + "/roles/qq.reader");
        assertGranted(key, "plans:read", "plans:read stats:read");
        String longer = realm.addTo("/clients", "{\"clientId\":\"pp.qq\"}");
        assertDenied(key, "plans:read", "stats:read");
        realm.admin("DELETE", "/clients/" + longer).expect(204);
        assertGranted(key, "plans:read", "plans:read stats:read");
    }

    private static void rename(String client, String clientId) {
        realm.admin("PUT", "/clients/" + client)
                .json("{\"clientId\":\"" + clientId + "\"}")
                .expect(204);
    }

    @Test
    void aKeyIsSuspendedWhileItsOwnerIsEntitledToNothing() {
        Answer key = keyOfNewMember("kim", "{\"domains\":[\"delete\"]}");
        assertThat(status(key)).isEqualTo("suspended");
        changeRole("POST", "/users/" + realm.userId("kim") + "/role-mappings/realm", "/roles/org-admin");
        assertThat(status(key)).isEqualTo("active");
        assertGranted(key, "domains:delete", "domains:delete");
        changeRole("DELETE", "/users/" + realm.userId("kim") + "/role-mappings/realm", "/roles/org-admin");
        assertThat(status(key)).isEqualTo("suspended");
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("insufficient_permissions");
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void keysLoseThePermissionsThatTheCatalogLoses() {
        realm.createResource("{\"name\":\"pages\",\"actions\":[\"read\",\"write\"]}");
        String permissions = "{\"pages\":[\"read\",\"write\"],\"stats\":[\"read\"]}";
        Answer bot = realm.createBot("acme", "Pages", permissions);
        Answer user = keyOfNewMember("leo", permissions);
        for (Answer key : List.of(bot, user)) {
            assertGranted(key, "pages:write", "pages:read pages:write stats:read");
        }
        realm.keys("PUT", "/resources/pages").json("{\"actions\":[\"read\"]}").expect(200);
        for (Answer key : List.of(bot, user)) {
            assertDenied(key, "pages:write", "pages:read stats:read");
        }
        realm.keys("DELETE", "/resources/pages").expect(204);
        for (Answer key : List.of(bot, user)) {
            assertDenied(key, "pages:read", "stats:read");
            assertThat(realm.keys("GET", "/" + key.text("id")).send().json().path("permissions"))
                    .isEqualTo(Answer.parse(permissions));
        }
    }

    @Test
    void removingAMemberDeletesTheirKey() {
        Answer key = keyOfNewMember("mallory", "{\"stats\":[\"read\"]}");
        Answer ofTheOrganization = realm.createBot("acme", "Stays");
        assertGranted(key, "stats:read", "stats:read");
        String mallory = realm.userId("mallory");
        realm.members().remove("acme", mallory);
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("unknown_key");
        realm.keys("GET", "/" + key.text("id")).expect(404);
        realm.members().add("acme", mallory);
        assertThat(realm.verify(key.text("secret"), "").code()).isEqualTo("unknown_key");
        assertGranted(ofTheOrganization, "stats:read", "stats:read");
    }

    /** Asserts that the key has the permission, and that introspection returns this scope. */
    private static void assertGranted(Answer key, String permission, String scope) {
        assertThat(realm.verify(key.text("secret"), "?permission=" + permission).status())
                .isEqualTo(200);
        assertThat(realm.introspect(key.text("secret")).text("scope")).isEqualTo(scope);
    }

    /** Asserts that the key lacks the permission, and that introspection returns this scope. */
    private static void assertDenied(Answer key, String permission, String scope) {
        Answer verified = realm.verify(key.text("secret"), "?permission=" + permission);
        assertThat(verified.status()).isEqualTo(403);
        assertThat(verified.code()).isEqualTo("insufficient_permissions");
        assertThat(realm.introspect(key.text("secret")).text("scope")).isEqualTo(scope);
    }

    private static String status(Answer key) {
        return realm.read(key).text("status");
    }

    private static Answer keyOfNewMember(String user, String permissions) {
        return realm.createUserKeyOf("acme", realm.members().create("acme", user), permissions);
    }

    private static void changeGroup(String method, String organization, String group, String userId) {
        String groups = "/organizations/" + realm.organizationId(organization) + "/groups/";
        realm.admin(method, groups + realm.organizations().groupId(organization, group) + "/members/" + userId)
                .expect(204);
    }

    /** Adds a role to these role mappings ({@code POST}), or removes it ({@code DELETE}). Both parameters are paths. */
    private static void changeRole(String method, String mappings, String role) {
        String found = realm.admin("GET", role).expect(200).body();
        realm.admin(method, mappings).json("[" + found + "]").expect(204);
    }
}
