package io.orgkeys.keycloak.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.keycloak.models.utils.TimeBasedOTP;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests how a program logs in with a user key instead of a password, through the direct grant. */
class DirectGrantIT {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String INACTIVE = "{\"active\":false}";
    private static final String OTP_SECRET = "abcdefghijklmnopqrst";
    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";

    /** Protocol mappers that add more data about the user and the session to every token of a client. */
    private static final List<String> EXTRA_MAPPERS = List.of("""
            {"name":"groups","protocol":"openid-connect","protocolMapper":"oidc-group-membership-mapper","config":
             {"claim.name":"groups","full.path":"false","access.token.claim":"true","id.token.claim":"true",
              "introspection.token.claim":"true"}}""", """
            {"name":"roles","protocol":"openid-connect","protocolMapper":"oidc-usermodel-realm-role-mapper","config":
             {"claim.name":"my.roles","multivalued":"true","access.token.claim":"true","id.token.claim":"true",
              "introspection.token.claim":"true"}}""", """
            {"name":"plan","protocol":"openid-connect","protocolMapper":"oidc-hardcoded-claim-mapper","config":
             {"claim.name":"plan","claim.value":"unlimited","jsonType.label":"String","access.token.claim":"true",
              "id.token.claim":"true","introspection.token.claim":"true"}}""", """
            {"name":"note","protocol":"openid-connect","protocolMapper":"oidc-usersessionmodel-note-mapper","config":
             {"claim.name":"note","user.session.note":"org-api-key","jsonType.label":"String","access.token.claim":"true",
              "id.token.claim":"true","introspection.token.claim":"true"}}""");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void createClients() {
        realm.keyLogin().createClient("legacy", realm.keyLogin().createFlow("key login", "{}"), "{}");
        realm.keyLogin()
                .createClient(
                        "lightweight",
                        realm.keyLogin().flowId("key login"),
                        "{\"client.use.lightweight.access.token.enabled\":\"true\"}");
        realm.keyLogin()
                .createClient(
                        "strict",
                        realm.keyLogin()
                                .createFlow(
                                        "strict key login",
                                        "{\"permissions\":\"stats:read shortLinks:read\",\"organization\":\"acme\"}"),
                        "{}");
        realm.keyLogin()
                .createClient(
                        "privileged",
                        realm.keyLogin().createFlow("privileged key login", "{\"keepRoles\":\"true\"}"),
                        "{}");
        realm.keyLogin().createClient("talkative", realm.keyLogin().flowId("key login"), "{}");
        for (String mapper : EXTRA_MAPPERS) {
            realm.addTo("/clients/" + realm.clients().id("talkative") + "/protocol-mappers/models", mapper);
        }
        realm.keyLogin()
                .createClient(
                        "misconfigured",
                        realm.keyLogin().createFlow("misconfigured key login", "{\"permissions\":\"stats\"}"),
                        "{}");
    }

