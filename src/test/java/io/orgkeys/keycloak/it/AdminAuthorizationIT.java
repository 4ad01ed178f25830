package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Keycloak's own admin roles determine what an administrator is allowed to do with keys. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminAuthorizationIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void lookUp() {
        acme = realm.organizationId("acme");
    }

    @Test
    void anOrganizationViewerReadsKeysButCannotChangeThem() {
        Answer key = realm.createBot("acme", "Looked at");
        assertThat(realm.keysAs("h0p-viewer", "GET", "").expect(200).body()).contains(key.text("id"));
        realm.keysAs("h0p-viewer", "GET", "?organizationId=" + acme).expect(200);
        realm.keysAs("h0p-viewer", "GET", "/count").expect(200);
        assertThat(realm.keysAs("h0p-viewer", "GET", "/" + key.text("id"))
                        .expect(200)
                        .text("name"))
                .isEqualTo("Looked at");
        lookup("h0p-viewer", key).expect(200);
        JsonNode before = realm.keysWithoutUsage();
        assertThat(changes("h0p-viewer", key)).allSatisfy(AdminAuthorizationIT::assertForbidden);
        assertThat(realm.keysWithoutUsage()).isEqualTo(before);
    }

    @Test
    void refusesUsersWithoutAdminRoles() {
        Answer key = realm.createBot("acme", "Not for members", "{}");
        for (String path : List.of("", "/count", "/settings", "/resources")) {
            assertThat(realm.keysAs("alice", "GET", path).send().status())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(realm.keysAs("alice", "GET", "/" + key.text("id")).send().body())
                .isEqualTo(realm.keysAs("alice", "GET", "/missing").send().body())
                .contains("key_not_found");
        JsonNode before = realm.keysWithoutUsage();
        assertThat(Stream.concat(changes("alice", key).stream(), Stream.of(lookup("alice", key))))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(404));
        assertThat(realm.keysWithoutUsage()).isEqualTo(before);
    }

    @Test
    void returns401WithoutAValidToken() {
        Answer key = realm.createBot("acme", "Not for nobody", "{\"apiKeys\":[\"read\"]}");
        for (String path : List.of("", "/count", "/settings", "/resources", "/" + key.text("id"))) {
            String url = realm.adminUrl("/api-keys" + path);
            assertThat(Http.get(url).send().status()).as(path).isEqualTo(401);
            assertThat(Http.get(url).bearer("nonsense").send().status())
                    .as(path)
                    .isEqualTo(401);
            // the admin REST API does not accept API keys
            assertThat(Http.get(url).key(key.text("secret")).send().status())
                    .as(path)
                    .isEqualTo(401);
            assertThat(Http.get(url).bearer(key.text("secret")).send().status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(Http.post(realm.adminUrl("/api-keys")).json("{}").send().status())
                .isEqualTo(401);
        assertThat(Http.request("DELETE", realm.adminUrl("/api-keys/" + key.text("id")))
                        .send()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anOrganizationManagerManagesBotKeys() {
        Answer key = create("h0p-org-manager", "bot", "").expect(201);
        assertThat(key.text("createdBy.name")).isEqualTo("h0p-org-manager");
        realm.keysAs("h0p-org-manager", "GET", "").expect(200);
        update("h0p-org-manager", key).expect(200);
        rotate("h0p-org-manager", key).expect(201);
        lookup("h0p-org-manager", key).expect(200);
        delete("h0p-org-manager", key).expect(204);
    }

    @Test
    void issuingTheSecretOfAnotherUsersKeyRequiresImpersonation() {
        String bob = ",\"userId\":\"" + realm.userId("bob") + "\"";
        assertForbidden(create("h0p-org-manager", "user", bob));
        // for an unknown user, the answer is the same as for bob, so that it does not reveal which users exist
        assertForbidden(create("h0p-org-manager", "user", ",\"userId\":\"nobody\""));
        Answer key = realm.createUserKey("acme", "bob");
        assertForbidden(rotate("h0p-org-manager", key));
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
        update("h0p-org-manager", key).expect(200);
        delete("h0p-org-manager", key).expect(204);

        realm.administrators().add("impersonator", "manage-organizations", "impersonation");
        Answer issued = create("impersonator", "user", bob).expect(201);
        assertThat(issued.text("username")).isEqualTo("bob");
        assertThat(issued.text("createdBy.name")).isEqualTo("impersonator");
        rotate("impersonator", issued).expect(201);
        delete("impersonator", issued).expect(204);
    }

    @Test
    void anAdministratorWhoIsAMemberIssuesTheirOwnKey() {
        realm.administrators().add("member-manager", "manage-organizations");
        String id = realm.userId("member-manager");
        realm.admin("POST", "/organizations/" + acme + "/members")
                .json('"' + id + '"')
                .expect(201);
        Answer key =
                create("member-manager", "user", ",\"userId\":\"" + id + "\"").expect(201);
        rotate("member-manager", key).expect(201);
    }

    @Test
    void anAdministratorOfOneRealmHasNoAccessToAnother() {
        try (TestRealm other = TestRealm.create()) {
            Answer key = other.createBot("acme", "Of another realm");
            String token = realm.token("h0p-admin");
            for (String method : List.of("GET", "PUT", "DELETE")) {
                assertThat(Http.request(method, other.adminUrl("/api-keys/" + key.text("id")))
                                .bearer(token)
                                .json("{}")
                                .send()
                                .status())
                        .as(method)
                        .isEqualTo(403);
            }
            assertThat(Http.get(other.adminUrl("/api-keys"))
                            .bearer(token)
                            .send()
                            .status())
                    .isEqualTo(403);
            // the administrator's own realm does not find the key of the other realm by its id
            Stream.concat(changes("h0p-admin", key).stream().skip(1), Stream.of(lookup("h0p-admin", key)))
                    .forEach(answer -> {
                        assertThat(answer.status()).isEqualTo(404);
                        assertThat(answer.code()).isEqualTo("key_not_found");
                    });
            realm.keys("GET", "/" + key.text("id")).expect(404);
            String otherAcme = other.organizationId("acme");
            assertThat(realm.keys("GET", "?organizationId=" + otherAcme).send().code())
                    .isEqualTo("organization_not_found");
            assertThat(realm.keys("POST", "")
                            .json(Map.of("organizationId", otherAcme, "type", "bot", "name", "x"))
                            .send()
                            .code())
                    .isEqualTo("organization_not_found");
            assertThat(create("h0p-admin", "user", ",\"userId\":\"" + other.userId("bob") + "\"")
                            .invalidFields())
                    .containsExactly("userId");
            assertThat(realm.keys("GET", "?search=" + key.text("id")).send().body())
                    .isEqualTo("[]");
            assertThat(other.keys("GET", "/" + key.text("id")).send().header("ETag"))
                    .isEqualTo(key.header("ETag"));
            // an administrator of the master realm has access to every realm
            assertThat(Http.get(other.adminUrl("/api-keys"))
                            .bearer(TestServer.adminToken())
                            .send()
                            .body())
                    .contains(key.text("id"));
        }
    }

    @Test
    void keysAreUnavailableWhileOrganizationsAreDisabled() {
        Answer key = realm.createBot("acme", "Switched");
        realm.change(Map.of("organizationsEnabled", false));
        try {
            assertThat(Stream.of(
                            realm.keys("GET", "").send(),
                            realm.keys("GET", "/count").send(),
                            realm.keys("GET", "/" + key.text("id")).send(),
                            realm.keys("DELETE", "/" + key.text("id")).send(),
                            realm.keys("POST", "")
                                    .json(Map.of("organizationId", acme, "type", "bot", "name", "x"))
                                    .send()))
                    .allSatisfy(answer -> {
                        assertThat(answer.status()).isEqualTo(404);
                        assertThat(answer.code()).isEqualTo("organizations_disabled");
                    });
            Answer refused = realm.verify(key.text("secret"), "");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.code()).isEqualTo("organization_disabled");
        } finally {
            realm.change(Map.of("organizationsEnabled", true));
        }
        assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
        assertThat(realm.keys("GET", "/" + key.text("id")).send().text("status"))
                .isEqualTo("active");
    }

    /** Sends one request of each kind that changes keys. The first request creates a key. */
    private static List<Answer> changes(String user, Answer key) {
        return List.of(create(user, "bot", ""), update(user, key), rotate(user, key), delete(user, key));
    }

    private static Answer create(String user, String type, String userId) {
        return realm.keysAs(user, "POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"%s\",\"name\":\"Sneaked\"%s}"
                        .formatted(acme, type, userId))
                .send();
    }

    private static Answer update(String user, Answer key) {
        return realm.keysAs(user, "PUT", "/" + key.text("id"))
                .json("{\"enabled\":false}")
                .send();
    }

    private static Answer rotate(String user, Answer key) {
        return realm.keysAs(user, "POST", "/" + key.text("id") + "/rotate").send();
    }

    private static Answer delete(String user, Answer key) {
        return realm.keysAs(user, "DELETE", "/" + key.text("id")).send();
    }

    private static Answer lookup(String user, Answer key) {
        return realm.keysAs(user, "POST", "/lookup")
                .json(Map.of("secret", key.text("secret")))
                .send();
    }

    private static void assertForbidden(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("forbidden");
    }
}
