package io.orgkeys.keycloak.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The token that an application gives to the embedded page is that of the client in the example realm. It gives access
 * to the keys of its user, and to nothing else.
 */
class EmbeddedTokenIT {

    private static final String CLIENT = "embedded-example";
    private static final String APP = "http://localhost:5173";
    private static final String FOREIGN = "http://localhost:5174";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    /** The client has only the authorization code flow, which needs a browser. */
    @BeforeAll
    static void allowPasswords() {
        realm.clients().change(CLIENT, Map.of("directAccessGrantsEnabled", true));
    }

    @Test
    void theApplicationReadsAndCreatesTheKeysOfItsUser() {
        String token = realm.token(CLIENT, "bob");
        Answer organizations = ofApp(token, "GET", "/organizations").expect(200);
        assertThat(organizations.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(organizations.text("0.userId")).isEqualTo(realm.userId("bob"));
        Answer created = ofApp(token, "POST", realm.keysOf("acme"))
                .json("{\"type\":\"user\",\"name\":\"Mine\",\"permissions\":{\"stats\":[\"read\"]}}")
                .expect(201);
        assertThat(created.text("userId")).isEqualTo(organizations.text("0.userId"));
        assertThat(created.header("Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(created.header("Cache-Control")).contains("no-store");
        ofApp(token, "DELETE", realm.keysOf("acme") + "/" + created.text("id")).expect(204);
    }

    @Test
    void aKeyHasNoUserId() {
        String secret = realm.createBot("acme", "Reader").text("secret");
        assertThat(realm.accountWith(secret, "GET", "/organizations")
                        .expect(200)
                        .json()
                        .get(0)
                        .has("userId"))
                .isFalse();
    }

    @Test
    void keycloaksOwnAccountRestRefusesTheToken() throws Exception {
        String token = realm.token(CLIENT, "alice");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getAudience()).containsExactly("org-api-keys");
        for (String path : List.of("", "/credentials", "/sessions", "/applications", "/linked-accounts")) {
            assertThat(Http.get(realm.url("/account" + path))
                            .header("Accept", "application/json")
                            .bearer(token)
                            .send()
                            .status())
                    .as(path)
                    .isIn(401, 403);
        }
        assertThat(Http.post(realm.url("/account"))
                        .bearer(token)
                        .json("{\"email\":\"stolen@acme.example\"}")
                        .send()
                        .status())
                .isIn(401, 403);
    }

    /** Even if the user of the application is an administrator of the realm, the token has no roles. */
    @Test
    void theAdminRestRefusesTheTokenOfAnAdministrator() {
        String token = realm.token(CLIENT, "h0p-admin");
        realm.account(token, "GET", "/organizations").expect(200);
        for (String path : List.of(
                "", "/users", "/clients", "/organizations", "/api-keys", "/api-keys/settings", "/api-keys/resources")) {
            assertThat(Http.get(realm.adminUrl(path)).bearer(token).send().status())
                    .as(path)
                    .isIn(401, 403);
        }
    }

    @Test
    void aPageOfAnotherOriginCannotUseTheTokenButReadsTheReason() {
        String token = realm.token(CLIENT, "alice");
        Answer refused = realm.account(token, "GET", "/organizations")
                .header("Origin", FOREIGN)
                .expect(403);
        assertThat(refused.text("detail")).contains("origin");
        assertThat(refused.header("Access-Control-Allow-Origin")).isIn("*", FOREIGN);
    }

    /** A lightweight token contains neither the audience nor the allowed origins. Keycloak adds them. */
    @Test
    void aLightweightTokenIsLimitedToTheSameOrigins() {
        setLightweight(true);
        try {
            String token = realm.token(CLIENT, "alice");
            ofApp(token, "GET", "/organizations").expect(200);
            realm.account(token, "GET", "/organizations")
                    .header("Origin", FOREIGN)
                    .expect(403);
        } finally {
            setLightweight(false);
        }
    }

    @Test
    void aPageCanReadThatTheTokenHasExpiredOrTheUserHasLoggedOut() {
        String expiring = realm.token(CLIENT, "alice");
        realm.later(Duration.ofMinutes(10), () -> assertInvalid(expiring));
        String token = realm.token(CLIENT, "carol");
        ofApp(token, "GET", "/organizations").expect(200);
        realm.admin("POST", "/users/" + realm.userId("carol") + "/logout").expect(204);
        assertInvalid(token);
    }

    @Test
    void aMemberWhoLeavesSeesNothingWithTheSameToken() {
        String user = realm.members().createWithPassword("leaver");
        String token = realm.token(CLIENT, "leaver");
        ofApp(token, "GET", realm.keysOf("acme")).expect(200);
        realm.members().remove("acme", user);
        assertThat(ofApp(token, "GET", "/organizations").expect(200).body()).isEqualTo("[]");
        Answer keys = ofApp(token, "GET", realm.keysOf("acme")).expect(404);
        assertThat(keys.code()).isEqualTo("organization_not_found");
        assertThat(keys.header("Access-Control-Allow-Origin")).isEqualTo(APP);
    }

    @Test
    void aBackendExchangesItsTokenForATokenOfThePage() throws Exception {
        realm.clients().create("backend", "{\"standard.token.exchange.enabled\":\"true\"}");
        realm.clients().change("backend", Map.of("directAccessGrantsEnabled", true, "fullScopeAllowed", false));
        realm.clients().addOptionalKeyManagementScope("backend");
        String token = realm.tokenEndpoint("backend")
                .form(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200)
                .text("access_token");
        realm.account(token, "GET", "/organizations").expect(401);
        String ofPage = realm.tokenEndpoint("backend")
                .form(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", token,
                        "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                        "scope", "org-api-keys"))
                .expect(200)
                .text("access_token");
        assertThat(SignedJWT.parse(ofPage).getJWTClaimsSet().getAudience()).containsExactly("org-api-keys");
        realm.account(ofPage, "GET", "/organizations").expect(200);
        realm.account(token, "GET", "/organizations").expect(401);
    }

    /** Creates the client that the documentation describes. */
    @Test
    void theDocumentedClientGetsThisTokenToo() throws Exception {
        Matcher block = Pattern.compile("^ *```json\n(.*?\"clientId\".*?)^ *```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "embedded.md")));
        assertThat(block.find()).isTrue();
        String id = realm.addTo("/clients", block.group(1));
        String client = realm.admin("GET", "/clients/" + id).expect(200).text("clientId");
        realm.clients().change(client, Map.of("directAccessGrantsEnabled", true));
        String token = realm.token(client, "alice");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getAudience()).containsExactly("org-api-keys");
        realm.account(token, "GET", "/organizations")
                .header("Origin", "https://app.example.com")
                .expect(200);
    }

    private static void setLightweight(boolean lightweight) {
        realm.clients()
                .change(
                        CLIENT,
                        Map.of(
                                "attributes",
                                Map.of("client.use.lightweight.access.token.enabled", String.valueOf(lightweight))));
    }

    private static void assertInvalid(String token) {
        Answer answer = ofApp(token, "GET", "/organizations").expect(401);
        assertThat(answer.code()).isEqualTo("not_authenticated");
        assertThat(answer.header("Access-Control-Allow-Origin")).isIn("*", APP);
        assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
    }

    private static Http ofApp(String token, String method, String path) {
        return realm.account(token, method, path).header("Origin", APP);
    }
}