    @Test
    void acceptsAUserKeyInsteadOfAPassword() throws Exception {
        String member = createMember("acme", "robot");
        Answer key = realm.createUserKeyOf("acme", member);
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
    void tokensHaveThePermissionsOfTheKeyAndNoOtherDataOfTheUser() throws Exception {
        String secret =
                realm.createUserKeyOf("acme", createPrivilegedMember("limited")).text("secret");
        assertThat(Http.get(realm.adminUrl("/users"))
                        .bearer(login("demo-cli", "limited", "limited").text("access_token"))
                        .send()
                        .status())
                .as("a login with the password has the admin role")
                .isEqualTo(200);
        Answer login = login("talkative", "limited", secret, Map.of("scope", "openid profile email"))
                .expect(200);
        Answer refreshed = refresh(login, "talkative").expect(200);
        for (Answer answer : List.of(login, refreshed)) {
            JWTClaimsSet claims = answer.claims();
            assertThat(claims.getClaims())
                    .containsOnlyKeys(
                            "exp",
                            "iat",
                            "jti",
                            "iss",
                            "aud",
                            "sub",
                            "typ",
                            "azp",
                            "sid",
                            "acr",
                            "preferred_username",
                            "scope",
                            "api_key",
                            "organization",
                            "client_id");
            assertThat(claims.getAudience()).containsExactly("shortlinks-api");
            assertThat(claims.getStringClaim("scope")).isEqualTo("stats:read");
            assertThat(answer.text("scope")).isEqualTo("openid stats:read");
            assertThat(claims.getJSONObjectClaim("organization"))
                    .isEqualTo(Map.of("acme", Map.of("id", realm.organizationId("acme"))));
            assertThat(SignedJWT.parse(answer.text("id_token"))
                            .getJWTClaimsSet()
                            .getClaims())
                    .containsOnlyKeys(
                            "exp",
                            "iat",
                            "jti",
                            "iss",
                            "aud",
                            "sub",
                            "typ",
                            "azp",
                            "sid",
                            "acr",
                            "at_hash",
                            "preferred_username");
            JsonNode introspected =
                    realm.introspect(answer.text("access_token")).json();
            assertThat(introspected.path("active").asBoolean()).isTrue();
            assertThat(introspected.path("scope").asText()).isEqualTo("stats:read");
            assertNothingOfTheUser(introspected.toString());
            assertNothingOfTheUser(realm.introspectAs(
                            "talkative", answer.text("refresh_token"), Map.of("token_type_hint", "refresh_token"))
                    .expect(200)
                    .body());
            for (String hint : List.of("access_token", "refresh_token", "requesting_party_token")) {
                assertThat(realm.introspectAs("talkative", answer.text("id_token"), Map.of("token_type_hint", hint))
                                .body())
                        .as("an ID token is not accepted")
                        .isEqualTo(INACTIVE);
            }
        }
    }

    @Test
    void theAudienceComesFromTheCatalogUnlessAMapperSetsIt() throws Exception {
        realm.clients().create("reports", "{}");
        realm.clients().create("retired", "{}");
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\"],\"audience\":[\"reports\",\"retired\"]}");
        realm.admin("DELETE", "/clients/" + realm.clients().id("retired")).expect(204);
        realm.addTo("/clients", """
                        {"clientId":"unmapped","secret":"unmapped-secret","directAccessGrantsEnabled":true,
                         "authenticationFlowBindingOverrides":{"direct_grant":"%s"}}""".formatted(realm.keyLogin().flowId("key login")));
        String both = realm.createUserKeyOf(
                        "acme", createPrivilegedMember("reporter"), "{\"stats\":[\"read\"],\"reports\":[\"read\"]}")
                .text("secret");
        JWTClaimsSet named = login("unmapped", "reporter", both).claims();
        assertThat(named.getAudience()).containsExactly("reports");
        assertThat(named.getStringClaim("scope")).isEqualTo("reports:read stats:read");
        JWTClaimsSet mapped = login("legacy", "reporter", both).claims();
        assertThat(mapped.getAudience()).containsExactly("shortlinks-api");
        assertThat(mapped.getStringClaim("scope"))
                .as("permissions of other audiences are omitted")
                .isEqualTo("stats:read");
        String stats =
                realm.createUserKeyOf("acme", createPrivilegedMember("unnamed")).text("secret");
        assertThat(login("unmapped", "unnamed", stats).claims().getAudience()).containsExactly("unmapped");
    }

