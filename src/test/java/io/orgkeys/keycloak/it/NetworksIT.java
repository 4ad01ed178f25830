package io.orgkeys.keycloak.it;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests keys that are limited to allowed networks, with requests from inside and outside of these networks. */
class NetworksIT {

    private static final String READ_STATS = "{\"stats\":[\"read\"]}";
    private static final String OFFICE = "192.0.2.0/24";
    private static final String IN_OFFICE = "192.0.2.77";
    private static final String OUTSIDE = "203.0.113.9";
    private static final String INACTIVE = "{\"active\":false}";

    /** A loopback address that is not a trusted proxy of the server. */
    private static final String UNTRUSTED = "127.0.0.2";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void keyLogin() {
        plainHttp(realm);
        realm.keyLogin().createClient("key-login", realm.keyLogin().createFlow("networks login", "{}"), "{}");
    }

    @Test
    @Tag("database")
    void storesNormalizedNetworksAndKeepsThemUntilChanged() {
        Answer key = bot("Stored", READ_STATS, "2001:DB8:0::/48", "192.0.2.0/24", "::ffff:198.51.100.7");
        String stored = "[\"192.0.2.0/24\",\"198.51.100.7/32\",\"2001:db8::/48\"]";
        assertThat(key.json().get("allowedNetworks")).isEqualTo(Answer.parse(stored));
        for (String change : List.of("{\"name\":\"Renamed\"}", "{\"allowedNetworks\":null}")) {
            assertThat(update(key, change).expect(200).json().get("allowedNetworks"))
                    .isEqualTo(Answer.parse(stored));
        }
        realm.rotate(key);
        String read = realm.read(key).body();
        assertThat(Answer.parse(read).get("allowedNetworks")).isEqualTo(Answer.parse(stored));
        assertThat(update(key, read).expect(200).json().get("allowedNetworks")).isEqualTo(Answer.parse(stored));
        assertThat(update(key, "{\"allowedNetworks\":[]}").expect(200).json().get("allowedNetworks"))
                .isEmpty();
        assertThat(realm.createBot("acme", "Unrestricted", "{}").json().get("allowedNetworks"))
                .isEmpty();
    }

