package io.orgkeys.keycloak.it;

import java.text.ParseException;
import java.util.List;
import java.util.Map;

import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The account REST API accepts only bearer tokens that were issued for managing keys. */
class AccountTokensIT {

    private static final Map<String, ?> LIGHTWEIGHT =
            Map.of("attributes", Map.of("client.use.lightweight.access.token.enabled", "true"));

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void refusesTokensOfAClientWithKeycloaksDefaults() {
        realm.clients().createPublic("evil-app");
        for (String user : List.of("bob", "alice")) {
            String token = realm.token("evil-app", user);
            assertThat(audience(token)).as("full scope").contains("account");
            assertRefused(token, "audience");
        }
        realm.clients().change("evil-app", LIGHTWEIGHT);
        assertRefused(realm.token("evil-app", "alice"), "audience");
    }

    @Test
    void acceptsTheAudienceWithoutAccountRoles() {
        realm.clients().createPublic("chosen");
        realm.clients().change("chosen", Map.of("fullScopeAllowed", false));
        realm.clients().addKeyManagementScope("chosen");
        String token = realm.token("chosen", "carol");
        assertThat(audience(token)).containsExactly("org-api-keys");
        assertAccepted(token);
        realm.clients().change("chosen", LIGHTWEIGHT);
        String lightweight = realm.token("chosen", "carol");
        assertThat(audience(lightweight)).isEmpty();
        assertAccepted(lightweight);
    }

    @Test
    void limitsATokenOfTheAccountConsoleToItsAccountRoles() {
        realm.clients().change("account-console", Map.of("directAccessGrantsEnabled", true));
        assertAccepted(realm.token("account-console", "alice"));

        realm.administrators().add("looker");
        String looker = realm.userId("looker");
        realm.members().add("acme", looker);
        removeDefaultRoles(looker);
        assertRefused(realm.token("account-console", "looker"), "audience");
        realm.administrators().giveRole(looker, "account", "view-profile");
        allowScope("account-console", "view-profile");
        String token = realm.token("account-console", "looker");
        var acme =
                realm.account(token, "GET", "/organizations").expect(200).json().get(0);
        assertThat(acme.get("actions")).isEmpty();
        assertThat(acme.get("ownActions")).hasSize(1);
        assertThat(acme.at("/ownActions/0").asText()).isEqualTo("read");
        assertThat(create(token).status()).isEqualTo(403);
    }

    /**
     * If a user has a role of a client, Keycloak adds the client's {@code clientId} to the audience of the user's
     * tokens, even of tokens that were issued to other clients with full scope. A client with the {@code clientId}
     * {@code org-api-keys} would therefore put our audience into tokens that were not issued for managing keys.
     */
    @Test
    void refusesAllTokensWhileAClientHasTheIdOfTheAudience() {
        realm.clients().createPublic("bystander");
        realm.clients().create("org-api-keys", "{}");
        String impostor = realm.clients().id("org-api-keys");
        try {
            realm.addTo("/clients/" + impostor + "/roles", "{\"name\":\"anything\"}");
            realm.administrators().giveRole(realm.userId("bob"), "org-api-keys", "anything");
            String token = realm.token("bystander", "bob");
            assertThat(audience(token)).contains("org-api-keys");
            assertRefused(token, "client with the id org-api-keys");
            assertRefused(realm.token("bob"), "client with the id org-api-keys");
        } finally {
            realm.admin("DELETE", "/clients/" + impostor).expect(204);
        }
        assertAccepted(realm.token("bob"));
    }

    @Test
    void aServiceAccountIsRefusedEvenWithTheAudience() {
        realm.clients().create("service", "{}");
        realm.clients().change("service", Map.of("serviceAccountsEnabled", true));
        realm.clients().addKeyManagementScope("service");
        String token = realm.tokenEndpoint("service")
                .form(Map.of("grant_type", "client_credentials"))
                .expect(200)
                .text("access_token");
        assertThat(audience(token)).contains("org-api-keys");
        assertRefused(token, "Service accounts");
    }