    @Test
    void keepRolesAddsTheSameRolesAsALoginWithThePassword() throws Exception {
        String secret =
                realm.createUserKeyOf("acme", createPrivilegedMember("roles")).text("secret");
        JWTClaimsSet withPassword = login("demo-cli", "roles", "roles").claims();
        Answer login = login("privileged", "roles", secret).expect(200);
        for (Answer answer : List.of(login, refresh(login, "privileged").expect(200))) {
            JWTClaimsSet withKey = answer.claims();
            assertThat(withKey.getJSONObjectClaim("realm_access")).isNotEmpty();
            assertThat(withKey.getClaim("realm_access")).isEqualTo(withPassword.getClaim("realm_access"));
            assertThat(withKey.getClaim("resource_access")).isEqualTo(withPassword.getClaim("resource_access"));
            assertThat(withKey.getClaim("typ")).isEqualTo("ApiKey");
            assertThat(withKey.getJSONObjectClaim("api_key"))
                    .containsEntry("permissions", Map.of("stats", List.of("read")));
            JsonNode introspected =
                    realm.introspect(answer.text("access_token")).json();
            assertThat(introspected.path("active").asBoolean()).isTrue();
            assertThat(introspected.path("scope").asText()).contains("profile");
            assertThat(Http.get(realm.adminUrl("/users"))
                            .bearer(answer.text("access_token"))
                            .send()
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void aClientAcceptsEitherKeysOrPasswords() {
        String member = createMember("acme", "elsewhere");
        realm.admin("PUT", "/users/" + member + "/reset-password")
                .json("{\"type\":\"password\",\"value\":\"elsewhere\"}")
                .expect(204);
        String secret = realm.createUserKeyOf("acme", member).text("secret");
        assertRefused(login("demo-cli", "elsewhere", secret));
        login("demo-cli", "elsewhere", "elsewhere").expect(200);
        assertRefused(login("legacy", "elsewhere", "elsewhere"));
        login("legacy", "elsewhere", secret).expect(200);
    }

    @Test
    void everyRefusalLooksLikeAWrongPassword() {
        String member = createMember("acme", "wrong");
        Answer key = realm.createUserKeyOf("acme", member);
        String secret = key.text("secret");
        login("legacy", "wrong", secret).expect(200);
        assertRefused(login("legacy", "wrong", "nonsense"));
        assertRefused(login("legacy", "wrong", secret.substring(1)));
        assertRefused(login("legacy", "wrong", ""));
        assertRefused(login("legacy", "nobody", secret));
        String other = createMember("acme", "other");
        assertRefused(
                login("legacy", "wrong", realm.createUserKeyOf("acme", other).text("secret")));
        assertRefused(login("legacy", "wrong", realm.createBot("acme", "Bot").text("secret")));

        update(key, "{\"enabled\":false}");
        assertRefused(login("legacy", "wrong", secret));
        update(key, "{\"enabled\":true,\"permissions\":{}}");
        assertRefused(login("legacy", "wrong", secret));
        update(
                key,
                "{\"permissions\":" + READ_STATS + ",\"expiresAt\":\""
                        + Instant.now().plusSeconds(3600) + "\"}");
        login("legacy", "wrong", secret).expect(200);
        TestServer.later(Duration.ofHours(2), () -> assertRefused(login("legacy", "wrong", secret)));
        realm.members().enable(member, false);
        assertRefused(login("legacy", "wrong", secret));
        realm.members().enable(member, true);
        login("legacy", "wrong", secret).expect(200);
        realm.members().remove("acme", member);
        assertRefused(login("legacy", "wrong", secret));
    }

    @Test
    void aKeyOfADisabledOrganizationIsRefused() {
        String secret = realm.createUserKeyOf("globex", createMember("globex", "suspended"))
                .text("secret");
        login("legacy", "suspended", secret).expect(200);
        realm.organizations().enable("globex", false);
        assertRefused(login("legacy", "suspended", secret));
        realm.organizations().enable("globex", true);
        login("legacy", "suspended", secret).expect(200);
    }

    @Test
    void theFlowCanRequirePermissionsAndAnOrganization() {
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "strict"));
        assertRefused(login("strict", "strict", key.text("secret")));
        update(key, "{\"permissions\":{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}}");
        login("strict", "strict", key.text("secret")).expect(200);
        String globex = realm.createUserKeyOf(
                        "globex",
                        createMember("globex", "stranger"),
                        "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}")
                .text("secret");
        assertRefused(login("strict", "stranger", globex));
        login("legacy", "stranger", globex).expect(200);
    }

    @Test
    void refreshAndIntrospectionCheckThePermissionsThatTheFlowRequires() {
        Answer key = realm.createUserKeyOf(
                "acme", createMember("acme", "narrowed"), "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}");
        Answer login = login("strict", "narrowed", key.text("secret")).expect(200);
        Answer refreshed = refresh(login, "strict").expect(200);
        Map<String, String> hint = Map.of("token_type_hint", "refresh_token");
        assertThat(realm.introspect(refreshed.text("access_token")).text("active"))
                .isEqualTo("true");
        assertThat(realm.introspectAs("strict", refreshed.text("refresh_token"), hint)
                        .text("active"))
                .isEqualTo("true");
        update(key, "{\"permissions\":" + READ_STATS + "}");
        assertRefused(login("strict", "narrowed", key.text("secret")));
        assertThat(realm.introspect(refreshed.text("access_token")).body()).isEqualTo(INACTIVE);
        assertThat(realm.introspectAs("strict", refreshed.text("refresh_token"), hint)
                        .body())
                .isEqualTo(INACTIVE);
        assertThat(refresh(refreshed, "strict").expect(400).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void aFlowThatRequiresAnInvalidPermissionRefusesEveryLogin() {
        String secret =
                realm.createUserKeyOf("acme", createMember("acme", "shutout")).text("secret");
        assertRefused(login("misconfigured", "shutout", secret));
    }

    @Test
    void aRefreshedTokenHasTheCurrentEffectivePermissions() throws Exception {
        Answer key = realm.createUserKeyOf(
                "acme", createMember("acme", "refresher"), "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}");
        Answer first = login("legacy", "refresher", key.text("secret")).expect(200);
        update(key, "{\"permissions\":" + READ_STATS + "}");
        Answer second = refresh(first).expect(200);
        Map<String, String> hint = Map.of("token_type_hint", "refresh_token");
        assertThat(realm.introspectAs("legacy", second.text("refresh_token"), hint)
                        .text("active"))
                .isEqualTo("true");
        assertThat(second.claims().getJSONObjectClaim("api_key"))
                .containsEntry("permissions", Map.of("stats", List.of("read")));
        realm.revoke(key);
        assertThat(realm.introspectAs("legacy", second.text("refresh_token"), hint)
                        .body())
                .isEqualTo(INACTIVE);
        Answer refused = refresh(second);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
        assertThat(refused.json().has("access_token")).isFalse();
    }

    @Test
    void aRefreshedTokenLacksThePermissionsOfALostRole() throws Exception {
        String member = createMember("acme", "demoted");
        String group = realm.organizations().groupId("acme", "admins");
        String path = "/organizations/" + realm.organizationId("acme") + "/groups/" + group + "/members/" + member;
        realm.admin("PUT", path).expect(204);
        Answer key = realm.createUserKeyOf("acme", member, "{\"stats\":[\"read\"],\"domains\":[\"delete\"]}");
        Answer first = login("legacy", "demoted", key.text("secret")).expect(200);
        assertThat(first.claims().getJSONObjectClaim("api_key"))
                .containsEntry("permissions", Map.of("stats", List.of("read"), "domains", List.of("delete")));
        realm.admin("DELETE", path).expect(204);
        assertThat(refresh(first).claims().getJSONObjectClaim("api_key"))
                .containsEntry("permissions", Map.of("stats", List.of("read")));
        realm.members().remove("acme", member);
        assertThat(refresh(first).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void acceptsAPublicClientAndAnEmailAsUserName() {
        realm.addTo("/clients", """
                        {"clientId":"demo-cli-with-keys","publicClient":true,"standardFlowEnabled":false,
                         "directAccessGrantsEnabled":true,"authenticationFlowBindingOverrides":{"direct_grant":"%s"}}""".formatted(realm.keyLogin().flowId("key login")));
        String secret =
                realm.createUserKeyOf("acme", createMember("acme", "mailer")).text("secret");
        Map<String, String> form = new HashMap<>(
                Map.of("grant_type", "password", "client_id", "demo-cli-with-keys", "username", "mailer@h0p.example"));
        String url = realm.url("/protocol/openid-connect/token");
        assertThat(Http.post(url).key(secret).form(form).send().status())
                .as("the key in a header instead of the password")
                .isEqualTo(400);
        form.put("password", secret);
        Http.post(url).form(form).expect(200);
    }

    @Test
    void aOneTimeCodeIsStillRequired() {
        String member = createMember("acme", "careful");
        String secret = realm.createUserKeyOf("acme", member).text("secret");
        login("legacy", "careful", secret).expect(200);
        setOneTimeCode(member);
        Answer withoutCode = login("legacy", "careful", secret);
        assertThat(withoutCode.json().has("access_token")).isFalse();
        assertThat(withoutCode.status()).isBetween(400, 401);
    }

    @Test
    void anOfflineSessionIsLimitedToTheKey() throws Exception {
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "offline"));
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
    void rotationEndsTheLoginsWithTheOldSecret() {
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "leaked"));
        Answer login = login("legacy", "leaked", key.text("secret")).expect(200);
        assertThat(realm.introspect(login.text("access_token")).text("active")).isEqualTo("true");
        realm.rotate(key, "{\"gracePeriod\":0}");
        assertThat(realm.introspect(login.text("access_token")).body()).isEqualTo(INACTIVE);
        assertThat(refresh(login).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void revokingTheRefreshTokenEndsTheLogin() {
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "revoker"));
        Answer login = login("legacy", "revoker", key.text("secret")).expect(200);
        assertThat(revoke(login.text("access_token")).expect(400).text("error")).isEqualTo("unsupported_token_type");
        assertThat(realm.introspect(login.text("access_token")).text("active")).isEqualTo("true");
        revoke(login.text("refresh_token")).expect(200);
        assertThat(realm.introspect(login.text("access_token")).body()).isEqualTo(INACTIVE);
        assertThat(refresh(login).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    private static Answer revoke(String token) {
        return Http.post(realm.url("/protocol/openid-connect/revoke"))
                .basic("legacy", "legacy-secret")
                .form(Map.of("token", token))
                .send();
    }

    @Test
    void theTokenIsActiveWhileTheKeyIsValid() {
        Answer key = realm.createUserKeyOf(
                "acme", createMember("acme", "introspected"), "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}");
        String token = login("legacy", "introspected", key.text("secret")).text("access_token");
        JsonNode answer = realm.introspect(token).json();
        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.path("username").asText()).isEqualTo("introspected");
        assertThat(answer.path("client_id").asText()).isEqualTo("legacy");
        assertThat(answer.path("scope").asText()).isEqualTo("shortLinks:read stats:read");
        assertThat(answer.at("/api_key/id").asText()).isEqualTo(key.text("id"));
        update(key, "{\"permissions\":" + READ_STATS + "}");
        JsonNode narrowed = realm.introspect(token).json();
        assertThat(narrowed.at("/api_key/permissions")).isEqualTo(Answer.parse(READ_STATS));
        assertThat(narrowed.path("scope").asText()).isEqualTo("stats:read");
        update(key, "{\"enabled\":false}");
        assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE);
    }

    @Test
    void theTokenExpiresNoLaterThanTheKey() throws Exception {
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "mortal"));
        Instant expiresAt = Instant.now().plusSeconds(100);
        update(key, "{\"expiresAt\":\"" + expiresAt + "\"}");
        Answer answer = login("legacy", "mortal", key.text("secret")).expect(200);
        assertThat(answer.claims().getExpirationTime().toInstant()).isBeforeOrEqualTo(expiresAt);
        assertThat(answer.json().path("expires_in").asInt()).isBetween(1, 100);
    }

