package io.orgkeys.keycloak.it;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a service exchanges a key for an access token (RFC 8693), and that other services can verify the token
 * locally (RFC 9068).
 */
class TokenExchangeIT {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String API_KEY = "urn:orgkeys:params:oauth:token-type:api-key";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    private static final String INACTIVE = "{\"active\":false}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void createAudiences() {
        realm.clients().create("reports-api", "{}");
        realm.clients().create("billing-api", "{}");
        realm.clients().create("no-exchange", "{}");
        realm.createResource("{\"name\":\"reports\",\"actions\":[\"read\"],\"audience\":[\"reports-api\"]}");
        realm.createResource(
                "{\"name\":\"invoices\",\"actions\":[\"read\",\"pay\"],\"audience\":[\"billing-api\",\"reports-api\"]}");
    }

    @Test
    void exchangesAKeyForATokenThatAJoseLibraryVerifies() throws Exception {
        Answer key = realm.createUserKey("acme", "alice", "{\"stats\":[\"read\"],\"shortLinks\":[\"create\"]}");
        Answer answer = exchange(key.text("secret"), Map.of()).expect(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text("issued_token_type")).isEqualTo(ACCESS_TOKEN);
        assertThat(answer.text("token_type")).isEqualTo("Bearer");
        assertThat(answer.text("scope")).isEqualTo("shortLinks:create stats:read");
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.body()).doesNotContain(key.text("secret"));

        JWTClaimsSet claims = verified(realm, answer.text("access_token"), "shortlinks-api");
        assertThat(claims.getSubject()).isEqualTo(realm.userId("alice"));
        assertThat(claims.getClaim("client_id")).isEqualTo("shortlinks-api");
        assertThat(claims.getClaim("preferred_username")).isEqualTo("alice");
        assertThat(claims.getClaim("scope")).isEqualTo("shortLinks:create stats:read");
        assertThat(claims.getJSONObjectClaim("organization"))
                .isEqualTo(Map.of("acme", Map.of("id", realm.organizationId("acme"))));
        Map<String, Object> apiKey = claims.getJSONObjectClaim("api_key");
        assertThat(apiKey).containsEntry("id", key.text("id")).containsEntry("type", "user");
        assertThat(apiKey.get("permissions"))
                .isEqualTo(Map.of("stats", List.of("read"), "shortLinks", List.of("create")));
        assertThat(seconds(claims)).isEqualTo(answer.json().get("expires_in").asLong());
        assertThat(exchange(key.text("secret"), Map.of()).claims().getJWTID()).isNotEqualTo(claims.getJWTID());
    }

    @Test
    void issuesATokenOfABotInTheNameOfTheBot() throws Exception {
        Answer key = realm.createBot("acme", "CI");
        JWTClaimsSet claims = exchange(key.text("secret"), Map.of()).claims();
        assertThat(claims.getSubject()).isEqualTo(key.text("id"));
        assertThat(claims.getClaim("preferred_username")).isEqualTo("bot:CI");
    }

    @Test
    void issuesATokenWithoutRolesAndWithoutASession() throws Exception {
        String member = realm.members().create("acme", "sessionless");
        String secret = realm.createUserKeyOf("acme", member).text("secret");
        JWTClaimsSet claims = exchange(secret, Map.of()).claims();
        assertThat(claims.getClaims())
                .doesNotContainKeys("realm_access", "resource_access", "sid", "session_state", "allowed-origins");
        assertThat(realm.admin("GET", "/users/" + member + "/sessions")
                        .expect(200)
                        .json())
                .isEmpty();
        assertThat(realm.admin("GET", "/clients/" + realm.clients().id("shortlinks-api") + "/user-sessions")
                        .expect(200)
                        .json())
                .isEmpty();
    }

    @Test
    void keycloaksOwnEndpointsRefuseTheToken() throws Exception {
        String secret = realm.createUserKey("acme", "bob").text("secret");
        String token = exchange(secret, Map.of("scope", "openid stats:read"))
                .expect(200)
                .text("access_token");
        for (String path : List.of("/protocol/openid-connect/userinfo", "/account", "/api-keys/organizations")) {
            assertThat(Http.get(realm.url(path))
                            .header("Accept", "application/json")
                            .bearer(token)
                            .send()
                            .status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(Http.get(realm.adminUrl("/users")).bearer(token).send().status())
                .isEqualTo(401);
        Map<String, String> form =
                Map.of("grant_type", GRANT, "subject_token", token, "subject_token_type", ACCESS_TOKEN);
        assertThat(realm.tokenEndpoint("shortlinks-api").form(form).send().status())
                .as("the token cannot be exchanged again")
                .isEqualTo(400);
    }

    @Test
    void limitsTheScopeToRequestedAndEffectivePermissions() {
        String secret = realm.createBot("acme", "Scopes", "{\"stats\":[\"read\"],\"shortLinks\":[\"create\",\"read\"]}")
                .text("secret");
        Answer answer = exchange(
                        secret, Map.of("scope", "openid stats:read shortLinks:read shortLinks:delete domains:read"))
                .expect(200);
        assertThat(answer.text("scope")).isEqualTo("shortLinks:read stats:read");
        for (String nothing : List.of("domains:read", "openid", "stats", "stats:read:now")) {
            assertRefused(exchange(secret, Map.of("scope", nothing)), "invalid_scope");
        }
    }

    @Test
    void takesTheAudienceFromTheCatalog() throws Exception {
        String secret = realm.createBot(
                        "acme", "Audience", "{\"reports\":[\"read\"],\"invoices\":[\"pay\"],\"stats\":[\"read\"]}")
                .text("secret");
        assertThat(exchange(secret, Map.of()).claims().getAudience()).containsExactly("billing-api", "reports-api");
        assertThat(exchange(secret, Map.of("scope", "reports:read")).claims().getAudience())
                .containsExactly("reports-api");
    }

    @Test
    void omitsDeletedAndDisabledClientsFromTheAudience() throws Exception {
        for (String client : List.of("moved-api", "paused-api", "closed-api")) {
            realm.clients().create(client, "{}");
        }
        realm.createResource(
                "{\"name\":\"ledgers\",\"actions\":[\"read\"],\"audience\":[\"moved-api\",\"paused-api\",\"billing-api\"]}");
        realm.createResource("{\"name\":\"ballots\",\"actions\":[\"read\"],\"audience\":[\"closed-api\"]}");
        for (String client : List.of("moved-api", "closed-api")) {
            realm.admin("DELETE", "/clients/" + realm.clients().id(client)).expect(204);
        }
        realm.admin("PUT", "/clients/" + realm.clients().id("paused-api"))
                .json("{\"enabled\":false}")
                .expect(204);
        String all = realm.createBot(
                        "acme", "Moved", "{\"ledgers\":[\"read\"],\"ballots\":[\"read\"],\"stats\":[\"read\"]}")
                .text("secret");
        Answer answer = exchange(all, Map.of()).expect(200);
        assertThat(answer.claims().getAudience()).containsExactly("billing-api");
        assertThat(answer.text("scope"))
                .as("without permissions that no client of the audience serves")
                .isEqualTo("ledgers:read stats:read");
        Answer unserved = exchange(all, Map.of("scope", "ballots:read stats:read"));
        assertThat(unserved.claims().getAudience()).containsExactly("shortlinks-api");
        assertThat(unserved.text("scope")).isEqualTo("stats:read");
        assertRefused(exchange(all, Map.of("scope", "ballots:read")), "invalid_target");
    }

    @Test
    void limitsTheScopeToTheRequestedAudience() throws Exception {
        String secret = realm.createBot(
                        "acme", "Asked", "{\"reports\":[\"read\"],\"invoices\":[\"pay\"],\"stats\":[\"read\"]}")
                .text("secret");
        Answer billing = exchange(secret, Map.of("audience", "billing-api")).expect(200);
        assertThat(billing.text("scope")).isEqualTo("invoices:pay stats:read");
        assertThat(billing.claims().getAudience()).containsExactly("billing-api");
        Answer both = realm.tokenEndpoint("shortlinks-api")
                .form("grant_type=" + GRANT + "&subject_token_type=" + API_KEY + "&subject_token=" + secret
                        + "&audience=billing-api&audience=reports-api")
                .send();
        assertThat(both.claims().getAudience()).containsExactly("billing-api", "reports-api");
        assertThat(both.text("scope")).isEqualTo("invoices:pay reports:read stats:read");
        assertRefused(exchange(secret, Map.of("audience", "billing-api", "scope", "reports:read")), "invalid_target");
        assertRefused(exchange(secret, Map.of("audience", "no-such-client")), "invalid_target");
        assertRefused(exchange(secret, Map.of("resource", "https://billing.example")), "invalid_target");
    }

    @Test
    void limitsTheLifetimeByTheMaximumTheRealmAndTheKey() throws Exception {
        String secret = realm.createBot("acme", "Lifetime").text("secret");
        assertThat(seconds(exchange(secret, Map.of()).claims()))
                .as("the lifetime of the realm")
                .isEqualTo(300);
        try (TestRealm patient = TestRealm.create()) {
            patient.change(Map.of("accessTokenLifespan", 86400));
            String ofPatient = patient.createBot("acme", "Long").text("secret");
            assertThat(seconds(patient.exchange("shortlinks-api", ofPatient, Map.of())
                            .claims()))
                    .isEqualTo(900);
        }
        Instant expiresAt = Instant.now().plusSeconds(100);
        Answer brief = realm.keys("POST", "")
                .json("""
                        {"organizationId": "%s", "type": "bot", "name": "Brief", "permissions": {"stats": ["read"]},
                         "expiresAt": "%s"}""".formatted(realm.organizationId("acme"), expiresAt))
                .expect(201);
        assertThat(exchange(brief.text("secret"), Map.of())
                        .claims()
                        .getExpirationTime()
                        .toInstant())
                .isBeforeOrEqualTo(expiresAt)
                .isAfter(expiresAt.minusSeconds(2));
        Answer rotated = realm.rotate(brief, "{\"gracePeriod\":40}");
        assertThat(seconds(exchange(brief.text("secret"), Map.of()).claims()))
                .as("the rest of the grace period")
                .isLessThanOrEqualTo(40);
        assertThat(seconds(exchange(rotated.text("secret"), Map.of()).claims())).isGreaterThan(40);
    }

    @Test
    void introspectionLimitsTheTokenToTheCurrentPermissionsOfTheKey() {
        Answer key = realm.createBot("acme", "Introspected", "{\"stats\":[\"read\"],\"shortLinks\":[\"read\"]}");
        String token = exchange(key.text("secret"), Map.of()).expect(200).text("access_token");
        JsonNode answer = realm.introspect(token).json();
        assertThat(answer.path("active").asBoolean()).isTrue();
        assertThat(answer.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.path("scope").asText()).isEqualTo("shortLinks:read stats:read");
        assertThat(answer.path("username").asText()).isEqualTo("bot:Introspected");
        assertThat(answer.path("client_id").asText()).isEqualTo("shortlinks-api");
        assertThat(answer.at("/api_key/id").asText()).isEqualTo(key.text("id"));

        realm.update(key, "{\"permissions\":{\"stats\":[\"read\"],\"domains\":[\"read\"]}}");
        JsonNode narrowed = realm.introspect(token).json();
        assertThat(narrowed.path("scope").asText()).isEqualTo("stats:read");
        assertThat(narrowed.at("/api_key/permissions")).isEqualTo(Answer.parse("{\"stats\":[\"read\"]}"));

        realm.revoke(key);
        assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE);
    }

    @Test
    void theTokenIsInactiveWhenItsKeyIsInvalid() {
        Answer disabled = realm.createBot("acme", "Disabled later");
        String token = exchangeActive(disabled.text("secret"));
        realm.update(disabled, "{\"enabled\":false}");
        assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE);
        realm.update(disabled, "{\"enabled\":true}");
        assertThat(realm.introspect(token).text("active")).isEqualTo("true");

        String member = realm.members().create("acme", "leaver");
        String ofMember = exchangeActive(realm.createUserKeyOf("acme", member).text("secret"));
        realm.members().remove("acme", member);
        assertThat(realm.introspect(ofMember).body()).isEqualTo(INACTIVE);
    }

    @Test
    void theTokenIsInactiveOnceItsSecretIsRotated() {
        Answer key = realm.createBot("acme", "Leaked");
        String token = exchangeActive(key.text("secret"));
        Answer rotated = realm.rotate(key, "{\"gracePeriod\":0}");
        assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE);
        exchangeActive(rotated.text("secret"));
    }

    @Test
    void theTokenExpires() {
        String token = exchangeActive(realm.createBot("acme", "Ageing").text("secret"));
        TestServer.later(
                Duration.ofSeconds(301),
                () -> assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE));
    }

    @Test
    void aForgedTokenIsInactive() throws Exception {
        Answer key = realm.createBot("acme", "Forged");
        String token = exchangeActive(key.text("secret"));
        Base64URL[] parts = SignedJWT.parse(token).getParsedParts();
        String wider = parts[1].decodeToString().replace("stats:read", "shortLinks:delete");
        assertThat(realm.introspect(parts[0] + "." + Base64URL.encode(wider) + "." + parts[2])
                        .body())
                .isEqualTo(INACTIVE);
        Base64URL unsigned = Base64URL.encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}");
        assertThat(realm.introspect(unsigned + "." + parts[1] + ".").body()).isEqualTo(INACTIVE);
    }

    @Test
    void theTokenIsActiveOnlyForItsAudience() {
        String secret = realm.createBot("acme", "Private", "{\"reports\":[\"read\"],\"stats\":[\"read\"]}")
                .text("secret");
        String token =
                exchange(secret, Map.of("audience", "reports-api")).expect(200).text("access_token");
        assertThat(realm.introspectAs("reports-api", token, Map.of()).text("scope"))
                .isEqualTo("reports:read stats:read");
        assertThat(realm.introspectAs("billing-api", token, Map.of()).body()).isEqualTo(INACTIVE);
        assertThat(realm.introspect(token).body()).isEqualTo(INACTIVE);
    }

    @Test
    void refusesAnInvalidKeyWithTheReason() {
        Answer revoked = realm.createBot("acme", "Revoked");
        realm.revoke(revoked);
        assertThat(assertRefused(exchange(revoked.text("secret"), Map.of()), "invalid_request"))
                .contains("revoked");
        Answer disabled = realm.createBot("acme", "Disabled");
        realm.update(disabled, "{\"enabled\":false}");
        assertThat(assertRefused(exchange(disabled.text("secret"), Map.of()), "invalid_request"))
                .contains("disabled");
        assertThat(assertRefused(exchange("h0p_bot_nonsense", Map.of()), "invalid_request"))
                .contains("or it is incomplete");
        assertThat(assertRefused(exchange("", Map.of()), "invalid_request")).contains("subject_token");
        try (TestRealm other = TestRealm.create()) {
            String elsewhere = other.createBot("acme", "Elsewhere").text("secret");
            assertRefused(exchange(elsewhere, Map.of()), "invalid_request");
        }
    }

    @Test
    void requiresAConfidentialClientWithTokenExchangeEnabled() {
        String secret = realm.createBot("acme", "Clients").text("secret");
        assertRefused(realm.exchange("no-exchange", secret, Map.of()), "unauthorized_client");
        realm.addTo(
                "/clients",
                "{\"clientId\":\"public\",\"publicClient\":true,"
                        + "\"attributes\":{\"standard.token.exchange.enabled\":\"true\"}}");
        Map<String, String> form = TestRealm.exchangeOf(secret, Map.of("client_id", "public"));
        Answer ofPublicClient = realm.tokenEndpoint().form(form).send();
        assertRefused(ofPublicClient, "unauthorized_client");
        form.put("client_id", "shortlinks-api");
        form.put("client_secret", "wrong");
        assertThat(realm.tokenEndpoint().form(form).send().status()).isEqualTo(401);
        form.remove("client_secret");
        assertThat(realm.tokenEndpoint().form(form).send().status()).isEqualTo(401);
    }

    @Test
    void refusesUnsupportedParameters() {
        String secret = realm.createBot("acme", "Unsupported").text("secret");
        assertThat(exchange(secret, Map.of("requested_token_type", JWT))
                        .expect(200)
                        .text("issued_token_type"))
                .isEqualTo(JWT);
        for (Map<String, String> parameter : List.of(
                Map.of("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"),
                Map.of("requested_token_type", "urn:ietf:params:oauth:token-type:id_token"),
                Map.of("requested_subject", "bob"),
                Map.of("requested_issuer", "elsewhere"),
                Map.of("subject_issuer", "elsewhere"),
                Map.of("actor_token", secret, "actor_token_type", API_KEY))) {
            assertThat(assertRefused(exchange(secret, parameter), "invalid_request"))
                    .contains(parameter.keySet().stream()
                            .filter(name -> !name.endsWith("_type") || parameter.size() == 1)
                            .findFirst()
                            .orElseThrow());
        }
        assertRefused(
                realm.tokenEndpoint("shortlinks-api")
                        .form(Map.of("grant_type", GRANT, "subject_token", secret, "subject_token_type", ACCESS_TOKEN))
                        .send(),
                "invalid_request");
    }

    @Test
    void bindsTheTokenToTheKeyOfADpopProof() throws Exception {
        String secret = realm.createBot("acme", "Bound").text("secret");
        DpopKey key = DpopKey.create();
        Answer answer = realm.tokenEndpoint("shortlinks-api")
                .header("DPoP", key.proof(realm.url("/protocol/openid-connect/token")))
                .form(TestRealm.exchangeOf(secret, Map.of()))
                .expect(200);
        assertThat(answer.text("token_type")).isEqualTo("DPoP");
        assertThat(answer.claims().getJSONObjectClaim("cnf")).containsEntry("jkt", key.thumbprint());
        assertThat(realm.introspect(answer.text("access_token")).text("token_type"))
                .isEqualTo("DPoP");
    }

    @Test
    void storesTheClientAndTheKeyWithTheEvent() {
        realm.storeEvents("TOKEN_EXCHANGE", "TOKEN_EXCHANGE_ERROR");
        Answer key = realm.createBot("acme", "Reported");
        realm.admin("DELETE", "/events").expect(204);
        exchange(key.text("secret"), Map.of()).expect(200);
        String typo = key.text("secret").substring(0, key.text("secret").length() - 1);
        exchange(typo, Map.of()).expect(400);
        Answer events = realm.admin("GET", "/events").expect(200);
        assertThat(events.json()).hasSize(2);
        JsonNode refused = events.json().get(0);
        assertThat(refused.path("type").asText()).isEqualTo("TOKEN_EXCHANGE_ERROR");
        assertThat(refused.path("error").asText()).isEqualTo("malformed_key");
        JsonNode success = events.json().get(1);
        assertThat(success.path("clientId").asText()).isEqualTo("shortlinks-api");
        assertThat(success.at("/details/api_key_id").asText()).isEqualTo(key.text("id"));
        assertThat(events.body()).doesNotContain(typo);
    }

    // --- helper methods

    /** Exchanges a key, asserts that the issued token is active, and returns the token. */
    private static String exchangeActive(String secret) {
        String token = exchange(secret, Map.of()).expect(200).text("access_token");
        assertThat(realm.introspect(token).text("active")).isEqualTo("true");
        return token;
    }

    private static Answer exchange(String secret, Map<String, String> parameters) {
        return realm.exchange("shortlinks-api", secret, parameters);
    }

    /** Asserts that the request failed with this error, and returns the description of the error. */
    private static String assertRefused(Answer answer, String error) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.json().has("access_token")).isFalse();
        return answer.text("error_description");
    }

    private static long seconds(JWTClaimsSet claims) {
        return Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant())
                .toSeconds();
    }

    /** Verifies a token like a resource server whose only configuration is the URL of the realm (RFC 9068 §4). */
    static JWTClaimsSet verified(TestRealm in, String token, String audience) throws Exception {
        Answer metadata = Http.get(in.url("/.well-known/openid-configuration")).expect(200);
        var keys = JWKSourceBuilder.<SecurityContext>create(
                        URI.create(metadata.text("jwks_uri")).toURL())
                .build();
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience,
                new JWTClaimsSet.Builder().issuer(metadata.text("issuer")).build(),
                Set.of("iss", "exp", "aud", "sub", "client_id", "iat", "jti", "scope")));
        return processor.process(token, null);
    }
}
