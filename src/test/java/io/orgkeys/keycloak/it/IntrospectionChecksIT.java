package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every check of Keycloak's introspection still applies, although we replace Keycloak's introspection providers. The
 * tests introspect each token with Keycloak's own provider too, and compare the two answers. Tokens that were issued for
 * a key must pass the same checks.
 */
class IntrospectionChecksIT {

    private static final String TOKEN_ENDPOINT = "/protocol/openid-connect/token";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    /** The secret of alice's only key. */
    @SuppressWarnings("NullAway.Init") // created before all tests
    private static String secret;

    @BeforeAll
    static void clients() {
        secret = realm.createUserKey("acme", "alice").text("secret");
        realm.clients().create("audited-api", "{}");
        realm.addTo("/clients", """
                        {"clientId": "app", "secret": "app-secret", "directAccessGrantsEnabled": true,
                         "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
                          "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "audited-api",
                          "access.token.claim": "true", "introspection.token.claim": "true"}}]}""");
        realm.keyLogin().createClient("legacy", realm.keyLogin().createFlow("key login", "{}"), "{}");
    }

    @Test
    void anActiveToken() {
        Answer tokens = login();
        assertActive(tokens.text("access_token"));
        assertSame("audited-api", tokens.text("refresh_token"));
        assertSame("audited-api", tokens.text("id_token"));
    }

    @Test
    void aTokenOfBeforeTheRealmsNotBefore() {
        String token = login().text("access_token");
        List<String> keyTokens = keyTokens();
        assertActive(token);
        assertKeyTokens(keyTokens, true);
        changeRealmNotBefore(soon());
        try {
            assertInactive("audited-api", token);
            assertKeyTokens(keyTokens, false);
        } finally {
            changeRealmNotBefore(0);
        }
        assertActive(token);
        assertKeyTokens(keyTokens, true);
    }

    @Test
    void aTokenOfBeforeTheClientsNotBefore() {
        String token = login().text("access_token");
        List<String> keyTokens = keyTokens();
        changeClients(Map.of("notBefore", soon()));
        try {
            assertInactive("audited-api", token);
            assertKeyTokens(keyTokens, false);
        } finally {
            changeClients(Map.of("notBefore", 0));
        }
        assertActive(token);
        assertKeyTokens(keyTokens, true);
    }

    @Test
    void aTokenOfADisabledClient() {
        String token = login().text("access_token");
        String keyToken = keyLogin();
        realm.clients().change("app", Map.of("enabled", false));
        realm.clients().change("legacy", Map.of("enabled", false));
        try {
            assertInactive("audited-api", token);
            assertKeyTokens(List.of(keyToken), false);
        } finally {
            realm.clients().change("app", Map.of("enabled", true));
            realm.clients().change("legacy", Map.of("enabled", true));
        }
        assertActive(token);
        assertKeyTokens(List.of(keyToken), true);
    }

    @Test
    void aRevokedToken() {
        Answer tokens = login();
        revoke(tokens.text("access_token"));
        assertInactive("audited-api", tokens.text("access_token"));
        revoke(tokens.text("refresh_token"));
        assertInactive("audited-api", tokens.text("refresh_token"));
    }

    @Test
    void aTokenForAnotherAudience() {
        assertInactive("shortlinks-api", login().text("access_token"));
        for (String keyToken : keyTokens()) {
            assertThat(realm.introspectAs("audited-api", keyToken, Map.of()).body())
                    .isEqualTo("{\"active\":false}");
        }
    }

    @Test
    void aTokenThatIsBoundToAKeyWithDpop() throws Exception {
        DpopKey key = DpopKey.create();
        String token = realm.tokenEndpoint("app")
                .header("DPoP", key.proof(realm.url(TOKEN_ENDPOINT)))
                .form(password())
                .expect(200)
                .text("access_token");
        JsonNode answer = assertActive(token);
        assertThat(answer.path("token_type").asText()).isEqualTo("DPoP");
        assertThat(answer.path("cnf").path("jkt").asText()).isEqualTo(key.thumbprint());
    }

    @Test
    void aRefreshTokenOrAnIdTokenInsteadOfAnAccessToken() {
        Answer tokens = login();
        for (String client : List.of("audited-api", "app")) {
            assertSame(client, tokens.text("refresh_token"));
            assertSame(client, tokens.text("id_token"));
        }
    }

