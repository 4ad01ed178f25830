package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Introspection of a key follows the same settings of the realm and the client as introspection of a token. */
class IntrospectionFormsIT {

    private static final String INACTIVE = "{\"active\":false}";
    private static final String JWT = "application/jwt";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void createClients() {
        realm.clients().create("jwt-api", "{\"client.introspection.response.allow.jwt.claim.enabled\":\"true\"}");
        realm.clients().create("other-api", "{}");
    }

    @Test
    void returnsAJwtToAClientThatIsAllowedToGetIt() throws Exception {
        realm.createResource("{\"name\":\"secrets\",\"actions\":[\"read\"],\"audience\":[\"other-api\"]}");
        Answer key = realm.createBot("acme", "As a JWT", "{\"stats\":[\"read\"],\"secrets\":[\"read\"]}");
        Answer answer = introspect("jwt-api", key.text("secret"), JWT);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text("token_type")).isEqualTo("api_key");
        String jwt = answer.text("jwt");
        JWTClaimsSet claims = TokenExchangeIT.verified(realm, jwt, "jwt-api");
        assertThat(claims.getAudience()).containsExactly("jwt-api");
        assertThat(claims.getClaim("scope")).isEqualTo("stats:read");
        assertThat(claims.getJSONObjectClaim("api_key"))
                .containsEntry("id", key.text("id"))
                .containsEntry("permissions", Map.of("stats", List.of("read")));
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isLessThanOrEqualTo(Duration.ofMinutes(15));
        assertThat(claims.getClaims()).doesNotContainKeys("realm_access", "resource_access", "sid");
        assertThat(introspect("jwt-api", jwt, "application/json").text("active"))
                .isEqualTo("true");
        assertThat(introspect("jwt-api", jwt, JWT).json().has("jwt")).isTrue();

