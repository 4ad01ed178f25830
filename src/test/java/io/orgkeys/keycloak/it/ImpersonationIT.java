package io.orgkeys.keycloak.it;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** If an administrator impersonates a user, keys and admin events name the administrator and the user. */
@Tag("database")
class ImpersonationIT {

    private static final String VERIFIER = "a".repeat(64);
    private static final Pattern CODE = Pattern.compile("[?&#]code=([^&]+)");

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aKeyCreatedInTheAccountConsoleNamesTheImpersonator() {
        String token = impersonationToken("bob", "account-console", "/realms/" + realm.name + "/account/");
        Answer created = realm.account(token, "POST", realm.keysOf("acme"))
                .json("{\"type\":\"user\",\"name\":\"Not by bob\"}")
                .expect(201);
        String path = realm.keysOf("acme") + "/" + created.text("id");
        realm.account(token, "PUT", path).json("{\"name\":\"Renamed\"}").expect(200);
        realm.account(token, "POST", path + "/rotate").expect(201);

        assertNamesImpersonator(created.json(), "bob");
        assertNamesImpersonator(realm.read(created).json(), "bob");

        realm.account(token, "DELETE", path).expect(204);
        List<JsonNode> events = events(created.text("id"));
        assertThat(events).hasSize(4).allSatisfy(event -> {
            assertThat(event.at("/authDetails/userId").asText()).isEqualTo(realm.userId("bob"));
            assertThat(event.at("/details/impersonator").asText()).isEqualTo("admin");
            assertThat(event.at("/details/impersonator_id").asText()).isEqualTo(adminId());
        });
    }

    @Test
    void aKeyCreatedInTheAdminConsoleNamesTheImpersonator() {
        String token = impersonationToken("h0p-admin", "security-admin-console", "/admin/" + realm.name + "/console/");
        Answer created = Http.post(realm.adminUrl("/api-keys"))
                .bearer(token)
                .json(Map.of("organizationId", realm.organizationId("acme"), "type", "bot", "name", "Not by h0p-admin"))
                .expect(201);
        assertNamesImpersonator(created.json(), "h0p-admin");
        assertThat(events(created.text("id")))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.at("/details/impersonator").asText()).isEqualTo("admin"));
    }

    @Test
    void namesNoImpersonatorInAnOrdinarySession() {
        Answer created = realm.accountAs("alice", "POST", realm.keysOf("acme"))
                .json("{\"type\":\"user\",\"name\":\"By alice\"}")
                .expect(201);
        assertThat(created.json().at("/createdBy").has("impersonator")).isFalse();
        assertThat(events(created.text("id")))
                .singleElement()
                .satisfies(event -> assertThat(event.at("/details/impersonator").isMissingNode())
                        .isTrue());
    }

    private static void assertNamesImpersonator(JsonNode key, String user) {
        assertThat(key.at("/createdBy/type").asText()).isEqualTo("user");
        assertThat(key.at("/createdBy/name").asText()).isEqualTo(user);
        assertThat(key.at("/createdBy/impersonator"))
                .isEqualTo(Answer.parse("{\"id\":\"" + adminId() + "\",\"username\":\"admin\"}"));
    }

    private static List<JsonNode> events(String keyId) {
        return List.copyOf(
                Answer.parse(realm.admin("GET", "/admin-events?resourcePath=organizations/*/api-keys/" + keyId)
                                .expect(200)
                                .body())
                        .findParents("operationType"));
    }

    private static String adminId() {
        return Http.get(TestServer.url("/admin/realms/master/users?exact=true&username=admin"))
                .bearer(TestServer.adminToken())
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .asText();
    }

    /** Returns the token that a client gets while the administrator of the master realm impersonates a user. */
    private static String impersonationToken(String user, String client, String page) {
        String cookies = Http.post(realm.adminUrl("/users/" + realm.userId(user) + "/impersonation"))
                .bearer(TestServer.adminToken())
                .json("{}")
                .expect(200)
                .headers()
                .allValues("Set-Cookie")
                .stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .collect(Collectors.joining("; "));
        String redirect = TestServer.url(page);
        String location = Http.get(realm.url("/protocol/openid-connect/auth?response_type=code&scope=openid&prompt=none"
                        + "&code_challenge_method=S256&code_challenge=" + challenge() + "&client_id=" + client
                        + "&redirect_uri=" + Http.encode(redirect)))
                .header("Cookie", cookies)
                .expect(302)
                .header("Location");
        Matcher code = CODE.matcher(URI.create(location).toString());
        assertThat(code.find()).as(location).isTrue();
        return realm.tokenEndpoint()
                .form(Map.of(
                        "grant_type", "authorization_code",
                        "code", code.group(1),
                        "client_id", client,
                        "redirect_uri", redirect,
                        "code_verifier", VERIFIER))
                .expect(200)
                .text("access_token");
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
