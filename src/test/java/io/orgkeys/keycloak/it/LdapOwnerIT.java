package io.orgkeys.keycloak.it;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests keys of members who are imported from a real LDAP directory, while the directory is available or stopped. */
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class LdapOwnerIT {

    private static final String DELETE_DOMAINS = "{\"domains\":[\"delete\"],\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static Directory directory;
    private static String storage;

    @BeforeAll
    static void startDirectory() {
        directory = Directory.startEmpty(Path.of("target", "it", "ldap"));
        storage = directory.addTo(realm);
        realm.keyLogin().createClient("legacy", keyLoginFlow(), "{}");
    }

    @AfterAll
    static void stopDirectory() {
        directory.close();
    }

    @AfterEach
    void startAgain() {
        directory.stop();
        directory.start();
    }

    /** Keycloak's user cache contains the member, so a verification does not read the directory. */
    @Test
    void aKeyOfACachedMemberIsVerifiedWithoutTheDirectory() {
        Answer key = realm.createUserKeyOf("acme", importMember("cached"));
        realm.verify(key).expect(200);
        directory.stop();
        realm.verify(key).expect(200);
        assertThat(realm.introspect(key.text("secret")).text("active")).isEqualTo("true");
    }

    @Test
    void eachEndpointReturns503WhileTheMemberCannotBeRead() {
        String member = importMember("unread");
        Answer key = realm.createUserKeyOf("acme", member);
        String secret = key.text("secret");
        Answer exchanged = realm.exchange("shortlinks-api", secret, Map.of()).expect(200);
        Answer login = login("unread", secret).expect(200);
        String token = realm.token("unread");
        Map<String, Supplier<Answer>> requests = new LinkedHashMap<>();
        requests.put("verify", () -> realm.verify(key));
        requests.put("self", () -> realm.accountWith(secret, "GET", "/self").send());
        requests.put(
                "member",
                () -> realm.account(token, "GET", realm.keysOf("acme")).send());
        requests.put("login", () -> login("unread", secret));
        requests.put("introspection", () -> realm.introspectAs("shortlinks-api", secret, Map.of()));
        requests.put(
                "introspection with a hint",
                () -> realm.introspectAs("shortlinks-api", secret, Map.of("token_type_hint", "api_key")));
        requests.put(
                "introspection of an exchanged token",
                () -> realm.introspectAs("shortlinks-api", exchanged.text("access_token"), Map.of()));
        requests.put(
                "introspection of a login's token",
                () -> realm.introspectAs("shortlinks-api", login.text("access_token"), Map.of()));
        requests.put("exchange", () -> realm.exchange("shortlinks-api", secret, Map.of()));
        assertAll(requests, 200);

        realm.clearCaches();
        directory.stop();
        for (int i = 0; i < 2; i++) {
            requests.forEach((way, request) -> assertUnavailable(way, request.get()));
        }

        directory.start();
        assertAll(requests, 200);
    }

    /**
     * Creates a login flow without Keycloak's step that identifies the user, because that step treats users as disabled
     * when it cannot read them.
     */
    private static String keyLoginFlow() {
        String flow = realm.keyLogin().createFlow("key login", "{}");
        for (JsonNode execution : realm.admin("GET", "/authentication/flows/key%20login/executions")
                .expect(200)
                .json()) {
            if (execution.path("providerId").asText().equals("direct-grant-validate-username")) {
                realm.admin(
                                "DELETE",
                                "/authentication/executions/"
                                        + execution.get("id").asText())
                        .expect(204);
            }
        }
        return flow;
    }

    private static Answer login(String user, String secret) {
        return realm.tokenEndpoint("legacy")
                .form(Map.of("grant_type", "password", "username", user, "password", secret))
                .send();
    }

    @Test
    void ourStepIdentifiesTheUserLikeKeycloaksStep() {
        Answer key = realm.createUserKeyOf("acme", importMember("typist"));
        importMember("other");
        login("typist", key.text("secret")).expect(200);
        login("typist@directory.example", key.text("secret")).expect(200);
        for (String user : List.of("other", "nobody", "")) {
            assertThat(login(user, key.text("secret")).status()).as(user).isIn(400, 401);
        }
        login("typist", "not-a-key").expect(400);
        realm.members().enable(realm.userId("typist"), false);
        assertThat(login("typist", key.text("secret")).expect(400).text("error"))
                .isEqualTo("invalid_grant");
    }

    private static void assertAll(Map<String, Supplier<Answer>> requests, int status) {
        requests.forEach((way, request) -> {
            Answer answer = request.get();
            assertThat(answer.status()).as("%s: %s", way, answer.body()).isEqualTo(status);
            if (way.startsWith("introspection")) {
                assertThat(answer.text("active")).as(way).isEqualTo("true");
            }
        });
    }

    private static void assertUnavailable(String way, Answer answer) {
        assertThat(answer.status()).as("%s: %s", way, answer.body()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).as(way).isEqualTo("1");
        assertThat(answer.body()).as(way).contains("temporarily_unavailable");
    }

    /** The server refuses a disabled key without reading its owner. */
    @Test
    void refusesADisabledKeyEvenWhileTheMemberCannotBeRead() {
        Answer key = realm.createUserKeyOf("acme", importMember("stopped"));
        realm.update(key, "{\"enabled\":false}");
        realm.clearCaches();
        directory.stop();
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("disabled_key");
        assertThat(realm.read(key).text("status")).isEqualTo("disabled");
    }

    @Test
    void administratorsSeeThatTheOwnerCannotBeReadAndCanRevokeTheKey() {
        String member = importMember("listed");
        Answer key = realm.createUserKeyOf("acme", member);
        Answer bot = realm.createBot("acme", "Of nobody");
        realm.clearCaches();
        directory.stop();

        Answer listed = realm.keys("GET", "?userId=" + member).expect(200);
        assertThat(listed.text("0.status")).isEqualTo("unknown");
        assertThat(listed.text("0.userId")).isEqualTo(member);
        assertThat(listed.json().at("/0/effectivePermissions")).isEqualTo(Answer.parse("{}"));
        assertThat(ids("?status=unknown")).contains(key.text("id")).doesNotContain(bot.text("id"));
        assertThat(ids("?status=active")).contains(bot.text("id")).doesNotContain(key.text("id"));
        assertThat(ids("?status=suspended")).doesNotContain(key.text("id"));
        assertThat(ids("")).contains(key.text("id"), bot.text("id"));

        assertThat(realm.update(key, "{\"enabled\":false}").text("status")).isEqualTo("disabled");
        realm.revoke(key);
        KeyRows.assertDeleted(key);
    }

    private static List<String> ids(String query) {
        return realm.keys("GET", query).expect(200).json().findValuesAsText("id");
    }

    @Test
    void aMemberWhoIsDisabledInTheDirectoryIsInactiveFromTheNextSynchronization() {
        Answer key = realm.createUserKeyOf("acme", importMember("dismissed"));
        realm.verify(key).expect(200);
        directory.enablePerson("dismissed", false);
        synchronize();
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("owner_inactive");
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
        directory.enablePerson("dismissed", true);
        synchronize();
        realm.verify(key).expect(200);
    }

    private static void synchronize() {
        realm.admin("POST", "/user-storage/" + storage + "/sync?action=triggerFullSync")
                .expect(200);
    }

    @Test
    void aMemberWhoWasRemovedFromTheDirectoryIsInactive() {
        Answer key = realm.createUserKeyOf("acme", importMember("leaver"));
        realm.verify(key).expect(200);
        directory.removePerson("leaver");
        realm.clearCaches();
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("owner_inactive");
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
        assertThat(realm.read(key).text("status")).isEqualTo("suspended");
    }

    @Test
    void aMemberWhoIsDisabledIsInactiveAsWell() {
        String member = importMember("paused");
        Answer key = realm.createUserKeyOf("acme", member);
        realm.verify(key).expect(200);
        realm.members().enable(member, false);
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("owner_inactive");
        realm.members().enable(member, true);
        realm.verify(key).expect(200);
    }

    /**
     * Keycloak reads the groups of a user lazily. During an outage of the directory, it would read and cache an empty
     * list of groups.
     */
    @Test
    void returns503WhileTheGroupsOfTheDirectoryCannotBeRead() {
        String member = memberOfGroup("worker", "workers");
        Answer key = realm.createUserKeyOf("acme", member, DELETE_DOMAINS);
        assertThat(deleteDomains(key).status()).isEqualTo(200);

        realm.clearCaches();
        realm.admin("GET", "/users/" + member).expect(200);
        directory.stop();
        for (int i = 0; i < 2; i++) {
            assertUnavailable("verify", deleteDomains(key));
        }
        assertThat(realm.read(key).text("status")).isEqualTo("unknown");
        assertThat(realm.read(key).json().has("ineffectivePermissions")).isFalse();
        Answer disabled = realm.update(key, "{\"enabled\":false}");
        assertThat(disabled.text("status")).isEqualTo("disabled");
        assertThat(disabled.json().has("ineffectivePermissions")).isFalse();
        directory.start();
        realm.update(key, "{\"enabled\":true}");
        assertThat(deleteDomains(key).status()).isEqualTo(200);

        directory.stop();
        assertThat(deleteDomains(key).status()).as("from the cache").isEqualTo(200);
    }

    @Test
    void groupsThatKeycloakCachedDuringAnOutageAreNotUsedAfterIt() {
        String member = memberOfGroup("helper", "helpers");
        Answer key = realm.createUserKeyOf("acme", member, DELETE_DOMAINS);
        realm.clearCaches();
        realm.admin("GET", "/users/" + member).expect(200);
        directory.stop();
        // the directory is stopped, so Keycloak reads an empty list of groups and caches it
        assertThat(realm.admin("GET", "/users/" + member + "/groups")
                        .expect(200)
                        .json())
                .isEmpty();
        assertUnavailable("verify", deleteDomains(key));
        directory.start();
        for (int i = 0; i < 2; i++) {
            assertThat(deleteDomains(key).status()).isEqualTo(200);
        }
    }

    private static Answer deleteDomains(Answer key) {
        return realm.verify(key.text("secret"), "?permission=domains:delete");
    }

    /** Creates a member who has the role org-admin through a group of the directory. */
    private static String memberOfGroup(String uid, String group) {
        directory.addPerson(uid);
        directory.addGroup(group, uid);
        String id = join(uid);
        String groupId =
                realm.admin("GET", "/users/" + id + "/groups").expect(200).text("0.id");
        String role = realm.admin("GET", "/roles/org-admin").expect(200).body();
        realm.admin("POST", "/groups/" + groupId + "/role-mappings/realm")
                .json("[" + role + "]")
                .expect(204);
        return id;
    }

    private static String importMember(String uid) {
        directory.addPerson(uid);
        return join(uid);
    }

    /** Makes a person of the directory a member of acme. Keycloak imports the person when it looks up the user's id. */
    private static String join(String uid) {
        String id = realm.userId(uid);
        realm.members().add("acme", id);
        return id;
    }
}