        realm.revoke(key);
        assertThat(introspect("jwt-api", jwt, JWT).body()).isEqualTo(INACTIVE);
        assertThat(introspect("jwt-api", key.text("secret"), JWT).body()).isEqualTo(INACTIVE);
    }

    @Test
    void returnsPlainJsonInAllOtherCases() {
        String secret = realm.createBot("acme", "Plain").text("secret");
        assertThat(introspect("other-api", secret, JWT).json().has("jwt")).isFalse();
        for (String accept : List.of("application/json", "*/*")) {
            Answer answer = introspect("jwt-api", secret, accept);
            assertThat(answer.text("active")).isEqualTo("true");
            assertThat(answer.json().has("jwt")).isFalse();
        }
    }

    @Test
    void theHeadersAreTheSameAsForAToken() {
        String secret = realm.createBot("acme", "Headers").text("secret");
        Answer ofKey = introspect("other-api", secret, "application/json");
        Answer ofToken = introspect("other-api", realm.token("alice"), "application/json");
        for (String header : List.of("Content-Type", "Cache-Control", "Pragma")) {
            assertThat(ofKey.header(header)).as(header).isEqualTo(ofToken.header(header));
        }
    }

    @Test
    void anAddedAudienceTakesEffectAtOnceAndMakesTheKeyLookUnknownToOthers() {
        realm.createResource("{\"name\":\"invoices\",\"actions\":[\"pay\"]}");
        String secret =
                realm.createBot("acme", "Invoices", "{\"invoices\":[\"pay\"]}").text("secret");
        assertThat(introspect("other-api", secret, "*/*").text("scope")).isEqualTo("invoices:pay");
        realm.keys("PUT", "/resources/invoices")
                .json("{\"name\":\"invoices\",\"actions\":[\"pay\"],\"audience\":[\"jwt-api\",\"no-such-client\"]}")
                .expect(200);
        Answer notForThem = introspect("other-api", secret, "*/*");
        assertThat(notForThem.body()).isEqualTo(INACTIVE);
        Answer revoked = realm.createBot("acme", "Gone");
        realm.revoke(revoked);
        Answer unknown = introspect("other-api", revoked.text("secret"), "*/*");
        assertThat(notForThem.headers().map()).isEqualTo(unknown.headers().map());
        Answer neverIssued = introspect("other-api", secret.substring(0, secret.length() - 8) + "AAAAAAAA", "*/*");
        assertThat(neverIssued.body()).isEqualTo(INACTIVE);
        assertThat(notForThem.headers().map()).isEqualTo(neverIssued.headers().map());
        assertThat(introspect("jwt-api", secret, "*/*").text("scope")).isEqualTo("invoices:pay");
    }

    @Test
    void aClientPolicyThatRefusesTokensRefusesKeys() {
        String secret = realm.createBot("acme", "Policy").text("secret");
        String token = realm.token("alice");
        realm.admin("PUT", "/client-policies/profiles").json("""
                        {"profiles":[{"name":"closed","executors":[{"executor":"reject-request","configuration":{}}]}]}""").expect(204);
        realm.admin("PUT", "/client-policies/policies").json("""
                        {"policies":[{"name":"closed","enabled":true,"profiles":["closed"],"conditions":[
                         {"condition":"client-access-type","configuration":{"type":["confidential"]}}]}]}""").expect(204);
        try {
            Answer ofToken = realm.introspectAs("other-api", token, Map.of());
            Answer ofKey = realm.introspectAs("other-api", secret, Map.of());
            assertThat(ofToken.status()).isEqualTo(400);
            assertThat(ofKey.status()).isEqualTo(400);
            assertThat(ofKey.body()).isEqualTo(ofToken.body());
            Answer exchanged = realm.exchange("shortlinks-api", secret, Map.of());
            assertThat(exchanged.status()).isEqualTo(400);
            assertThat(exchanged.json().has("access_token")).isFalse();
        } finally {
            realm.admin("PUT", "/client-policies/policies")
                    .json("{\"policies\":[]}")
                    .expect(204);
            realm.admin("PUT", "/client-policies/profiles")
                    .json("{\"profiles\":[]}")
                    .expect(204);
        }
        assertThat(realm.introspectAs("other-api", secret, Map.of()).text("active"))
                .isEqualTo("true");
    }

    @Test
    void anInvalidRequestGetsTheSameAnswerAsForAToken() {
        String secret = realm.createBot("acme", "Bad requests").text("secret");
        String token = realm.token("alice");
        String url = realm.url("/protocol/openid-connect/token/introspect");
        assertThat(submit(Http.post(url).form(Map.of("token_type_hint", "api_key")))
                        .status())
                .as("no token")
                .isEqualTo(400);
        assertSame(
                "two tokens",
                400,
                value -> submit(Http.post(url).form("token=" + value + "&token=" + value)),
                secret,
                token);
        assertSame("GET", 405, value -> submit(Http.get(url + "?token=" + value)), secret, token);
        assertSame(
                "POST, in the URL",
                400,
                value -> submit(Http.post(url + "?token=" + value).form(Map.of("a", "b"))),
                secret,
                token);
        String rest = "x".repeat(5000);
        assertSame("changed", 200, value -> realm.introspectAs("other-api", value + rest, Map.of()), secret, token);
        assertThat(realm.introspectAs("other-api", secret + rest, Map.of()).body())
                .isEqualTo(INACTIVE);
        JsonNode client =
                realm.admin("GET", "/clients?clientId=other-api").send().json().get(0);
        try {
            enable(client, false);
            assertSame(
                    "disabled client", 401, value -> realm.introspectAs("other-api", value, Map.of()), secret, token);
        } finally {
            enable(client, true);
        }
    }

    private static void assertSame(
            String what, int status, Function<String, Answer> request, String key, String token) {
        Answer ofKey = request.apply(key);
        Answer ofToken = request.apply(token);
        assertThat(ofKey.status()).as(what).isEqualTo(status).isEqualTo(ofToken.status());
        assertThat(ofKey.body()).as(what).isEqualTo(ofToken.body());
    }

    private static Answer submit(Http request) {
        return request.basic("other-api", "other-api-secret").send();
    }

    private static void enable(JsonNode client, boolean enabled) {
        realm.admin("PUT", "/clients/" + client.get("id").asText())
                .json("{\"clientId\":\"other-api\",\"enabled\":" + enabled + "}")
                .expect(204);
    }

    private static Answer introspect(String client, String token, String accept) {
        return Http.post(realm.url("/protocol/openid-connect/token/introspect"))
                .basic(client, client + "-secret")
                .header("Accept", accept)
                .form(Map.of("token", token))
                .expect(200);
    }
}
