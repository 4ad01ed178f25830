package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Requests to a realm, and with which credentials they come. */
abstract sealed class RealmRequests permits TestRealm {

    public final String name;
    final String baseUrl;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    RealmRequests(String baseUrl, String name) {
        this.baseUrl = baseUrl;
        this.name = name;
    }

    /** A token of a user of the realm, got through the client demo-cli. The password is the user's name. */
    public String token(String user) {
        return token("demo-cli", user);
    }

    /** A token of a user of the realm, got through a public client with direct access grants. The password is the user's name. */
    public String token(String client, String user) {
        return tokenEndpoint()
                .form(Map.of("grant_type", "password", "client_id", client, "username", user, "password", user))
                .expect(200)
                .text("access_token");
    }

    /** A request to the token endpoint. */
    public Http tokenEndpoint() {
        return Http.post(url("/protocol/openid-connect/token"));
    }

    /** The same of a confidential client whose secret is its id followed by {@code -secret}. */
    public Http tokenEndpoint(String client) {
        return tokenEndpoint().basic(client, client + "-secret");
    }

    /** Something below {@code /realms/<this realm>}. */
    public String url(String path) {
        return baseUrl + "/realms/" + name + path;
    }

    /** Something below {@code /admin/realms/<this realm>}. */
    public String adminUrl(String path) {
        return baseUrl + "/admin/realms/" + name + path;
    }

    /** Something below the address of this realm's admin console. */
    public String consoleUrl(String path) {
        return baseUrl + "/admin/" + name + "/console/" + path;
    }

    /** A login costs more than most of what is tested: requests to the admin REST share one for four of its five minutes. */
    private String recentToken(String user) {
        return logins.compute(
                        user,
                        (name, known) -> known != null && isRecent(known)
                                ? known
                                : new Login(token(name), Instant.now(), TestServer.ahead(baseUrl)))
                .token;
    }

    private boolean isRecent(Login login) {
        return login.ahead == TestServer.ahead(baseUrl)
                && login.at.isAfter(Instant.now().minusSeconds(240));
    }

    /** The next request to the admin REST logs in again: from then on, its token is good for four minutes. */
    public void forgetLogins() {
        logins.clear();
    }

    private record Login(String token, Instant at, long ahead) {}

    /** A request of the realm's administrator to Keycloak's own admin REST. */
    public Http admin(String method, String path) {
        return Http.request(method, adminUrl(path)).bearer(recentToken("h0p-admin"));
    }

    /** Adds something by Keycloak's own admin REST, and tells its id. */
    public String addTo(String path, String json) {
        String location = admin("POST", path).json(json).expect(201).header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** A request to our admin REST as a user of the realm. */
    public Http keysAs(String user, String method, String path) {
        return Http.request(method, adminUrl("/api-keys" + path)).bearer(recentToken(user));
    }

    /** A request of the realm's administrator to our admin REST. */
    public Http keys(String method, String path) {
        return keysAs("h0p-admin", method, path);
    }

    /** A request of a member to our account REST. */
    public Http accountAs(String user, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).bearer(token(user));
    }

    /** A request of a program with an API key to our account REST. */
    public Http accountWith(String secret, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).key(secret);
    }

    /** A request to our account REST with a bearer token. */
    public Http account(String token, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).bearer(token);
    }

    /** Does something while the time of the realm's server is ahead. */
    public void later(Duration ahead, Runnable action) {
        TestServer.later(baseUrl, ahead, action);
    }
}
