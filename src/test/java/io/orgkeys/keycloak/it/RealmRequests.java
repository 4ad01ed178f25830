package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Creates requests to a realm, with the credentials of different callers. */
abstract sealed class RealmRequests permits TestRealm {

    public final String name;
    final String baseUrl;
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    RealmRequests(String baseUrl, String name) {
        this.baseUrl = baseUrl;
        this.name = name;
    }

    /** Logs in with the client demo-cli as a user whose password is the username, and returns the access token. */
    public String token(String user) {
        return token("demo-cli", user);
    }

    /**
     * Logs in with a public client as a user whose password is the username, and returns the access token. The client
     * must have direct access grants.
     */
    public String token(String client, String user) {
        return tokenEndpoint()
                .form(Map.of("grant_type", "password", "client_id", client, "username", user, "password", user))
                .expect(200)
                .text("access_token");
    }

    /** Returns a request to the token endpoint. */
    public Http tokenEndpoint() {
        return Http.post(url("/protocol/openid-connect/token"));
    }

    /**
     * Returns a request to the token endpoint by a confidential client whose secret is its client ID followed by
     * {@code -secret}.
     */
    public Http tokenEndpoint(String client) {
        return tokenEndpoint().basic(client, client + "-secret");
    }

    /** Returns a URL below {@code /realms/<this realm>}. */
    public String url(String path) {
        return baseUrl + "/realms/" + name + path;
    }

    /** Returns a URL below {@code /admin/realms/<this realm>}. */
    public String adminUrl(String path) {
        return baseUrl + "/admin/realms/" + name + path;
    }

    /** Returns a URL below the address of this realm's admin console. */
    public String consoleUrl(String path) {
        return baseUrl + "/admin/" + name + "/console/" + path;
    }

    /**
     * Returns an access token, which is reused for four of the five minutes of its lifetime, because a login takes
     * longer than most tested requests.
     */
    private String recentToken(String user) {
        return logins.compute(
                        user,
                        (name, cached) -> cached != null && isRecent(cached)
                                ? cached
                                : new Login(token(name), Instant.now(), TestServer.clockOffset(baseUrl)))
                .token;
    }

    private boolean isRecent(Login login) {
        return login.clockOffset == TestServer.clockOffset(baseUrl)
                && login.at.isAfter(Instant.now().minusSeconds(240));
    }

    /** Deletes the cached tokens, so that the next request to the admin REST API logs in again. */
    public void clearCachedTokens() {
        logins.clear();
    }

    private record Login(String token, Instant at, long clockOffset) {}

    /** Returns a request to Keycloak's own admin REST API by the realm's administrator. */
    public Http admin(String method, String path) {
        return Http.request(method, adminUrl(path)).bearer(recentToken("h0p-admin"));
    }

    /** Creates an object with Keycloak's own admin REST API and returns its id. */
    public String addTo(String path, String json) {
        String location = admin("POST", path).json(json).expect(201).header("Location");
        return location.substring(location.lastIndexOf('/') + 1);
    }

    /** Returns a request to our admin REST API by a user of the realm. */
    public Http keysAs(String user, String method, String path) {
        return Http.request(method, adminUrl("/api-keys" + path)).bearer(recentToken(user));
    }

    /** Returns a request to our admin REST API by the realm's administrator. */
    public Http keys(String method, String path) {
        return keysAs("h0p-admin", method, path);
    }

    /** Returns a request to our account REST API by a member. */
    public Http accountAs(String user, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).bearer(token(user));
    }

    /** Returns a request to our account REST API with an API key. */
    public Http accountWith(String secret, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).key(secret);
    }

    /** Returns a request to our account REST API with a bearer token. */
    public Http account(String token, String method, String path) {
        return Http.request(method, url("/api-keys" + path)).bearer(token);
    }

    /** Runs the action while the clock of the realm's server is ahead by this duration. */
    public void later(Duration ahead, Runnable action) {
        TestServer.later(baseUrl, ahead, action);
    }
}
