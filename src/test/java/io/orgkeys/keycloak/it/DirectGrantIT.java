package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A program logs in with a user key where it used to log in with a password. */
class DirectGrantIT {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String INACTIVE = "{\"active\":false}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void clients() {
        realm.createKeyLoginClient("legacy", realm.createKeyLoginFlow("key login", "{}"), "{}");
        realm.createKeyLoginClient(
                "lightweight", realm.flowId("key login"), "{\"client.use.lightweight.access.token.enabled\":\"true\"}");
        realm.createKeyLoginClient(
                "strict",
                realm.createKeyLoginFlow(
                        "strict key login",
                        "{\"permissions\":\"stats:read shortLinks:read\",\"organization\":\"acme\"}"),
                "{}");
        realm.createKeyLoginClient(
                "misconfigured",
                realm.createKeyLoginFlow("misconfigured key login", "{\"permissions\":\"stats\"}"),
                "{}");
    }

    @Test
    void aUserKeyIsTakenInsteadOfAPassword() throws Exception {
        String member = member("acme", "robot");
        Answer key = realm.createUserKeyOf("acme", member, READ_STATS);
        Answer answer = login("legacy", "robot", key.text("secret")).expect(200);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        JWTClaimsSet claims = answer.claims();
        assertThat(claims.getSubject()).isEqualTo(member);
        assertThat(claims.getClaim("preferred_username")).isEqualTo("robot");
        assertThat(claims.getJSONObjectClaim("api_key"))
                .containsEntry("id", key.text("id"))
                .containsEntry("type", "user")
                .containsEntry("permissions", Map.of("stats", List.of("read")));
        assertThat(answer.body()).doesNotContain(key.text("secret"));
    }

    @Test
    void theTokenHasTheRolesThatTheClientWouldGiveAndNoMore() throws Exception {
        String member = member("acme", "roles");
        String secret = realm.createUserKeyOf("acme", member, READ_STATS).text("secret");
        realm.admin("PUT", "/users/" + member + "/reset-password")
                .json("{\"type\":\"password\",\"value\":\"roles\"}")
                .send()
                .expect(204);
        JWTClaimsSet withPassword = login("demo-cli", "roles", "roles").claims();
        JWTClaimsSet withKey = login("legacy", "roles", secret).claims();
        assertThat(withKey.getClaim("realm_access")).isEqualTo(withPassword.getClaim("realm_access"));
        assertThat(withKey.getClaim("resource_access")).isEqualTo(withPassword.getClaim("resource_access"));
    }

    @Test
    void onlyAClientWhoseFlowSaysSoTakesKeysAndItTakesNoPasswords() {
        String member = member("acme", "elsewhere");
        realm.admin("PUT", "/users/" + member + "/reset-password")
                .json("{\"type\":\"password\",\"value\":\"elsewhere\"}")
                .send()
                .expect(204);
        String secret = realm.createUserKeyOf("acme", member, READ_STATS).text("secret");
        refused(login("demo-cli", "elsewhere", secret));
        login("demo-cli", "elsewhere", "elsewhere").expect(200);
        refused(login("legacy", "elsewhere", "elsewhere"));
        login("legacy", "elsewhere", secret).expect(200);
    }

    @Test
    void whateverIsWrongTheAnswerIsThatOfAWrongPassword() {
        String member = member("acme", "wrong");
        Answer key = realm.createUserKeyOf("acme", member, READ_STATS);
        String secret = key.text("secret");
        login("legacy", "wrong", secret).expect(200);
        refused(login("legacy", "wrong", "nonsense"));
        refused(login("legacy", "wrong", secret.substring(1)));
        refused(login("legacy", "wrong", ""));
        refused(login("legacy", "nobody", secret));
        String other = member("acme", "other");
        refused(login(
                "legacy",
                "wrong",
                realm.createUserKeyOf("acme", other, READ_STATS).text("secret")));
        refused(login(
                "legacy", "wrong", realm.createBot("acme", "Bot", READ_STATS).text("secret")));

        update(key, "{\"enabled\":false}");
        refused(login("legacy", "wrong", secret));
        update(key, "{\"enabled\":true,\"permissions\":{}}");
        refused(login("legacy", "wrong", secret));
        update(
                key,
                "{\"permissions\":" + READ_STATS + ",\"expiresAt\":\""
                        + Instant.now().plusSeconds(3600) + "\"}");
        login("legacy", "wrong", secret).expect(200);
        TestServer.later(Duration.ofHours(2), () -> refused(login("legacy", "wrong", secret)));
        realm.enableUser(member, false);
        refused(login("legacy", "wrong", secret));
        realm.enableUser(member, true);
        login("legacy", "wrong", secret).expect(200);
        realm.removeMember("acme", member);
        refused(login("legacy", "wrong", secret));
    }

    @Test
    void aKeyOfADisabledOrganizationIsRefused() {
        String secret = realm.createUserKeyOf("globex", member("globex", "suspended"), READ_STATS)
                .text("secret");
        login("legacy", "suspended", secret).expect(200);
        realm.enableOrganization("globex", false);
        refused(login("legacy", "suspended", secret));
        realm.enableOrganization("globex", true);
        login("legacy", "suspended", secret).expect(200);
    }

    @Test
    void theFlowMayRequirePermissionsAndAnOrganization() {
        Answer key = realm.createUserKeyOf("acme", member("acme", "strict"), READ_STATS);
        refused(login("strict", "strict", key.text("secret")));
        update(key, "{\"permissions\":{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}}");
        login("strict", "strict", key.text("secret")).expect(200);
        String globex = realm.createUserKeyOf(
                        "globex", member("globex", "stranger"), "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}")
                .text("secret");
        refused(login("strict", "stranger", globex));
        login("legacy", "stranger", globex).expect(200);
    }

    @Test
    void aFlowThatRequiresWhatIsNoPermissionLetsNobodyIn() {
        String secret = realm.createUserKeyOf("acme", member("acme", "shutout"), READ_STATS)
                .text("secret");
        refused(login("misconfigured", "shutout", secret));
    }

    @Test
    void aRefreshedTokenHasWhatIsEffectiveByThen() throws Exception {
        Answer key = realm.createUserKeyOf(
                "acme", member("acme", "refresher"), "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}");
        Answer first = login("legacy", "refresher", key.text("secret")).expect(200);
        update(key, "{\"permissions\":" + READ_STATS + "}");
        Answer second = refresh(first).expect(200);
        Map<String, String> hint = Map.of("token_type_hint", "refresh_token");
        assertThat(realm.introspectAs("legacy", second.text("refresh_token"), hint)
                        .text("active"))
                .isEqualTo("true");
        assertThat(second.claims().getJSONObjectClaim("api_key"))
                .containsEntry("permissions", Map.of("stats", List.of("read")));
        realm.keys("DELETE", "/" + key.text("id")).send().expect(204);
        assertThat(realm.introspectAs("legacy", second.text("refresh_token"), hint)
                        .body())
                .isEqualTo(INACTIVE);
        Answer refused = refresh(second);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
        assertThat(refused.json().has("access_token")).isFalse();
    }

    @Test
    void whoLosesARoleLosesItInTheNextToken() throws Exception {
        String member = member("acme", "demoted");
        String group = realm.organizationGroupId("acme", "admins");
        String path = "/organizations/" + realm.organizationId("acme") + "/groups/" + group + "/members/" + member;
        realm.admin("PUT", path).send().expect(204);
        Answer key = realm.createUserKeyOf("acme", member, "{\"stats\":[\"read\"],\"domains\":[\"delete\"]}");
        Answer first = login("legacy", "demoted", key.text("secret")).expect(200);
        assertThat(first.claims().getJSONObjectClaim("api_key"))
                .containsEntry("permissions", Map.of("stats", List.of("read"), "domains", List.of("delete")));
        realm.admin("DELETE", path).send().expect(204);
        assertThat(refresh(first).claims().getJSONObjectClaim("api_key"))
                .containsEntry("permissions", Map.of("stats", List.of("read")));
        realm.removeMember("acme", member);
        assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void aPublicClientMayUseTheFlowAndTheUsersEmailIsAsGoodAsTheName() {
        realm.admin("POST", "/clients")
                .json("""
                        {"clientId":"demo-cli-with-keys","publicClient":true,"standardFlowEnabled":false,
                         "directAccessGrantsEnabled":true,"authenticationFlowBindingOverrides":{"direct_grant":"%s"}}""".formatted(realm.flowId("key login")))
                .send()
                .expect(201);
        String secret = realm.createUserKeyOf("acme", member("acme", "mailer"), READ_STATS)
                .text("secret");
        Map<String, String> form = new HashMap<>(
                Map.of("grant_type", "password", "client_id", "demo-cli-with-keys", "username", "mailer@h0p.example"));
        String url = realm.url("/protocol/openid-connect/token");
        assertThat(Http.post(url).key(secret).form(form).send().status())
                .as("the key in the wrong place")
                .isEqualTo(400);
        form.put("password", secret);
        Http.post(url).form(form).send().expect(200);
    }

    @Test
    void aOneTimeCodeIsStillAskedFor() {
        String member = member("acme", "careful");
        String secret = realm.createUserKeyOf("acme", member, READ_STATS).text("secret");
        login("legacy", "careful", secret).expect(200);
        realm.admin("PUT", "/users/" + member).json("""
                        {"credentials":[{"type":"otp","secretData":"{\\"value\\":\\"abcdefghijklmnopqrst\\"}",
                         "credentialData":"{\\"subType\\":\\"totp\\",\\"digits\\":6,\\"counter\\":0,\\"period\\":30,\\"algorithm\\":\\"HmacSHA1\\"}"}]}""").send().expect(204);
        Answer withoutCode = login("legacy", "careful", secret);
        assertThat(withoutCode.json().has("access_token")).isFalse();
        assertThat(withoutCode.status()).isBetween(400, 401);
    }

    @Test
    void anOfflineSessionIsWorthNoMoreThanTheKey() throws Exception {
        Answer key = realm.createUserKeyOf("acme", member("acme", "offline"), READ_STATS);
        Answer offline = login("legacy", "offline", key.text("secret"), Map.of("scope", "offline_access"))
                .expect(200);
        Answer refreshed = refresh(offline).expect(200);
        assertThat(refreshed.text("scope")).contains("offline_access");
        for (Answer answer : List.of(offline, refreshed)) {
            assertThat(answer.claims().getClaim("typ")).isEqualTo("ApiKey");
            assertThat(answer.claims().getJSONObjectClaim("api_key")).containsEntry("id", key.text("id"));
        }
        update(key, "{\"enabled\":false}");
        assertThat(refresh(offline).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void whatWasGotWithASecretEndsWithTheSecret() {
        Answer key = realm.createUserKeyOf("acme", member("acme", "leaked"), READ_STATS);
        Answer login = login("legacy", "leaked", key.text("secret")).expect(200);
        assertThat(realm.introspect(login.text("access_token")).text("active")).isEqualTo("true");
        realm.keys("POST", "/" + key.text("id") + "/rotate")
                .json("{\"gracePeriod\":0}")
                .send()
                .expect(201);
        assertThat(realm.introspect(login.text("access_token")).body()).isEqualTo(INACTIVE);
        assertThat(refresh(login).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void theTokenIsActiveWhileTheKeyIsGood() {
        Answer key = realm.createUserKeyOf(
                "acme", member("acme", "introspected"), "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}");
        String token = login("legacy", "introspected", key.text("secret")).text("access_token");
        JsonNode answer = realm.introspect(token).json();
        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.path("username").asText()).isEqualTo("introspected");
        assertThat(answer.path("client_id").asText()).isEqualTo("legacy");
        assertThat(answer.path("scope").asText()).contains("profile");
        assertThat(answer.at("/api_key/id").asText()).isEqualTo(key.text("id"));
        update(key, "{\"permissions\":" + READ_STATS + "}");
        assertThat(realm.introspect(token).json().at("/api_key/permissions")).isEqualTo(Answer.parse(READ_STATS));
        update(key, "{\"enabled\":false}");
        assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE);
    }

    @Test
    void theTokenLivesNoLongerThanTheKey() throws Exception {
        Answer key = realm.createUserKeyOf("acme", member("acme", "mortal"), READ_STATS);
        Instant expiresAt = Instant.now().plusSeconds(100);
        update(key, "{\"expiresAt\":\"" + expiresAt + "\"}");
        Answer answer = login("legacy", "mortal", key.text("secret")).expect(200);
        assertThat(answer.claims().getExpirationTime().toInstant()).isBeforeOrEqualTo(expiresAt);
        assertThat(answer.json().path("expires_in").asInt()).isBetween(1, 100);
    }

    @Test
    void anAdministratorsKeyOpensNeitherTheAdminNorTheAccountRest() {
        realm.addAdministrator("boss", "realm-admin");
        realm.addMember("acme", realm.userId("boss"));
        String secret = realm.createUserKey("acme", "boss", READ_STATS).text("secret");
        assertThat(Http.get(realm.adminUrl("/users"))
                        .bearer(realm.token("boss"))
                        .send()
                        .status())
                .as("with a password")
                .isEqualTo(200);
        String flow = realm.flowId("key login");
        realm.createKeyLoginClient("chosen", flow, "{}");
        realm.createKeyLoginClient(
                "chosen-lightweight", flow, "{\"client.use.lightweight.access.token.enabled\":\"true\"}");
        List.of("chosen", "chosen-lightweight").forEach(realm::giveSelfService);
        for (String client : List.of("legacy", "lightweight", "chosen", "chosen-lightweight")) {
            Answer login = login(client, "boss", secret, Map.of("scope", "openid profile"))
                    .expect(200);
            for (Answer answer : List.of(login, refresh(login, client).expect(200))) {
                String token = answer.text("access_token");
                for (String url : List.of(
                        realm.adminUrl(""),
                        realm.adminUrl("/users"),
                        realm.adminUrl("/api-keys"),
                        realm.url("/account"),
                        realm.url("/account/credentials"),
                        realm.url("/api-keys/organizations"),
                        realm.url("/protocol/openid-connect/userinfo"))) {
                    assertThat(Http.get(url)
                                    .header("Accept", "application/json")
                                    .bearer(token)
                                    .send()
                                    .status())
                            .as(client + " " + url)
                            .isEqualTo(401);
                }
                Answer exchanged = Http.post(realm.url("/protocol/openid-connect/token"))
                        .basic("shortlinks-api", "shortlinks-api-secret")
                        .form(Map.of(
                                "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                                "subject_token", token,
                                "subject_token_type", "urn:ietf:params:oauth:token-type:access_token"))
                        .send();
                assertThat(exchanged.status()).as(client).isEqualTo(400);
            }
        }
    }

    @Test
    void wrongKeysCountForTheDetectionOfBruteForce() {
        String member = member("acme", "victim");
        String secret = realm.createUserKeyOf("acme", member, READ_STATS).text("secret");
        realm.change(Map.of(
                "bruteForceProtected",
                true,
                "failureFactor",
                3,
                "waitIncrementSeconds",
                60,
                "maxFailureWaitSeconds",
                60));
        try {
            String typo = secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? 'b' : 'a');
            for (int i = 0; i < 3; i++) {
                refused(login("legacy", "victim", typo));
            }
            assertThat(realm.admin("GET", "/attack-detection/brute-force/users/" + member)
                            .send()
                            .expect(200)
                            .text("disabled"))
                    .isEqualTo("true");
            refused(login("legacy", "victim", secret));
            TestServer.later(
                    Duration.ofMinutes(2),
                    () -> login("legacy", "victim", secret).expect(200));
        } finally {
            realm.change(Map.of("bruteForceProtected", false));
        }
    }

    @Test
    void theEventsSayWhichKeyAndWhyButNotTheSecret() {
        realm.storeEvents("LOGIN", "LOGIN_ERROR");
        Answer key = realm.createUserKeyOf("acme", member("acme", "reported"), READ_STATS);
        realm.admin("DELETE", "/events").send().expect(204);
        login("legacy", "reported", key.text("secret")).expect(200);
        update(key, "{\"enabled\":false}");
        refused(login("legacy", "reported", key.text("secret")));
        Answer events = realm.admin("GET", "/events?client=legacy").send().expect(200);
        assertThat(events.body()).doesNotContain(key.text("secret").substring(10));
        JsonNode refused = events.json().get(0);
        assertThat(refused.path("type").asText()).isEqualTo("LOGIN_ERROR");
        assertThat(refused.path("error").asText()).isEqualTo("disabled_key");
        assertThat(refused.at("/details/token_id").asText()).isEqualTo(key.text("id"));
        JsonNode success = events.json().get(1);
        assertThat(success.path("type").asText()).isEqualTo("LOGIN");
        assertThat(success.at("/details/api_key_id").asText()).isEqualTo(key.text("id"));
    }

    @Test
    void theEventOfAFailureIsAboutWhoTriedToLogIn() {
        realm.storeEvents("LOGIN_ERROR", "REFRESH_TOKEN_ERROR");
        String victim = member("acme", "addressee");
        Answer foreign = realm.createUserKeyOf("acme", member("acme", "bystander"), READ_STATS);
        update(foreign, "{\"enabled\":false}");
        Answer own = realm.createUserKeyOf("acme", victim, READ_STATS);
        Answer login = login("legacy", "addressee", own.text("secret")).expect(200);
        realm.admin("DELETE", "/events").send().expect(204);
        refused(login("legacy", "addressee", "nonsense"));
        refused(login("legacy", "addressee", foreign.text("secret")));
        realm.keys("DELETE", "/" + own.text("id")).send().expect(204);
        refresh(login).expect(400);
        JsonNode events =
                realm.admin("GET", "/events?client=legacy").send().expect(200).json();
        assertThat(events.findValuesAsText("error")).containsExactly("unknown_key", "wrong_owner", "malformed_key");
        assertThat(events.get(0).path("type").asText()).isEqualTo("REFRESH_TOKEN_ERROR");
        assertThat(events.get(1).path("userId").asText()).isEqualTo(victim);
        assertThat(events.get(2).path("userId").asText()).isEqualTo(victim);
    }

    // --- what the tests share

    /** A member with a complete profile: others Keycloak does not let log in. */
    private static String member(String organization, String name) {
        realm.admin("POST", "/users").json("""
                        {"username":"%1$s","enabled":true,"email":"%1$s@h0p.example","emailVerified":true,
                         "firstName":"%1$s","lastName":"Member"}""".formatted(name)).send().expect(201);
        String id = realm.userId(name);
        realm.addMember(organization, id);
        return id;
    }

    private static void update(Answer key, String change) {
        realm.keys("PUT", "/" + key.text("id")).json(change).send().expect(200);
    }

    private static Answer login(String client, String user, String password) {
        return login(client, user, password, Map.of());
    }

    private static Answer login(String client, String user, String password, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.putAll(Map.of("grant_type", "password", "username", user, "password", password));
        return token(client, form);
    }

    private static Answer refresh(Answer login) {
        return refresh(login, "legacy");
    }

    private static Answer refresh(Answer login, String client) {
        return token(
                client,
                new HashMap<>(Map.of("grant_type", "refresh_token", "refresh_token", login.text("refresh_token"))));
    }

    private static Answer token(String client, Map<String, String> form) {
        form.put("client_id", client);
        if (!client.equals("demo-cli")) {
            form.put("client_secret", client + "-secret");
        }
        return Http.post(realm.url("/protocol/openid-connect/token")).form(form).send();
    }

    private static void refused(Answer answer) {
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid user credentials\"}");
        assertThat(answer.status()).isEqualTo(400);
    }
}