    @Test
    void reportsInvalidNetworksByField() {
        Answer wrong = create("{\"allowedNetworks\":[\"192.0.2.0/24\",\"example.com\",\"10.1.2.3/8\"]}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.invalidFields()).containsExactly("allowedNetworks.1", "allowedNetworks.2");
        assertThat(wrong.errorDetails("allowedNetworks.2").get(0)).contains("10.0.0.0/8");
        for (String form : List.of("\"192.0.2.0/24\"", "{}", "[1]", "[null]", "[[]]", "true")) {
            assertThat(create("{\"allowedNetworks\":" + form + "}").invalidFields())
                    .as(form)
                    .containsExactly("allowedNetworks");
        }
    }

    @Test
    void acceptsAKeyOnlyFromItsNetworks() {
        String secret = bot("Office", READ_STATS, OFFICE, "2001:db8:1::/48").text("secret");
        for (String inside : List.of(IN_OFFICE, "::ffff:192.0.2.1", "2001:db8:1:ffff::1", "2001:DB8:1:0:0:0:0:1")) {
            assertThat(verifyFrom(inside, secret).status()).as(inside).isEqualTo(200);
        }
        for (String outside : List.of(OUTSIDE, "192.0.3.1", "2001:db8:2::1", "::1", "127.0.0.1")) {
            assertRefused(verifyFrom(outside, secret));
        }
        // the refusals above do not change the result for an allowed address, although the key is cached by now
        assertThat(verifyFrom(IN_OFFICE, secret).status()).isEqualTo(200);
    }

    @Test
    void refusesAKeyWhenTheAddressIsUnknown() {
        String secret = bot("Unsure", READ_STATS, OFFICE).text("secret");
        for (String text : List.of("unknown", "_hidden", "localhost", "192.0.2.0/24", "192.0.2", "192.0.2.300")) {
            assertRefused(verifyFrom(text, secret));
        }
        assertRefused(realm.verify(secret, ""));
    }

    /**
     * The server uses the first address in {@code X-Forwarded-For}. A gateway must therefore replace this header of the
     * client, not append to it, as the documentation of gateways says.
     */
    @Test
    void usesTheFirstOfSeveralForwardedAddresses() {
        String secret = bot("List", READ_STATS, OFFICE).text("secret");
        assertThat(verifyFrom(IN_OFFICE + ", " + OUTSIDE, secret).status()).isEqualTo(200);
        assertRefused(verifyFrom(OUTSIDE + ", " + IN_OFFICE, secret));
        Answer lines = Http.get(realm.url("/api-keys/verify"))
                .key(secret)
                .header("X-Forwarded-For", OUTSIDE)
                .header("X-Forwarded-For", IN_OFFICE)
                .send();
        assertRefused(lines);
        // some proxies append the port to the address
        assertThat(verifyFrom(IN_OFFICE + ":4711", secret).status()).isEqualTo(200);
        String v6 = bot("Port", READ_STATS, "2001:db8::/32").text("secret");
        assertThat(verifyFrom("2001:db8::7", v6).status()).isEqualTo(200);
        assertThat(verifyFrom("[2001:db8::7]:4711", v6).status()).isEqualTo(200);
        assertThat(verifyFrom("[2001:db8::7]", v6).status()).isEqualTo(200);
        assertRefused(verifyFrom("[2001:db9::7]:4711", v6));
        assertRefused(verifyFrom(OUTSIDE + ":4711", secret));
    }

    @Test
    void ignoresThePortOfAnAddressAtEveryEndpoint() {
        String office = bot("Ports", READ_STATS, OFFICE, "2001:db8::/32").text("secret");
        for (String inside : List.of(
                IN_OFFICE + ":5678",
                IN_OFFICE + ":0",
                IN_OFFICE + ":65535",
                "[2001:db8::1]:443",
                "[2001:db8::1]",
                "[::ffff:" + IN_OFFICE + "]:443")) {
            assertThat(introspect(office, inside).text("active")).as(inside).isEqualTo("true");
            assertThat(verifyFrom(inside, office).status()).as(inside).isEqualTo(200);
            assertThat(exchange(inside, office, Map.of()).status()).as(inside).isEqualTo(200);
            assertThat(selfFrom(inside, "GET", "", office).status()).as(inside).isEqualTo(200);
        }
        for (String outside : List.of(OUTSIDE + ":5678", "[2001:db9::1]:443", "[2001:db9::1]")) {
            assertThat(introspect(office, outside).body()).as(outside).isEqualTo(INACTIVE);
            assertRefused(verifyFrom(outside, office));
        }
        for (String nonsense : List.of(
                IN_OFFICE + ":", IN_OFFICE + ":port", IN_OFFICE + ":123456", "[" + IN_OFFICE + "]:1", "[2001:db8::1")) {
            assertThat(introspect(office, nonsense).body()).as(nonsense).isEqualTo(INACTIVE);
        }
    }

    @Test
    void ignoresForwardedAddressesFromUntrustedProxies() {
        String office = bot("Forged", READ_STATS, OFFICE).text("secret");
        String here = bot("True", READ_STATS, UNTRUSTED).text("secret");
        try (TcpProxy wire = TcpProxy.to(TestServer.url("")).from(UNTRUSTED)) {
            for (String name : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP")) {
                String value = name.equals("Forwarded") ? "for=" + IN_OFFICE : IN_OFFICE;
                assertRefused(
                        Http.get(over(wire)).key(office).header(name, value).send());
                assertThat(Http.get(over(wire))
                                .key(here)
                                .header(name, value)
                                .send()
                                .status())
                        .as(name)
                        .isEqualTo(200);
            }
        }
        // the server is configured for X-Forwarded-For, so it ignores the header Forwarded, even from a trusted proxy
        assertRefused(Http.get(realm.url("/api-keys/verify"))
                .key(office)
                .header("Forwarded", "for=" + IN_OFFICE)
                .send());
    }

    @Test
    void checksTheKeyThenItsNetworksThenTheRequirements() {
        Answer key = bot("Order", READ_STATS, OFFICE);
        String secret = key.text("secret");
        assertRefused(verifyFrom(OUTSIDE, secret, "?organization=globex&permission=domains:delete"));
        assertThat(verifyFrom(IN_OFFICE, secret, "?organization=globex").code()).isEqualTo("wrong_organization");
        update(key, "{\"enabled\":false}").expect(200);
        assertThat(verifyFrom(OUTSIDE, secret).code()).isEqualTo("disabled_key");
    }

    @Test
    void introspectionTakesTheAddressFromAParameter() {
        String secret = bot("Introspected", READ_STATS, OFFICE).text("secret");
        assertThat(introspect(secret, IN_OFFICE).json().path("active").asBoolean())
                .isTrue();
        assertThat(introspect(secret, "::ffff:" + IN_OFFICE)
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        for (String address : List.of(IN_OFFICE, "::ffff:" + IN_OFFICE, IN_OFFICE + ":80")) {
            assertThat(introspect(secret, address).text("client_address"))
                    .as(address)
                    .isEqualTo(IN_OFFICE);
        }
        for (String other : List.of(OUTSIDE, "", "unknown", "office", IN_OFFICE + ", " + OUTSIDE, OUTSIDE + ":80")) {
            assertThat(introspect(secret, other).body()).as(other).isEqualTo(INACTIVE);
        }
        assertThat(realm.introspect(secret).body()).isEqualTo(INACTIVE);
        assertThat(realm.introspect(secret, Map.of("token_type_hint", "refresh_token"))
                        .body())
                .isEqualTo(INACTIVE);
        // the resource server opens the connection of an introspection, so the address of the connection is not the
        // address of the key's user
        Answer fromOffice = Http.post(realm.url("/protocol/openid-connect/token/introspect"))
                .basic("shortlinks-api", "shortlinks-api-secret")
                .header("X-Forwarded-For", IN_OFFICE)
                .form(Map.of("token", secret))
                .expect(200);
        assertThat(fromOffice.body()).isEqualTo(INACTIVE);
        Answer twice = Http.post(realm.url("/protocol/openid-connect/token/introspect"))
                .basic("shortlinks-api", "shortlinks-api-secret")
                .form("token=" + secret + "&client_address=" + OUTSIDE + "&client_address=" + IN_OFFICE)
                .send();
        assertThat(twice.status()).isEqualTo(400);
        // for a key without allowed networks, the server ignores the parameter client_address
        String anywhere = realm.createBot("acme", "Anywhere").text("secret");
        assertThat(introspect(anywhere, IN_OFFICE).json().has("client_address"))
                .as("the address of a key without networks")
                .isFalse();
        assertThat(introspect(anywhere, "nonsense").json().path("active").asBoolean())
                .isTrue();
    }

    @Test
    void accountRestRefusesAKeyFromOutsideItsNetworks() {
        String secret = bot("Account", "{\"apiKeys\":[\"read\"]}", OFFICE).text("secret");
        assertThat(selfFrom(IN_OFFICE, "GET", "", secret).status()).isEqualTo(200);
        for (String path : List.of("", "/rotate")) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                Answer answer = selfFrom(OUTSIDE, method, path, secret);
                if (answer.status() != 405) {
                    assertThat(answer.status()).as(method + path).isEqualTo(403);
                    assertThat(answer.code()).isEqualTo("network_not_allowed");
                }
            }
        }
        assertThat(selfFrom(IN_OFFICE, "POST", "/rotate", secret)
                        .expect(201)
                        .json()
                        .get("allowedNetworks"))
                .isEqualTo(Answer.parse("[\"" + OFFICE + "\"]"));
    }