    @Test
    void aTokenWhoseSessionEnded() {
        Answer tokens = login();
        realm.admin("POST", "/users/" + realm.userId("alice") + "/logout").expect(204);
        assertInactive("audited-api", tokens.text("access_token"));
        assertInactive("audited-api", tokens.text("refresh_token"));
    }

    @Test
    void aTokenOfADisabledUser() {
        String token = login().text("access_token");
        List<String> keyTokens = keyTokens();
        realm.members().enable(realm.userId("alice"), false);
        try {
            assertInactive("audited-api", token);
            assertKeyTokens(keyTokens, false);
        } finally {
            realm.members().enable(realm.userId("alice"), true);
        }
        assertActive(token);
    }

    @Test
    void anExpiredOrForgedToken() {
        String token = login().text("access_token");
        int middle = token.lastIndexOf('.') + 20;
        char other = token.charAt(middle) == 'a' ? 'b' : 'a';
        assertInactive("audited-api", token.substring(0, middle) + other + token.substring(middle + 1));
        assertInactive("audited-api", "a.b.c");
        TestServer.later(Duration.ofHours(1), () -> assertInactive("audited-api", token));
    }

    private static JsonNode assertActive(String token) {
        JsonNode answer = assertSame("audited-api", token);
        assertThat(answer.path("active").asBoolean()).as(answer.toString()).isTrue();
        return answer;
    }

    private static void assertInactive(String client, String token) {
        JsonNode answer = assertSame(client, token);
        assertThat(answer.path("active").asBoolean()).as(answer.toString()).isFalse();
    }

    /**
     * Compares the answers of our providers with those of Keycloak's own providers.
     *
     * @return the answer to a request without {@code token_type_hint}, which is the same as with the hint
     *     {@code access_token}
     */
    private static JsonNode assertSame(String client, String token) {
        for (String hint : List.of("refresh_token", "access_token")) {
            Answer plain =
                    realm.introspectAs(client, token, Map.of("token_type_hint", "test-plain", "plain_hint", hint));
            Answer answer = realm.introspectAs(client, token, Map.of("token_type_hint", hint));
            assertThat(answer.status()).as(hint).isEqualTo(plain.status()).isEqualTo(200);
            assertThat(answer.json()).as(hint).isEqualTo(plain.json());
        }
        JsonNode answer =
                realm.introspectAs(client, token, Map.of()).expect(200).json();
        assertThat(answer)
                .isEqualTo(realm.introspectAs(client, token, Map.of("token_type_hint", "access_token"))
                        .json());
        return answer;
    }

    private static void assertKeyTokens(List<String> tokens, boolean active) {
        for (String token : tokens) {
            Answer answer = realm.introspect(token);
            assertThat(answer.json().path("active").asBoolean())
                    .as(answer.body())
                    .isEqualTo(active);
        }
    }

    /** Returns two tokens for the key of alice: from a token exchange, and from a login. */
    private static List<String> keyTokens() {
        return List.of(
                realm.exchange("shortlinks-api", secret, Map.of()).expect(200).text("access_token"), keyLogin());
    }

    private static String keyLogin() {
        return realm.tokenEndpoint("legacy")
                .form(Map.of("grant_type", "password", "username", "alice", "password", secret))
                .expect(200)
                .text("access_token");
    }

    private static Answer login() {
        return realm.tokenEndpoint("app").form(password()).expect(200);
    }

    private static Map<String, String> password() {
        return Map.of("grant_type", "password", "username", "alice", "password", "alice", "scope", "openid");
    }

    private static void revoke(String token) {
        Http.post(realm.url("/protocol/openid-connect/revoke"))
                .basic("app", "app-secret")
                .form(Map.of("token", token))
                .expect(200);
    }

    /**
     * Uses an administrator of the master realm, because this change makes the tokens of the realm's own administrator
     * invalid.
     */
    private static void changeRealmNotBefore(long time) {
        Http.request("PUT", realm.adminUrl(""))
                .bearer(TestServer.adminToken())
                .json(Map.of("notBefore", time))
                .expect(204);
    }

    private static void changeClients(Map<String, ?> attributes) {
        for (String client : List.of("app", "legacy", "shortlinks-api")) {
            realm.clients().change(client, attributes);
        }
    }

    /** Returns a time that is later than the {@code iat} of every token that exists now. */
    private static long soon() {
        return Instant.now().plusSeconds(2).getEpochSecond();
    }
}
