package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A caller who has some permissions tries to gain more permissions. */
class EscalationIT {

    private static final String MANAGER =
            "{\"apiKeys\":[\"create\",\"read\",\"update\",\"delete\"],\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void aMemberCannotGrantMoreThanTheyAreEntitledTo() {
        assertForbidden(create("bob", "acme", "user", "{\"domains\":[\"delete\"]}"), "domains:delete");
        // carol administers globex, but is a plain member of acme
        assertForbidden(create("carol", "acme", "user", "{\"webhooks\":[\"create\"]}"), "webhooks:create");
        Answer key =
                create("carol", "globex", "user", "{\"webhooks\":[\"create\"]}").expect(201);
        assertThat(key.status()).isEqualTo(201);
    }

    @Test
    void aMemberCannotWidenTheirOwnKeyLater() {
        try (TestRealm own = TestRealm.create()) {
            Answer key = own.accountAs("bob", "POST", own.keysOf("acme"))
                    .json(body("user", "mine", "{\"stats\":[\"read\"]}"))
                    .expect(201);
            Answer widened = own.accountAs("bob", "PUT", own.keysOf("acme") + "/" + key.text("id"))
                    .json("{\"permissions\":{\"stats\":[\"read\"],\"webhooks\":[\"read\"]}}")
                    .send();
            assertForbidden(widened, "webhooks:read");
        }
    }

    @Test
    void enablingOrExtendingAKeyRequiresItsPermissions() {
        // an administrator created a bot key with a permission that the manager key lacks, and disabled the bot key
        Answer bot = realm.createBot("acme", "Switched off");
        realm.update(bot, "{\"enabled\":false,\"expiresAt\":\"%s\"}".formatted(in(Duration.ofHours(1))));
        String manager = createManager("Enabler", "{\"apiKeys\":[\"update\",\"read\"]}");
        String path = realm.keysOf("acme") + "/" + bot.text("id");
        assertForbidden(
                realm.accountWith(manager, "PUT", path)
                        .json("{\"enabled\":true}")
                        .send(),
                "stats:read");
        assertForbidden(
                realm.accountWith(manager, "PUT", path)
                        .json("{\"expiresAt\":\"%s\"}".formatted(in(Duration.ofHours(2))))
                        .send(),
                "stats:read");
        realm.accountWith(manager, "PUT", path).json("{\"name\":\"Renamed\"}").expect(200);
    }

    @Test
    void wideningAKeyRequiresAllItsPermissions() {
        Answer stronger = realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Confined\",\"permissions\":%s,\"allowedNetworks\":[\"192.0.2.0/24\"]}"
                                .formatted(
                                        realm.organizationId("acme"), "{\"files\":[\"delete\"],\"stats\":[\"read\"]}"))
                .expect(201);
        String path = realm.keysOf("acme") + "/" + stronger.text("id");
        String updater = createManager("Updater", "{\"apiKeys\":[\"update\",\"read\"],\"stats\":[\"read\"]}");
        for (String wider : List.of(
                "{\"allowedNetworks\":[]}",
                "{\"allowedNetworks\":[\"192.0.0.0/16\"]}",
                "{\"allowedNetworks\":[\"192.0.2.0/24\",\"127.0.0.1\"]}",
                "{\"permissions\":{\"files\":[\"delete\"],\"stats\":[\"read\"],\"apiKeys\":[\"read\"]}}")) {
            assertForbidden(realm.accountWith(updater, "PUT", path).json(wider).send(), "files:delete");
        }
        Answer narrowed = realm.accountWith(updater, "PUT", path)
                .json("{\"name\":\"Narrowed\",\"allowedNetworks\":[\"192.0.2.128/25\"]}")
                .expect(200);
        assertThat(narrowed.json().get("allowedNetworks").get(0).asText()).isEqualTo("192.0.2.128/25");
        // this update also removes the permission that the caller lacks, so the caller may widen the networks
        realm.accountWith(updater, "PUT", path)
                .json("{\"permissions\":{\"stats\":[\"read\"]},\"allowedNetworks\":[]}")
                .expect(200);
    }

    @Test
    void aMemberWidensTheNetworksOfTheirOwnKey() {
        try (TestRealm own = TestRealm.create()) {
            // an administrator granted webhooks:read, to which bob is not entitled
            Answer key = own.createUserKey("acme", "bob", "{\"stats\":[\"read\"],\"webhooks\":[\"read\"]}");
            String path = own.keysOf("acme") + "/" + key.text("id");
            own.accountAs("bob", "PUT", path)
                    .json("{\"allowedNetworks\":[\"192.0.2.0/24\"]}")
                    .expect(200);
            own.accountAs("bob", "PUT", path).json("{\"allowedNetworks\":[]}").expect(200);
        }
    }

    @Test
    void aKeyCannotGrantMoreThanItsEffectivePermissions() {
        String manager = createManager("Granter", MANAGER);
        assertForbidden(
                realm.accountWith(manager, "POST", realm.keysOf("acme"))
                        .json(body("bot", "child", "{\"files\":[\"read\"]}"))
                        .send(),
                "files:read");
        Answer child = realm.accountWith(manager, "POST", realm.keysOf("acme"))
                .json(body("bot", "child", "{\"stats\":[\"read\"]}"))
                .expect(201);
        assertThat(child.text("createdBy.type")).isEqualTo("api_key");
        assertForbidden(
                realm.accountWith(manager, "PUT", realm.keysOf("acme") + "/" + child.text("id"))
                        .json("{\"permissions\":{\"files\":[\"read\"]}}")
                        .send(),
                "files:read");
    }

    @Test
    void aKeyCannotWidenItself() {
        Answer manager = realm.createBot("acme", "Self-widener", MANAGER);
        assertForbidden(
                realm.accountWith(manager.text("secret"), "PUT", realm.keysOf("acme") + "/" + manager.text("id"))
                        .json("{\"permissions\":{\"stats\":[\"read\"],\"files\":[\"create\"]}}")
                        .send(),
                "files:create");
    }

    @Test
    void aKeyCannotExtendItsExpiryNorIssueASecretThatExpiresLater() {
        String end = in(Duration.ofHours(1));
        Answer manager = realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Mortal\",\"permissions\":%s,\"expiresAt\":\"%s\"}"
                                .formatted(realm.organizationId("acme"), MANAGER, end))
                .expect(201);
        String secret = manager.text("secret");
        String self = realm.keysOf("acme") + "/" + manager.text("id");
        for (String later : new String[] {"\"" + in(Duration.ofHours(2)) + "\"", "null"}) {
            Answer prolonged = realm.accountWith(secret, "PUT", self)
                    .json("{\"expiresAt\":%s}".formatted(later))
                    .send();
            assertThat(prolonged.status()).isEqualTo(400);
            assertThat(prolonged.invalidFields()).containsExactly("expiresAt");
        }
        Answer child = realm.accountWith(secret, "POST", realm.keysOf("acme"))
                .json(body("bot", "child of a mortal", "{\"stats\":[\"read\"]}"))
                .expect(201);
        assertThat(child.text("expiresAt")).isEqualTo(manager.text("expiresAt"));
        Answer unlimited = realm.createBot("acme", "Immortal", "{}");
        Answer granted = realm.accountWith(secret, "PUT", realm.keysOf("acme") + "/" + unlimited.text("id"))
                .json("{\"permissions\":{\"stats\":[\"read\"]}}")
                .send();
        assertThat(granted.status()).isEqualTo(400);
        assertThat(granted.invalidFields()).containsExactly("expiresAt");
        Answer rotated = realm.accountWith(
                        secret, "POST", realm.keysOf("acme") + "/" + unlimited.text("id") + "/rotate")
                .send();
        assertThat(rotated.status()).isEqualTo(403);
    }

    @Test
    void rotatingAKeyRequiresAllItsPermissions() {
        Answer stronger = realm.createBot("acme", "Mighty", "{\"files\":[\"delete\"]}");
        String manager = createManager("Rotator", MANAGER);
        assertForbidden(
                realm.accountWith(manager, "POST", realm.keysOf("acme") + "/" + stronger.text("id") + "/rotate")
                        .send(),
                "files:delete");
        assertThat(realm.verify(stronger.text("secret"), "").status()).isEqualTo(200);
    }

    @Test
    void aKeyHasNoAccessToAnotherOrganization() {
        String manager = createManager("Of acme only", MANAGER);
        Answer foreign = realm.createBot("globex", "Of globex");
        String globex = realm.keysOf("globex");
        String acme = realm.keysOf("acme");
        assertThat(realm.accountWith(manager, "GET", globex).send().code()).isEqualTo("organization_not_found");
        assertThat(realm.accountWith(manager, "POST", globex)
                        .json(body("bot", "intruder", "{}"))
                        .send()
                        .code())
                .isEqualTo("organization_not_found");
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            Answer answer = realm.accountWith(manager, method, acme + "/" + foreign.text("id"))
                    .json("{}")
                    .send();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("key_not_found");
        }
        assertThat(realm.verify(foreign.text("secret"), "").status()).isEqualTo(200);
    }

    @Test
    void anApiKeyCreatesBotKeysOnly() {
        Answer owned = realm.createUserKey("acme", "alice", MANAGER);
        for (String userId : new String[] {realm.userId("alice"), realm.userId("bob")}) {
            Answer answer = realm.accountWith(owned.text("secret"), "POST", realm.keysOf("acme"))
                    .json("{\"type\":\"user\",\"userId\":\"%s\",\"name\":\"u\"}".formatted(userId))
                    .send();
            assertThat(answer.status()).isEqualTo(403);
        }
        realm.revoke(owned);
    }

    @Test
    void refusesTokensOfOrdinaryApplications() {
        String service = realm.tokenEndpoint("shortlinks-api")
                .form(Map.of("grant_type", "client_credentials"))
                .expect(200)
                .text("access_token");
        assertUnauthenticated(service);
        // a user's token of an application that has no access to the account client
        String client =
                "{\"clientId\":\"app\",\"publicClient\":true,\"directAccessGrantsEnabled\":true,\"fullScopeAllowed\":false}";
        realm.addTo("/clients", client);
        String ordinary = realm.tokenEndpoint()
                .form(Map.of("grant_type", "password", "client_id", "app", "username", "bob", "password", "bob"))
                .expect(200)
                .text("access_token");
        assertUnauthenticated(ordinary);
    }

    @Test
    void aMemberCannotAccessTheKeyOfAnotherMember() {
        Answer key = realm.createUserKey("acme", "carol");
        String path = realm.keysOf("acme") + "/" + key.text("id");
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            assertThat(realm.accountAs("bob", method, path).json("{}").send().code())
                    .isEqualTo("key_not_found");
        }
        // alice manages the organization's keys, but cannot obtain the secret of another member's key
        assertThat(realm.accountAs("alice", "GET", path).send().status()).isEqualTo(200);
        assertForbidden(realm.accountAs("alice", "POST", path + "/rotate").send(), "owner");
        assertForbidden(
                realm.accountAs("alice", "POST", realm.keysOf("acme"))
                        .json("{\"type\":\"user\",\"userId\":\"%s\",\"name\":\"for bob\"}"
                                .formatted(realm.userId("bob")))
                        .send(),
                "owner");
        realm.accountAs("alice", "DELETE", path).expect(204);
    }

    @Test
    void theOrganizationAndOwnerOfAKeyCannotBeChanged() {
        Answer key = realm.createUserKey("acme", "alice");
        Answer moved = realm.accountAs("alice", "PUT", realm.keysOf("acme") + "/" + key.text("id"))
                .json("{\"id\":\"x\",\"organizationId\":\"%s\",\"userId\":\"%s\",\"type\":\"bot\"}"
                        .formatted(realm.organizationId("globex"), realm.userId("bob")))
                .send();
        assertThat(moved.status()).isEqualTo(400);
        assertThat(moved.invalidFields()).containsExactlyInAnyOrder("id", "organizationId", "userId", "type");
        realm.revoke(key);
    }

    private static String createManager(String name, String permissions) {
        return realm.createBot("acme", name, permissions).text("secret");
    }

    private static Answer create(String user, String organization, String type, String permissions) {
        return realm.accountAs(user, "POST", realm.keysOf(organization))
                .json(body(type, "key of " + user, permissions))
                .send();
    }

    private static String body(String type, String name, String permissions) {
        return "{\"type\":\"%s\",\"name\":\"%s\",\"permissions\":%s}".formatted(type, name, permissions);
    }

    private static String in(Duration duration) {
        return Instant.now().plus(duration).toString();
    }

    private static void assertForbidden(Answer answer, String detail) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("forbidden");
        assertThat(answer.text("detail")).contains(detail);
    }

    private static void assertUnauthenticated(String token) {
        Answer answer = Http.post(realm.url("/api-keys" + realm.keysOf("acme")))
                .bearer(token)
                .json(body("user", "minted", "{\"stats\":[\"read\"]}"))
                .send();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).anyMatch(value -> value.startsWith("Bearer"));
    }
}