    /**
     * The server refuses an address that the client states in a parameter. Otherwise, a thief could exchange a stolen
     * key from any address, for a token that is valid at any address.
     */
    @Test
    void exchangesAKeyOnlyFromItsNetworks() {
        String secret = bot("Exchanged", READ_STATS, OFFICE).text("secret");
        String token = exchange(IN_OFFICE, secret, Map.of()).expect(200).text("access_token");
        assertThat(exchange(OUTSIDE, secret, Map.of()).status()).isEqualTo(400);
        Answer claimed = exchange(OUTSIDE, secret, Map.of("client_address", IN_OFFICE));
        assertThat(claimed.status()).isEqualTo(400);
        assertThat(claimed.text("error")).isEqualTo("invalid_request");
        // services pass the token on, so introspection does not check the address of the caller against the key's
        // networks
        assertThat(realm.introspect(token).json().path("active").asBoolean()).isTrue();
    }

    @Test
    void logsInAndRefreshesTokensOnlyFromTheNetworksOfTheKey() {
        realm.addTo("/users", """
                        {"username":"office-worker","enabled":true,"email":"office-worker@h0p.example","emailVerified":true,
                         "firstName":"Office","lastName":"Worker"}""");
        String member = realm.userId("office-worker");
        realm.members().add("acme", member);
        Answer key = realm.keys("POST", "")
                .json("""
                        {"organizationId":"%s","type":"user","userId":"%s","name":"Mine","permissions":%s,"allowedNetworks":["%s"]}""".formatted(realm.organizationId("acme"), member, READ_STATS, OFFICE))
                .expect(201);
        Map<String, String> login =
                Map.of("grant_type", "password", "username", "office-worker", "password", key.text("secret"));
        assertThat(tokenFrom(OUTSIDE, login).text("error")).isEqualTo("invalid_grant");
        Answer tokens = tokenFrom(IN_OFFICE, login).expect(200);
        Map<String, String> refresh =
                Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"));
        assertThat(tokenFrom(OUTSIDE, refresh).status()).isEqualTo(400);
        tokenFrom(IN_OFFICE, refresh).expect(200);
        assertThat(realm.introspect(tokens.text("access_token"))
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aKeyCannotCreateOrWidenKeysBeyondItsOwnNetworks() {
        Answer manager = bot("Manager", "{\"apiKeys\":[\"create\",\"read\",\"update\"],\"stats\":[\"read\"]}", OFFICE);
        String secret = manager.text("secret");
        String keys = realm.keysOf("acme");
        for (String networks :
                List.of("[]", "[\"0.0.0.0/0\"]", "[\"192.0.2.0/24\",\"198.51.100.1\"]", "[\"192.0.0.0/16\"]")) {
            Answer wider = with(secret, "POST", keys, body("Wider", networks));
            assertThat(wider.status()).as(networks).isEqualTo(400);
            assertThat(wider.invalidFields()).containsExactly("allowedNetworks");
        }
        assertThat(with(secret, "POST", keys, "{\"type\":\"bot\",\"name\":\"None\"}")
                        .invalidFields())
                .containsExactly("allowedNetworks");
        Answer narrower = with(secret, "POST", keys, body("Narrower", "[\"192.0.2.128/25\"]"))
                .expect(201);
        with(secret, "PUT", keys + "/" + narrower.text("id"), "{\"allowedNetworks\":[\"192.0.2.0/24\"]}")
                .expect(200);
        // the key cannot widen its own networks either
        for (String networks : List.of("[]", "[\"192.0.2.0/23\"]")) {
            assertThat(with(secret, "PUT", keys + "/" + manager.text("id"), "{\"allowedNetworks\":" + networks + "}")
                            .invalidFields())
                    .containsExactly("allowedNetworks");
        }
        // a key that is restricted to networks could bypass them if it could rotate an unrestricted key, or grant
        // permissions to one
        Answer anywhere = realm.createBot("acme", "Not bound", "{}");
        String other = keys + "/" + anywhere.text("id");
        assertThat(with(secret, "POST", other + "/rotate", "{}").status()).isEqualTo(403);
        assertThat(with(secret, "PUT", other, "{\"permissions\":" + READ_STATS + "}")
                        .invalidFields())
                .containsExactly("allowedNetworks");
        with(secret, "PUT", other, "{\"name\":\"Renamed\"}").expect(200);
    }

    @Test
    void enforcesRequiredNetworksImmediately() {
        try (TestRealm own = TestRealm.create()) {
            Answer bot = own.createBot("acme", "Before");
            Answer user = own.createUserKey("acme", "bob");
            String token = own.exchange("shortlinks-api", bot.text("secret"), Map.of())
                    .expect(200)
                    .text("access_token");
            own.verify(bot).expect(200);
            settings(own, "{\"bot\":true}");
            assertRefused(own.verify(bot));
            assertThat(own.introspect(bot.text("secret")).body()).isEqualTo(INACTIVE);
            assertThat(own.introspect(token).body()).isEqualTo(INACTIVE);
            own.verify(user).expect(200);

            Answer none = own.keys("POST", "").json(body(own, "None", "[]")).send();
            assertThat(none.invalidFields()).containsExactly("allowedNetworks");
            assertThat(own.keys("POST", "")
                            .json(body(own, "Disguise", "[\"0.0.0.0/0\",\"192.0.2.0/24\"]"))
                            .send()
                            .invalidFields())
                    .containsExactly("allowedNetworks");
            own.keys("POST", "")
                    .json(body(own, "Restricted", "[\"192.0.2.0/24\"]"))
                    .expect(201);

            String path = "/" + bot.text("id");
            // the server accepts a change that restricts the key; for any other change, the key must have allowed
            // networks
            own.keys("PUT", path).json("{\"enabled\":false}").expect(200);
            assertThat(own.keys("PUT", path).json("{\"enabled\":true}").send().invalidFields())
                    .containsExactly("allowedNetworks");
            own.keys("PUT", path)
                    .json("{\"enabled\":true,\"allowedNetworks\":[\"127.0.0.1\"]}")
                    .expect(200);
            own.verify(bot).expect(200);
            assertThat(own.keys("PUT", path)
                            .json("{\"allowedNetworks\":[]}")
                            .send()
                            .invalidFields())
                    .containsExactly("allowedNetworks");
            settings(own, "{\"user\":true}");
            assertRefused(own.verify(user));
            settings(own, "{\"user\":false,\"bot\":false}");
            own.verify(user).expect(200);
        }
    }

    @Test
    void importsKeysWithTheirNetworks() {
        String secret = "sk_net_" + "x".repeat(32);
        realm.changeSettings("{\"importedPrefixes\":[\"sk_net_\"]}");
        Map<String, Object> row = new HashMap<>(Map.of(
                "organizationId",
                realm.organizationId("acme"),
                "type",
                "bot",
                "name",
                "Imported",
                "permissions",
                Map.of("stats", List.of("read")),
                "allowedNetworks",
                List.of(OFFICE),
                "sha256",
                Sha256.of(secret)));
        Answer answer = realm.keys("POST", "/import")
                .json(Map.of("prefix", "sk_net_", "keys", List.of(row)))
                .expect(200);
        assertThat(answer.text("accepted")).as(answer.body()).isEqualTo("1");
        assertThat(verifyFrom(IN_OFFICE, secret).status()).isEqualTo(200);
        assertRefused(verifyFrom(OUTSIDE, secret));
    }

    @Test
    void recordsARefusalAsAnEventAndAMetric() {
        try (TestRealm own = TestRealm.create()) {
            plainHttp(own);
            own.storeEvents("INTROSPECT_TOKEN_ERROR");
            Answer key = own.createBot("acme", "Watched");
            own.update(key, "{\"allowedNetworks\":[\"" + OFFICE + "\"]}");
            double before = refusals();
            Answer refused = Http.get(own.url("/api-keys/verify"))
                    .key(key.text("secret"))
                    .header("X-Forwarded-For", OUTSIDE)
                    .send();
            assertRefused(refused);
            assertThat(refused.body())
                    .as("the answer does not reveal the allowed networks")
                    .doesNotContain("192.0.2");
            assertThat(refusals()).isEqualTo(before + 1);
            JsonNode event = onlyEvent(own);
            assertThat(event.path("error").asText()).isEqualTo("network_not_allowed");
            assertThat(event.path("ipAddress").asText()).isEqualTo(OUTSIDE);
            own.admin("DELETE", "/events").expect(204);
            own.introspect(key.text("secret"), Map.of("client_address", "2001:DB8::1"));
            assertThat(onlyEvent(own).at("/details/client_address").asText()).isEqualTo("2001:db8::1");
        }
    }

    /**
     * Makes Keycloak accept HTTP. By default, it requires HTTPS if the forwarded client address is not in a private
     * network.
     */
    private static void plainHttp(TestRealm of) {
        of.admin("PUT", "").json("{\"sslRequired\":\"none\"}").expect(204);
    }

    private static JsonNode onlyEvent(TestRealm of) {
        JsonNode events = of.admin("GET", "/events?type=INTROSPECT_TOKEN_ERROR")
                .expect(200)
                .json();
        assertThat(events).as(events.toString()).hasSize(1);
        return events.get(0);
    }

    private static double refusals() {
        return Metrics.of(TestServer.keycloak())
                .value(
                        "org_api_keys_verification_seconds_count",
                        Map.of("outcome", "network_not_allowed", "way", "verify"));
    }

    private static Answer bot(String name, String permissions, String... networks) {
        return create("{\"name\":\"%s\",\"permissions\":%s,\"allowedNetworks\":[\"%s\"]}"
                        .formatted(name, permissions, String.join("\",\"", networks)))
                .expect(201);
    }

    /** Sends a request to create a bot key of acme with the fields in this JSON, and returns the answer. */
    private static Answer create(String json) {
        return realm.keys("POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"bot\",%s%s"
                        .formatted(
                                realm.organizationId("acme"),
                                json.contains("\"name\"") ? "" : "\"name\":\"Bot\",",
                                json.substring(1)))
                .send();
    }

    private static String body(String name, String networks) {
        return "{\"type\":\"bot\",\"name\":\"%s\",\"allowedNetworks\":%s}".formatted(name, networks);
    }

    private static String body(TestRealm of, String name, String networks) {
        return body(name, networks).replaceFirst("\\{", "{\"organizationId\":\"" + of.organizationId("acme") + "\",");
    }

    private static Answer update(Answer key, String change) {
        return realm.keys("PUT", "/" + key.text("id")).json(change).send();
    }

    private static void settings(TestRealm of, String required) {
        of.changeSettings("{\"networksRequired\":" + required + "}");
    }

    private static Answer verifyFrom(String address, String secret) {
        return verifyFrom(address, secret, "");
    }

    private static Answer verifyFrom(String address, String secret, String query) {
        return Http.get(realm.url("/api-keys/verify" + query))
                .key(secret)
                .header("X-Forwarded-For", address)
                .send();
    }

    private static Answer introspect(String secret, String clientAddress) {
        return realm.introspect(secret, Map.of("client_address", clientAddress));
    }

    private static Answer selfFrom(String address, String method, String path, String secret) {
        return realm.accountWith(secret, method, "/self" + path)
                .header("X-Forwarded-For", address)
                .send();
    }

    private static Answer with(String secret, String method, String path, String json) {
        return realm.accountWith(secret, method, path)
                .header("X-Forwarded-For", IN_OFFICE)
                .json(json)
                .send();
    }

    private static Answer exchange(String address, String secret, Map<String, String> parameters) {
        return realm.tokenEndpoint("shortlinks-api")
                .header("X-Forwarded-For", address)
                .form(TestRealm.exchangeOf(secret, parameters))
                .send();
    }

    private static Answer tokenFrom(String address, Map<String, String> form) {
        return realm.tokenEndpoint("key-login")
                .header("X-Forwarded-For", address)
                .form(form)
                .send();
    }

    private static String over(TcpProxy wire) {
        return wire.url() + URI.create(realm.url("/api-keys/verify")).getPath();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("network_not_allowed");
    }
}
