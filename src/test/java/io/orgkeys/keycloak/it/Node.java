package io.orgkeys.keycloak.it;

import java.util.List;
import java.util.Map;

import io.orgkeys.keycloak.server.KeycloakServer;

/** The example realm on a server that a test started for itself, mostly one of several. */
final class Node {

    private static final String REALM = "h0p";

    private final KeycloakServer keycloak;

    Node(KeycloakServer keycloak) {
        this.keycloak = keycloak;
    }

    String url(String path) {
        return keycloak.baseUrl() + "/realms/" + REALM + path;
    }

    /** A request of the bootstrap administrator to the admin REST of the realm. */
    Http admin(String method, String path) {
        String token = Http.post(keycloak.baseUrl() + "/realms/master/protocol/openid-connect/token")
                .form(Map.of(
                        "grant_type",
                        "password",
                        "client_id",
                        "admin-cli",
                        "username",
                        KeycloakServer.ADMIN,
                        "password",
                        KeycloakServer.ADMIN))
                .send()
                .expect(200)
                .text("access_token");
        return Http.request(method, keycloak.baseUrl() + "/admin/realms/" + REALM + path)
                .bearer(token);
    }

    String organizationId(String alias) {
        return admin("GET", "/organizations?search=" + alias + "&exact=true")
                .send()
                .expect(200)
                .json()
                .path(0)
                .path("id")
                .asText();
    }

    String userId(String username) {
        return admin("GET", "/users?exact=true&username=" + username)
                .send()
                .expect(200)
                .json()
                .path(0)
                .path("id")
                .asText();
    }

    /** A new user, a member of the organization. */
    String createMember(String organizationId, String username) {
        admin("POST", "/users")
                .json(Map.of("username", username, "email", username + "@h0p.example", "enabled", true))
                .send()
                .expect(201);
        String id = userId(username);
        admin("POST", "/organizations/" + organizationId + "/members")
                .json("\"" + id + "\"")
                .send()
                .expect(201);
        return id;
    }

    Answer createBot(String organizationId, String name) {
        return createKey(Map.of(
                "organizationId",
                organizationId,
                "type",
                "bot",
                "name",
                name,
                "permissions",
                Map.of("stats", List.of("read"), "shortLinks", List.of("create"))));
    }

    Answer createUserKey(String organizationId, String userId, Map<String, List<String>> permissions) {
        return createKey(Map.of(
                "organizationId", organizationId,
                "type", "user",
                "userId", userId,
                "name", "Key",
                "permissions", permissions));
    }

    private Answer createKey(Map<String, ?> key) {
        return admin("POST", "/api-keys").json(key).send().expect(201);
    }

    Answer verify(Answer key) {
        return verify(key.text("secret"));
    }

    Answer verify(String secret) {
        return Http.get(url("/api-keys/verify?permission=stats:read"))
                .key(secret)
                .send();
    }
}