    @Test
    void theAdminAndAccountRestRefuseTokensOfAnAdministratorsKey() {
        realm.administrators().add("boss", "realm-admin");
        realm.members().add("acme", realm.userId("boss"));
        String secret = realm.createUserKey("acme", "boss").text("secret");
        assertThat(Http.get(realm.adminUrl("/users"))
                        .bearer(realm.token("boss"))
                        .send()
                        .status())
                .as("with a password")
                .isEqualTo(200);
        String flow = realm.keyLogin().flowId("key login");
        realm.keyLogin().createClient("chosen", flow, "{}");
        realm.keyLogin()
                .createClient("chosen-lightweight", flow, "{\"client.use.lightweight.access.token.enabled\":\"true\"}");
        List.of("chosen", "chosen-lightweight").forEach(realm.clients()::addKeyManagementScope);
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
                Answer exchanged = realm.tokenEndpoint("shortlinks-api")
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
    void invalidKeysCountAsFailuresOfTheBruteForceDetection() {
        String member = createMember("acme", "victim");
        String secret = realm.createUserKeyOf("acme", member).text("secret");
        String typo = secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? 'b' : 'a');
        protectedFromBruteForce(() -> {
            for (int i = 1; i <= 3; i++) {
                assertRefused(login("legacy", "victim", typo));
                awaitFailures(member, i);
            }
            assertThat(bruteForce(member).path("disabled").asBoolean()).isTrue();
            assertRefused(login("legacy", "victim", secret));
            TestServer.later(
                    Duration.ofMinutes(2),
                    () -> login("legacy", "victim", secret).expect(200));
        });
    }

