package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The answers of Keycloak's introspection endpoint (RFC 7662) about keys. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class IntrospectionIT {

    private static final String INACTIVE = "{\"active\":false}";
    private static final List<Map<String, String>> HINTS = List.of(
            Map.of(),
            Map.of("token_type_hint", "access_token"),
            Map.of("token_type_hint", "api_key"),
            Map.of("token_type_hint", "refresh_token"));

    static TestRealm realm;

    @BeforeAll
    static void createRealm() {
        realm = TestRealm.create();
        realm.clients().create("reports-api", "{}");
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\"],\"audience\":[\"reports-api\"]}");
        realm.createResource(
                "{\"name\":\"invoices\",\"actions\":[\"pay\"],\"audience\":[\"shortlinks-api\",\"billing-api\"]}");
    }

    @AfterAll
    static void removeRealm() {
        realm.close();
    }

    @Test
    void describesABotKey() {
        Answer key = realm.createBot("acme", "Grüße 1", "{\"stats\":[\"read\"],\"domains\":[\"read\",\"create\"]}");
        assertThat(realm.introspect(key.text("secret")).json()).isEqualTo(Answer.parse("""
                                {"active": true, "token_type": "api_key",
                                 "scope": "domains:create domains:read stats:read",
                                 "permissions": {"domains": ["create", "read"], "stats": ["read"]}, "attributes": {},
                                 "sub": "%1$s", "username": "bot:Grüße 1", "iss": "%2$s", "iat": %3$d, "jti": "%1$s",
                                 "organization": {"acme": {"id": "%4$s"}}, "key_type": "bot", "key_name": "Grüße 1"}""".formatted(
                        key.text("id"), issuer(), seconds(key.text("secretIssuedAt")), realm.organizationId("acme"))));
    }

    @Test
    void describesAUserKeyWithItsOwnerAndItsEffectivePermissions() {
        Answer key = realm.keys("POST", "")
                .json("""
                        {"organizationId": "%s", "type": "user", "userId": "%s", "name": "My laptop",
                         "permissions": {"domains": ["read", "delete"]}, "expiresAt": "2099-01-01T00:00:00.999Z"}""".formatted(realm.organizationId("acme"), realm.userId("bob")))
                .expect(201);
        assertThat(realm.introspect(key.text("secret")).json()).isEqualTo(Answer.parse("""
                                {"active": true, "token_type": "api_key", "scope": "domains:read",
                                 "permissions": {"domains": ["read"]}, "attributes": {}, "sub": "%s", "username": "bob", "iss": "%s",
                                 "iat": %d, "exp": %d, "jti": "%s", "organization": {"acme": {"id": "%s"}},
                                 "key_type": "user", "key_name": "My laptop"}""".formatted(
                        realm.userId("bob"),
                        issuer(),
                        seconds(key.text("secretIssuedAt")),
                        seconds("2099-01-01T00:00:00Z"),
                        key.text("id"),
                        realm.organizationId("acme"))));
    }

    @Test
    void theAnswerDoesNotDependOnTheHint() {
        String secret = realm.createBot("acme", "Hints").text("secret");
        JsonNode withoutHint = realm.introspect(secret).json();
        assertThat(withoutHint.path("active").asBoolean()).isTrue();
        for (Map<String, String> hint : HINTS) {
            assertThat(realm.introspect(secret, hint).json())
                    .as(hint.toString())
                    .isEqualTo(withoutHint);
        }
    }

    @Test
    void anInvalidKeyIsInactiveWithoutAnyDetails() {
        Answer disabled = realm.createBot("acme", "Disabled");
        assertActive(disabled.text("secret"), "stats:read");
        realm.update(disabled, "{\"enabled\":false}");
        Answer revoked = realm.createBot("acme", "Revoked");
        assertActive(revoked.text("secret"), "stats:read");
        realm.revoke(revoked);
        String secret = realm.createBot("acme", "Typo").text("secret");
        String typo = secret.substring(0, secret.length() - 1) + (secret.endsWith("a") ? 'b' : 'a');
        String cut = secret.substring(0, secret.length() - 1);
        try (TestRealm other = TestRealm.create()) {
            String unknown = other.createBot("acme", "Elsewhere").text("secret");
            for (String invalid : List.of(disabled.text("secret"), revoked.text("secret"), typo, cut, unknown)) {
                for (Map<String, String> hint : HINTS) {
                    assertThat(realm.introspect(invalid, hint).body()).isEqualTo(INACTIVE);
                }
            }
        }
    }

    @Test
    void anExpiredKeyIsInactive() {
        Answer key = realm.keys("POST", "")
                .json("""
                        {"organizationId": "%s", "type": "bot", "name": "Short", "permissions": {"stats": ["read"]},
                         "expiresAt": "%s"}""".formatted(realm.organizationId("acme"), Instant.now().plus(Duration.ofHours(1))))
                .expect(201);
        assertThat(realm.introspect(key.text("secret")).json().path("exp").asLong())
                .isEqualTo(seconds(key.text("expiresAt")));
        TestServer.later(
                Duration.ofHours(2),
                () -> assertThat(realm.introspect(key.text("secret")).body()).isEqualTo(INACTIVE));
    }

    @Test
    void aFormerSecretExpiresWithItsGracePeriod() {
        Answer key = realm.createBot("acme", "Rotated");
        TestServer.later(Duration.ofMinutes(10), () -> {
            Answer rotated = realm.rotate(key, "{\"gracePeriod\":3600}");
            JsonNode old = assertActive(key.text("secret"), "stats:read");
            assertThat(old.path("iat").asLong()).isEqualTo(seconds(key.text("secretIssuedAt")));
            assertThat(old.path("exp").asLong()).isEqualTo(seconds(rotated.text("secretIssuedAt")) + 3600);
            JsonNode current = assertActive(rotated.text("secret"), "stats:read");
            assertThat(current.path("iat").asLong()).isEqualTo(seconds(rotated.text("secretIssuedAt")));
            assertThat(current.has("exp")).isFalse();
            assertThat(current.path("jti")).isEqualTo(old.path("jti"));
            TestServer.later(Duration.ofMinutes(71), () -> {
                assertThat(realm.introspect(key.text("secret")).body()).isEqualTo(INACTIVE);
                assertActive(rotated.text("secret"), "stats:read");
            });
        });
    }

    @Test
    void aClientSeesOnlyPermissionsOfResourcesThatItServesOrThatHaveNoAudience() {
        String secret = realm.createBot(
                        "acme", "Both", "{\"stats\":[\"read\"],\"reports\":[\"read\"],\"invoices\":[\"pay\"]}")
                .text("secret");
        JsonNode shortlinks = assertActive(secret, "invoices:pay stats:read");
        assertThat(shortlinks.path("permissions"))
                .isEqualTo(Answer.parse("{\"invoices\":[\"pay\"],\"stats\":[\"read\"]}"));
        assertThat(shortlinks.path("aud")).isEqualTo(Answer.parse("[\"billing-api\",\"shortlinks-api\"]"));
        JsonNode reports =
                realm.introspectAs("reports-api", secret, Map.of()).expect(200).json();
        assertThat(reports.path("scope").asText()).isEqualTo("reports:read stats:read");
        assertThat(reports.path("permissions"))
                .isEqualTo(Answer.parse("{\"reports\":[\"read\"],\"stats\":[\"read\"]}"));
        assertThat(reports.path("aud")).isEqualTo(Answer.parse("[\"reports-api\"]"));
    }

    @Test
    void aKeyIsInactiveForAClientThatServesNoneOfItsResources() {
        String secret =
                realm.createBot("acme", "Reports", "{\"reports\":[\"read\"]}").text("secret");
        for (Map<String, String> hint : HINTS) {
            assertThat(realm.introspect(secret, hint).body()).isEqualTo(INACTIVE);
            assertThat(realm.introspectAs("reports-api", secret, hint)
                            .expect(200)
                            .text("scope"))
                    .isEqualTo("reports:read");
        }
    }

    @Test
    void refusesAllButConfidentialClientsAsForAToken() {
        String secret = realm.createBot("acme", "Refused").text("secret");
        Answer publicClient = assertRefusedAsForAToken(secret, Map.of("client_id", "demo-cli"));
        assertThat(publicClient.status()).isEqualTo(403);
        assertThat(publicClient.text("error")).isEqualTo("invalid_request");
        Answer wrongSecret = assertRefusedAsForAToken(
                secret, Map.of("client_id", "shortlinks-api", "client_secret", "reports-api-secret"));
        assertThat(wrongSecret.status()).isEqualTo(401);
        assertThat(wrongSecret.text("error")).isEqualTo("invalid_client");
        assertThat(assertRefusedAsForAToken(secret, Map.of()).status()).isEqualTo(401);
    }

    private static Answer assertRefusedAsForAToken(String secret, Map<String, String> client) {
        Answer ofKey = introspectWith(client, secret);
        assertThat(ofKey.body()).doesNotContain("active");
        Answer ofToken = introspectWith(client, realm.token("alice"));
        assertThat(ofKey.status()).isEqualTo(ofToken.status());
        assertThat(ofKey.body()).isEqualTo(ofToken.body());
        return ofKey;
    }

    private static Answer introspectWith(Map<String, String> client, String token) {
        Map<String, String> form = new java.util.HashMap<>(client);
        form.put("token", token);
        form.put("token_type_hint", "api_key");
        return Http.post(realm.url("/protocol/openid-connect/token/introspect"))
                .form(form)
                .send();
    }

    private static JsonNode assertActive(String secret, String scope) {
        JsonNode answer = realm.introspect(secret).json();
        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("scope").asText()).isEqualTo(scope);
        return answer;
    }

    private static String issuer() {
        return Http.get(realm.url("/.well-known/openid-configuration"))
                .expect(200)
                .text("issuer");
    }

    private static long seconds(String time) {
        return Instant.parse(time).getEpochSecond();
    }
}