    /**
     * A client may forward an exchanged token to another service. This service must not be able to manage keys with the
     * token.
     */
    @Test
    void refusesAnExchangedTokenWithoutTheAudience() {
        realm.clients().create("narrowing", "{\"standard.token.exchange.enabled\":\"true\"}");
        realm.clients().change("narrowing", Map.of("directAccessGrantsEnabled", true));
        realm.addTo("/clients/" + realm.clients().id("narrowing") + "/protocol-mappers/models", """
                        {"name": "audience", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                         "config": {"included.client.audience": "shortlinks-api", "access.token.claim": "true",
                                    "introspection.token.claim": "true"}}""");
        realm.clients().addKeyManagementScope("narrowing");
        String token = realm.tokenEndpoint("narrowing")
                .form(Map.of("grant_type", "password", "username", "alice", "password", "alice"))
                .expect(200)
                .text("access_token");
        assertAccepted(token);
        String narrowed = realm.tokenEndpoint("narrowing")
                .form(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", token,
                        "subject_token_type", "urn:ietf:params:oauth:token-type:access_token",
                        "audience", "shortlinks-api"))
                .expect(200)
                .text("access_token");
        assertThat(audience(narrowed)).containsExactly("shortlinks-api");
        assertRefused(narrowed, "audience");
    }

    /**
     * With UMA 2.0, any client can request a requesting party token that has the audience and the client scopes of
     * another client.
     */
    @Test
    void refusesARequestingPartyToken() {
        realm.addTo("/clients", """
                        {"clientId":"vault","secret":"vault-secret","serviceAccountsEnabled":true,"authorizationServicesEnabled":true,
                         "authorizationSettings":{"policyEnforcementMode":"DISABLED","resources":[{"name":"vault"}]},
                         "protocolMappers":[{"name":"own audience","protocol":"openid-connect",
                          "protocolMapper":"oidc-audience-mapper","config":{"included.client.audience":"vault",
                          "access.token.claim":"true"}}]}""");
        realm.clients().addKeyManagementScope("vault");
        realm.clients().createPublic("asking");
        String permitted = realm.tokenEndpoint()
                .bearer(realm.token("asking", "alice"))
                .form(Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "vault"))
                .expect(200)
                .text("access_token");
        assertThat(audience(permitted)).contains("org-api-keys");
        assertRefused(permitted, "requesting party token");
    }

    private static void assertAccepted(String token) {
        realm.account(token, "GET", "/organizations").expect(200);
        Answer created = create(token).expect(201);
        realm.account(token, "DELETE", realm.keysOf("acme") + "/" + created.text("id"))
                .expect(204);
    }

    private static void assertRefused(String token, String reason) {
        for (Answer answer : List.of(
                create(token),
                realm.account(token, "POST", realm.keysOf("acme"))
                        .json("{\"type\":\"bot\",\"name\":\"minted\",\"permissions\":{\"apiKeys\":[\"create\"]}}")
                        .send(),
                realm.account(token, "GET", "/organizations").send())) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("not_authenticated");
            assertThat(answer.text("detail")).contains(reason);
        }
    }

    private static Answer create(String token) {
        return realm.account(token, "POST", realm.keysOf("acme"))
                .json("{\"type\":\"user\",\"name\":\"minted\",\"permissions\":{\"stats\":[\"read\"]}}")
                .send();
    }

    private static List<String> audience(String token) {
        try {
            return SignedJWT.parse(token).getJWTClaimsSet().getAudience();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static void removeDefaultRoles(String userId) {
        String roles = realm.admin("GET", "/users/" + userId + "/role-mappings/realm")
                .expect(200)
                .body();
        realm.admin("DELETE", "/users/" + userId + "/role-mappings/realm")
                .json(roles)
                .expect(204);
    }

    private static void allowScope(String client, String accountRole) {
        String account = realm.clients().id("account");
        String role = realm.admin("GET", "/clients/" + account + "/roles/" + accountRole)
                .expect(200)
                .body();
        realm.admin("POST", "/clients/" + realm.clients().id(client) + "/scope-mappings/clients/" + account)
                .json("[" + role + "]")
                .expect(204);
    }
}