    @Test
    void aLoginWithAKeyDoesNotResetTheFailuresOfThePassword() {
        String member = createPrivilegedMember("guessed");
        String secret = realm.createUserKeyOf("acme", member).text("secret");
        protectedFromBruteForce(() -> {
            failTwice(member, "guessed");
            login("legacy", "guessed", secret).expect(200);
            assertRefused(login("demo-cli", "guessed", "a third guess"));
            assertLockedOut(member, "guessed");
        });
    }

    @Test
    void aLoginWithAKeyAndAOneTimeCodeDoesNotResetTheFailuresEither() {
        String member = createPrivilegedMember("coded");
        String secret = realm.createUserKeyOf("acme", member).text("secret");
        setOneTimeCode(member);
        protectedFromBruteForce(() -> {
            failTwice(member, "coded");
            String code = new TimeBasedOTP().generateTOTP(OTP_SECRET);
            login("legacy", "coded", secret, Map.of("totp", code)).expect(200);
            assertRefused(login("demo-cli", "coded", "a third guess"));
            assertLockedOut(member, "coded");
        });
    }

    @Test
    void aLoginWithThePasswordResetsTheFailures() {
        String member = createPrivilegedMember("forgetful");
        protectedFromBruteForce(() -> {
            failTwice(member, "forgetful");
            login("demo-cli", "forgetful", "forgetful").expect(200);
            awaitFailures(member, 0);
        });
    }

