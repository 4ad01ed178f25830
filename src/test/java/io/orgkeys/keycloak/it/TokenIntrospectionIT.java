package io.orgkeys.keycloak.it;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that introspection of Keycloak's own tokens is unchanged, although our provider replaces Keycloak's provider
 * for introspections without a {@code token_type_hint}.
 */
@SuppressWarnings("NullAway.Init") // the realm is created before the first test
class TokenIntrospectionIT {

    private static final List<Map<String, String>> HINTS =
            List.of(Map.of(), Map.of("token_type_hint", "access_token"), Map.of("token_type_hint", "api_key"));

    static TestRealm realm;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
        realm.addTo("/clients", """
                        {"clientId": "jwt-api", "secret": "jwt-api-secret", "directAccessGrantsEnabled": true,
                         "protocolMappers": [{"name": "own audience", "protocol": "openid-connect",
                          "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "jwt-api",
                          "access.token.claim": "true", "introspection.token.claim": "true"}}]}""");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    /**
     * Expects the claims of the token and the four members that Keycloak's {@code AccessTokenIntrospectionProvider}
     * adds.
     */
    @Test
    void introspectionOfAnAccessTokenIsUnchanged() {
        String token = accessToken();
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.", 3)[1]), StandardCharsets.UTF_8);
        ObjectNode expected = ((ObjectNode) Answer.parse(claims))
                .put("active", true)
                .put("token_type", "Bearer")
                .put("client_id", "jwt-api")
                .put("username", "alice");
        for (Map<String, String> hint : HINTS) {
            assertThat(realm.introspectAs("jwt-api", token, hint).expect(200).json())
                    .as(hint.toString())
                    .isEqualTo(expected);
        }
    }

    @Test
    void aTokenForAnotherClientIsInactive() {
        assertInactive("shortlinks-api", accessToken());
    }

    @Test
    void anInvalidTokenIsInactive() {
        String token = accessToken();
        int middle = token.lastIndexOf('.') + 20;
        char other = token.charAt(middle) == 'a' ? 'b' : 'a';
        assertInactive("jwt-api", token.substring(0, middle) + other + token.substring(middle + 1));
        assertInactive("jwt-api", "nonsense");
        assertInactive("jwt-api", "a.b.c");
        TestServer.later(Duration.ofHours(1), () -> assertInactive("jwt-api", token));
    }

    @Test
    void introspectionOfARefreshTokenIsUnchanged() {
        Answer answer = realm.introspectAs(
                        "jwt-api", tokens().text("refresh_token"), Map.of("token_type_hint", "refresh_token"))
                .expect(200);
        assertThat(answer.json().get("active").asBoolean()).as(answer.body()).isTrue();
        assertThat(answer.text("token_type")).isEqualTo("Refresh");
        assertThat(answer.text("username")).isEqualTo("alice");
    }

    /**
     * Keycloak's separate introspection provider for this hint does not check keys, so this extension replaces it, too.
     */
    @Test
    void theHintForPermissionTokensDoesNotBypassRevocation() {
        Map<String, String> hint = Map.of("token_type_hint", "requesting_party_token");
        Answer key = realm.createUserKey("acme", "alice");
        String exchanged = realm.exchange("shortlinks-api", key.text("secret"), Map.of())
                .expect(200)
                .text("access_token");
        assertThat(realm.introspectAs("shortlinks-api", key.text("secret"), hint)
                        .text("jti"))
                .isEqualTo(key.text("id"));
        assertThat(realm.introspectAs("shortlinks-api", exchanged, hint)
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        assertThat(realm.introspectAs("jwt-api", accessToken(), hint)
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        realm.revoke(key);
        for (String token : List.of(key.text("secret"), exchanged)) {
            assertThat(realm.introspectAs("shortlinks-api", token, hint)
                            .expect(200)
                            .body())
                    .isEqualTo("{\"active\":false}");
        }
    }

    private static void assertInactive(String client, String token) {
        for (Map<String, String> hint : HINTS) {
            Answer answer = realm.introspectAs(client, token, hint).expect(200);
            assertThat(answer.body()).as(hint.toString()).isEqualTo("{\"active\":false}");
        }
    }

    private static String accessToken() {
        return tokens().text("access_token");
    }

    private static Answer tokens() {
        return realm.tokenEndpoint("jwt-api")
                .form(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200);
    }
}
