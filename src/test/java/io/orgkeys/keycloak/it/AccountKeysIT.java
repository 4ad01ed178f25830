package io.orgkeys.keycloak.it;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The account REST API, used by members and by keys with permissions to manage keys. */
class AccountKeysIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void listsTheOrganizationsOfAMemberWithTheAllowedActions() {
        var carols =
                realm.accountAs("carol", "GET", "/organizations").expect(200).json();
        assertThat(carols).hasSize(2);
        assertThat(carols.get(0).get("alias").asText()).isEqualTo("acme");
        assertThat(carols.get(0).get("actions")).isEmpty();
        assertThat(carols.get(0).get("ownActions")).hasSize(4);
        assertThat(carols.get(1).get("alias").asText()).isEqualTo("globex");
        assertThat(carols.get(1).get("actions")).hasSize(4);
        assertThat(carols.at("/1/settings"))
                .as("only the settings that the key form needs")
                .isEqualTo(Answer.parse("""
                        {"prefix":"h0p","userKeysPerMember":1,"botKeysPerOrganization":100,
                         "defaultLifetime":{"user":null,"bot":null},"maximumLifetime":{"user":null,"bot":null},
                         "maximumGracePeriod":604800,"networksRequired":{"user":false,"bot":false},
                         "memberAttributes":[]}"""));
        assertThat(realm.accountAs("erin", "GET", "/organizations").expect(200).body())
                .isEqualTo("[]");
    }

    @Test
    void listsTheCatalogWithTheActionsThatTheCallerCanGrant() {
        String path = "/organizations/" + realm.organizationId("acme") + "/permissions";
        var bobs = realm.accountAs("bob", "GET", path).expect(200).json();
        assertThat(bobs.findValuesAsText("name"))
                .containsExactly("apiKeys", "domains", "files", "shortLinks", "stats", "webhooks");
        assertThat(bobs.at("/0/actions")).hasSize(4);
        assertThat(bobs.at("/0/grantable")).isEqualTo(Answer.parse("[]"));
        assertThat(bobs.at("/1/grantable")).hasSize(3);
        var alices = realm.accountAs("alice", "GET", path).expect(200).json();
        assertThat(alices.at("/0/grantable")).hasSize(4);
        String reader = realm.createBot("acme", "Reader").text("secret");
        var bots = realm.accountWith(reader, "GET", path).expect(200).json();
        assertThat(bots.at("/4/grantable")).hasSize(1);
        assertThat(bots.at("/1/grantable")).isEqualTo(Answer.parse("[]"));
    }

    @Test
    void aMemberCreatesReadsEditsRotatesAndDeletesTheirOwnKey() {
        String keys = realm.keysOf("acme");
        Answer created = realm.accountAs("bob", "POST", keys)
                .json("{\"type\":\"user\",\"name\":\"Laptop\",\"permissions\":{\"stats\":[\"read\"]}}")
                .expect(201);
        String own = keys + "/" + created.text("id");
        assertThat(created.header("Location")).isEqualTo(realm.url("/api-keys" + own));
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.text("userId")).isEqualTo(realm.userId("bob"));
        Answer second = realm.accountAs("bob", "POST", keys)
                .json("{\"type\":\"user\",\"name\":\"Another\"}")
                .send();
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("limit_reached");

        Answer read = realm.accountAs("bob", "GET", own).expect(200);
        assertThat(read.body()).doesNotContain("\"secret\"");
        Answer edited = realm.accountAs("bob", "PUT", own)
                .header("If-Match", read.header("ETag"))
                .json("{\"name\":\"Desktop\",\"description\":\"On my desk\"}")
                .expect(200);
        assertThat(edited.text("name")).isEqualTo("Desktop");
        assertThat(realm.accountAs("bob", "PUT", own)
                        .header("If-Match", read.header("ETag"))
                        .json("{\"name\":\"Lost\"}")
                        .send()
                        .status())
                .isEqualTo(412);
        Answer rotated = realm.accountAs("bob", "POST", own + "/rotate").expect(201);
        assertThat(realm.verify(rotated.text("secret"), "?permission=stats:read")
                        .status())
                .isEqualTo(200);
        realm.accountAs("bob", "DELETE", own).expect(204);
        assertThat(realm.accountAs("bob", "GET", own).send().status()).isEqualTo(404);
        assertThat(realm.verify(rotated.text("secret"), "").code()).isEqualTo("unknown_key");
    }

    @Test
    void listsOwnKeysForAMemberAndAllKeysForAnOrganizationAdministrator() {
        String keys = realm.keysOf("globex");
        realm.createBot("globex", "Bot of globex");
        realm.createUserKey("globex", "carol");
        assertThat(names(realm.accountAs("carol", "GET", keys).send())).containsExactly("Bot of globex", "Mine");
        assertThat(names(realm.accountAs("carol", "GET", keys + "?type=bot").send()))
                .containsExactly("Bot of globex");
        assertThat(names(
                        realm.accountAs("carol", "GET", keys + "?first=1&max=1").send()))
                .containsExactly("Mine");
        // without the role, carol is an ordinary member, so no filter returns keys of other owners
        String path = "/organizations/" + realm.organizationId("globex") + "/groups/"
                + realm.organizations().groupId("globex", "admins") + "/members/" + realm.userId("carol");
        realm.admin("DELETE", path).expect(204);
        assertThat(names(realm.accountAs("carol", "GET", keys).send())).containsExactly("Mine");
        assertThat(names(realm.accountAs("carol", "GET", keys + "?type=bot").send()))
                .isEmpty();
        assertThat(names(realm.accountAs("carol", "GET", keys + "?userId=" + realm.userId("alice"))
                        .send()))
                .containsExactly("Mine");
        realm.admin("PUT", path).expect(204);
    }

    @Test
    void aKeyManagesKeysOnlyWithinItsPermissions() {
        String keys = realm.keysOf("acme");
        Answer reader = realm.createBot("acme", "Only reads keys", "{\"apiKeys\":[\"read\"]}");
        String secret = reader.text("secret");
        assertThat(names(realm.accountWith(secret, "GET", keys + "?search=Only").send()))
                .containsExactly("Only reads keys");
        assertThat(realm.accountWith(secret, "POST", keys)
                        .json("{\"type\":\"bot\",\"name\":\"x\"}")
                        .send()
                        .status())
                .isEqualTo(403);
        assertThat(realm.accountWith(secret, "PUT", keys + "/" + reader.text("id"))
                        .json("{\"name\":\"x\"}")
                        .send()
                        .status())
                .isEqualTo(403);
        String nothing = realm.createBot("acme", "No keys").text("secret");
        assertThat(realm.accountWith(nothing, "GET", keys).send().status()).isEqualTo(403);
        assertThat(realm.accountWith(nothing, "GET", keys + "/" + reader.text("id"))
                        .send()
                        .status())
                .isEqualTo(404);
    }

    @Test
    void challengesListTheSchemesAndMarkAnInvalidToken() {
        String bearer = "Bearer realm=\"" + realm.name + "\"";
        String key = "ApiKey realm=\"" + realm.name + "\"";
        String url = realm.url("/api-keys/organizations");
        assertThat(Http.get(url).expect(401).headers().allValues("WWW-Authenticate"))
                .containsExactly(bearer, key);
        assertThat(Http.get(url).bearer("nonsense").expect(401).headers().allValues("WWW-Authenticate"))
                .containsExactly(bearer + ", error=\"invalid_token\"", key);
        assertThat(Http.get(url).basic("alice", "alice").expect(401).headers().allValues("WWW-Authenticate"))
                .as("an unsupported scheme")
                .containsExactly(bearer, key);
    }

    @Test
    void refusesARequestWithBothATokenAndAKey() {
        String secret = realm.createBot("acme", "Both").text("secret");
        Answer answer =
                realm.accountAs("alice", "GET", "/organizations").key(secret).send();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("detail")).contains("exactly one bearer token");
        assertThat(Http.get(realm.url("/api-keys/organizations")).send().status())
                .isEqualTo(401);
    }

    @Test
    void everyChangeIsRecordedWithTheRealActor() {
        String manager = realm.createBot("acme", "Recorded", "{\"apiKeys\":[\"create\",\"delete\"]}")
                .body();
        String managerId = manager.replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        String secret = manager.replaceAll(".*\"secret\":\"([^\"]+)\".*", "$1");
        Answer child = realm.accountWith(secret, "POST", realm.keysOf("acme"))
                .json("{\"type\":\"bot\",\"name\":\"child\"}")
                .expect(201);
        realm.accountAs("alice", "DELETE", realm.keysOf("acme") + "/" + child.text("id"))
                .expect(204);
        var events = realm.admin("GET", "/admin-events?resourcePath=organizations/*/api-keys/" + child.text("id"))
                .expect(200)
                .json();
        assertThat(events.findValuesAsText("operationType")).containsExactly("DELETE", "CREATE");
        assertThat(events.at("/0/authDetails/userId").asText()).isEqualTo(realm.userId("alice"));
        assertThat(events.at("/1/authDetails/userId").asText()).isEqualTo(managerId);
        assertThat(events.at("/1/details/actor_type").asText()).isEqualTo("api_key");
        assertThat(events.toString()).doesNotContain(child.text("secret"));
    }

    private static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.expect(200).json().forEach(key -> names.add(key.get("name").asText()));
        return names;
    }
}