    @Test
    void authorizationServicesLimitALoginToItsKey() {
        createResourceServer("uma-limited", "key login");
        realm.keyLogin()
                .createFlow(
                        "privileged key login for statistics",
                        "{\"keepRoles\":\"true\",\"permissions\":\"stats:read\"}");
        createResourceServer("uma-roles", "privileged key login for statistics");
        Answer limited = realm.createUserKeyOf("acme", createMember("acme", "uma"));
        Answer login = login("uma-limited", "uma", limited.text("secret"), Map.of("scope", "openid"))
                .expect(200);
        for (Map<String, String> form : umaForms(login)) {
            assertDenied(permissions("uma-limited", form), form);
        }
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "umaroles"));
        Answer privileged = login("uma-roles", "umaroles", key.text("secret"), Map.of("scope", "openid"))
                .expect(200);
        for (Map<String, String> form : umaForms(privileged)) {
            assertThat(permissions("uma-roles", form).status())
                    .as("while the key is valid %s", form.keySet())
                    .isEqualTo(200);
        }
        update(key, "{\"permissions\":{\"shortLinks\":[\"read\"]}}");
        for (Map<String, String> form : umaForms(privileged)) {
            assertDenied(permissions("uma-roles", form), form);
        }
        update(key, "{\"permissions\":" + READ_STATS + "}");
        Map<String, String> valid = umaForms(privileged).get(0);
        assertThat(permissions("uma-roles", valid).status()).isEqualTo(200);
        realm.revoke(key);
        for (Map<String, String> form : umaForms(privileged)) {
            assertDenied(permissions("uma-roles", form), form);
        }
        Answer bearer = realm.tokenEndpoint()
                .bearer(login.text("access_token"))
                .form(Map.of("grant_type", UMA, "audience", "uma-limited"))
                .send();
        assertThat(bearer.status()).isEqualTo(400);
        assertThat(bearer.text("error")).isEqualTo("invalid_grant");
    }

    /** The commands of {@code docs/direct-grant.md} work as printed for a user with a key, such as alice. */
    @Test
    void theCommandsOfThePageWorkAsPrinted(@TempDir Path directory) throws Exception {
        ExampleServer.program("curl");
        ExampleServer.program("jq");
        String page = Files.readString(Path.of("docs", "direct-grant.md"));
        try (TestRealm own = TestRealm.create()) {
            String secret = own.createUserKey("acme", "alice").text("secret");
            run(directory, own, block(page, "bash"), "TOKEN", own.token("h0p-admin"));
            List<String> consoles = List.of(block(page, "console"), block(afterLogin(page), "console"));
            JsonNode login = Answer.parse(run(directory, own, command(consoles.get(0)), "KEY", secret));
            assertThat(login.path("token_type").asText()).isEqualTo("Bearer");
            JsonNode introspected = Answer.parse(run(
                    directory,
                    own,
                    command(consoles.get(1)),
                    "ACCESS_TOKEN",
                    login.path("access_token").asText()));
            assertThat(introspected.path("active").asBoolean()).isTrue();
            assertThat(introspected.path("scope").asText()).isEqualTo("stats:read");
        }
    }

    @Test
    void eventsHaveTheKeyAndTheReasonButNotTheSecret() {
        realm.storeEvents("LOGIN", "LOGIN_ERROR");
        Answer key = realm.createUserKeyOf("acme", createMember("acme", "reported"));
        realm.admin("DELETE", "/events").expect(204);
        login("legacy", "reported", key.text("secret")).expect(200);
        update(key, "{\"enabled\":false}");
        assertRefused(login("legacy", "reported", key.text("secret")));
        Answer events = realm.admin("GET", "/events?client=legacy").expect(200);
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
    void noEventContainsAKeyThatWasSentAsUserName() {
        realm.storeEvents("LOGIN", "LOGIN_ERROR");
        String secret =
                realm.createUserKeyOf("acme", createMember("acme", "swapped")).text("secret");
        realm.admin("DELETE", "/events").expect(204);
        for (String client : List.of("legacy", "demo-cli")) {
            assertRefused(login(client, secret, "swapped"));
            assertRefused(login(client, "  " + secret + " ", secret));
        }
        assertRefused(login("legacy", "no-such-user", secret));
        Answer events = realm.admin("GET", "/events").expect(200);
        assertThat(events.body()).doesNotContain(secret.substring(10));
        assertThat(events.json().findValuesAsText("error")).hasSize(5).containsOnly("user_not_found");
        assertThat(events.json().get(1).at("/details/reason").asText()).isEqualTo("The user name is an API key");
    }

    @Test
    void theEventOfAFailureNamesTheUserWhoTriedToLogIn() {
        realm.storeEvents("LOGIN_ERROR", "REFRESH_TOKEN_ERROR");
        String victim = createMember("acme", "addressee");
        Answer foreign = realm.createUserKeyOf("acme", createMember("acme", "bystander"));
        update(foreign, "{\"enabled\":false}");
        Answer own = realm.createUserKeyOf("acme", victim);
        Answer login = login("legacy", "addressee", own.text("secret")).expect(200);
        realm.admin("DELETE", "/events").expect(204);
        assertRefused(login("legacy", "addressee", "nonsense"));
        assertRefused(login("legacy", "addressee", foreign.text("secret")));
        realm.revoke(own);
        refresh(login).expect(400);
        JsonNode events =
                realm.admin("GET", "/events?client=legacy").expect(200).json();
        assertThat(events.findValuesAsText("error")).containsExactly("unknown_key", "wrong_owner", "malformed_key");
        assertThat(events.get(0).path("type").asText()).isEqualTo("REFRESH_TOKEN_ERROR");
        assertThat(events.get(1).path("userId").asText()).isEqualTo(victim);
        assertThat(events.get(2).path("userId").asText()).isEqualTo(victim);
    }

    // --- helpers of several tests

    /** Creates a member with a complete profile, because Keycloak refuses the login of a user without one. */
    private static String createMember(String organization, String name) {
        realm.addTo("/users", """
                        {"username":"%1$s","enabled":true,"email":"%1$s@h0p.example","emailVerified":true,
                         "firstName":"%1$s","lastName":"Member"}""".formatted(name));
        String id = realm.userId(name);
        realm.members().add(organization, id);
        return id;
    }

    /** Creates a member who has an admin role and a group. The password is the user's name. */
    private static String createPrivilegedMember(String name) {
        realm.administrators().add(name, "realm-admin");
        String id = realm.userId(name);
        realm.members().add("acme", id);
        realm.addTo("/groups", "{\"name\":\"staff-" + name + "\"}");
        String group = realm.admin("GET", "/groups?search=staff-" + name)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
        realm.admin("PUT", "/users/" + id + "/groups/" + group).expect(204);
        return id;
    }

    private static void assertNothingOfTheUser(String text) {
        assertThat(text)
                .contains("\"active\":true")
                .doesNotContain(
                        "realm_access",
                        "resource_access",
                        "realm-admin",
                        "staff-",
                        "unlimited",
                        "Administrator",
                        "@h0p.example");
    }

    /**
     * Runs the attack while Keycloak locks a user out after three failures, even if the failures follow each other
     * quickly.
     */
    private static void protectedFromBruteForce(Runnable attack) {
        realm.change(Map.of(
                "bruteForceProtected",
                true,
                "failureFactor",
                3,
                "quickLoginCheckMilliSeconds",
                0,
                "waitIncrementSeconds",
                60,
                "maxFailureWaitSeconds",
                60));
        try {
            attack.run();
        } finally {
            realm.change(Map.of("bruteForceProtected", false));
        }
    }

    /** Waits after the first failure, because Keycloak counts only one of two first failures of a user at the same time. */
    private static void failTwice(String member, String name) {
        assertRefused(login("demo-cli", name, "a guess"));
        awaitFailures(member, 1);
        assertRefused(login("demo-cli", name, "another guess"));
        awaitFailures(member, 2);
    }

    /** Waits until Keycloak, which counts in the background, has counted this number of failures. */
    private static void awaitFailures(String member, int failures) {
        new Lags()
                .await(
                        Duration.ofSeconds(30),
                        () -> bruteForce(member).path("numFailures").asInt() == failures);
    }

    private static void assertLockedOut(String member, String name) {
        awaitFailures(member, 3);
        assertThat(bruteForce(member).path("disabled").asBoolean()).isTrue();
        assertRefused(login("demo-cli", name, name));
    }

    private static JsonNode bruteForce(String member) {
        return realm.admin("GET", "/attack-detection/brute-force/users/" + member)
                .expect(200)
                .json();
    }

    private static void setOneTimeCode(String member) {
        realm.admin("PUT", "/users/" + member).json("""
                        {"credentials":[{"type":"otp","secretData":"{\\"value\\":\\"%s\\"}",
                         "credentialData":"{\\"subType\\":\\"totp\\",\\"digits\\":6,\\"counter\\":0,\\"period\\":30,\\"algorithm\\":\\"HmacSHA1\\"}"}]}""".formatted(OTP_SECRET)).expect(204);
    }

    /** Creates a client that uses Keycloak's authorization services and has a resource that every user can access. */
    private static void createResourceServer(String client, String flow) {
        realm.addTo("/clients", """
                        {"clientId":"%1$s","secret":"%1$s-secret","directAccessGrantsEnabled":true,"serviceAccountsEnabled":true,
                         "authorizationServicesEnabled":true,"authorizationSettings":
                          {"policyEnforcementMode":"DISABLED","resources":[{"name":"vault"}]},
                         "authenticationFlowBindingOverrides":{"direct_grant":"%2$s"}}""".formatted(client, realm.keyLogin().flowId(flow)));
    }

    /**
     * Returns the possible form parameters of a UMA request that contains the token of a login. In the Authorization
     * header, Keycloak refuses this token.
     */
    private static List<Map<String, String>> umaForms(Answer login) {
        String format = "http://openid.net/specs/openid-connect-core-1_0.html#IDToken";
        return List.of(
                Map.of("claim_token", login.text("id_token"), "claim_token_format", format),
                Map.of("claim_token", login.text("id_token")),
                Map.of("claim_token", login.text("id_token"), "response_mode", "decision"),
                Map.of("claim_token", login.text("id_token"), "response_mode", "permissions"),
                Map.of("claim_token", login.text("access_token"), "claim_token_format", format));
    }

    private static Answer permissions(String client, Map<String, String> parameters) {
        Map<String, String> form = new HashMap<>(parameters);
        form.putAll(Map.of("grant_type", UMA, "audience", client, "permission", "vault"));
        return token(client, form);
    }

    private static void assertDenied(Answer answer, Map<String, String> form) {
        assertThat(answer.status()).as("%s %s", form.keySet(), answer.body()).isEqualTo(403);
        assertThat(answer.text("error")).isEqualTo("access_denied");
    }

    // --- helpers for the commands of docs/direct-grant.md

    /** Returns the first code block of a page in this language. */
    private static String block(String page, String language) {
        int begin = page.indexOf("```" + language + "\n") + language.length() + 4;
        return page.substring(begin, page.indexOf("```", begin));
    }

    private static String afterLogin(String page) {
        return page.substring(page.indexOf("Introspection by the service"));
    }

    /** Returns the command of a console block, without the prompt and the output. */
    private static String command(String console) {
        StringBuilder command = new StringBuilder();
        for (String line : console.substring("$ ".length()).lines().toList()) {
            command.append(line).append('\n');
            if (!line.endsWith("\\")) {
                break;
            }
        }
        return command.toString();
    }

    /** Runs commands of the page against a realm, with one environment variable, and returns their output. */
    private static String run(Path directory, TestRealm of, String commands, String variable, String value)
            throws Exception {
        Path script = directory.resolve("commands.sh");
        Files.writeString(
                script,
                "set -e\n"
                        + commands.replace("http://localhost:8080/admin/realms/h0p", of.adminUrl(""))
                                .replace("http://localhost:8080/realms/h0p", of.url("")));
        Path printed = directory.resolve("printed");
        ProcessBuilder builder = new ProcessBuilder(ExampleServer.program("bash"), script.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put(variable, value);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("Still running");
        }
        assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
        return Files.readString(printed);
    }

    private static void update(Answer key, String change) {
        realm.update(key, change);
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
        return realm.tokenEndpoint().form(form).send();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.body())
                .isEqualTo("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid user credentials\"}");
        assertThat(answer.status()).isEqualTo(400);
    }
}
