package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the request that disables all keys of an organization or of a user, and the request that restores them. */
@SuppressWarnings("NullAway.Init") // @BeforeEach sets the fields
@Tag("database")
class KillSwitchIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** The alias of an organization without keys. */
    private String organization;

    private String organizationId;

    @BeforeEach
    void createOrganization() {
        organization = "org" + COUNT.incrementAndGet();
        organizationId = realm.organizations().create(organization);
    }

    private Map<String, String> ofOrganization() {
        return Map.of("organizationId", organizationId);
    }

    private static Map<String, String> ofUser(String userId) {
        return Map.of("userId", userId);
    }

    @Test
    void disablesAllKeysOfAnOrganizationAndRestoresThem() {
        Answer bot = realm.createBot(organization, "Bot");
        Answer user = realm.createUserKeyOf(organization, realm.members().create(organization, "member"));
        Answer other = realm.createBot("globex", "Other");
        for (Answer key : List.of(bot, user, other)) {
            realm.verify(key).expect(200);
        }
        assertState(ofOrganization(), 2, 0);

        assertThat(change("disable", ofOrganization())).isEqualTo(2);
        for (Answer key : List.of(bot, user)) {
            assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
            Answer read = realm.read(key);
            assertThat(read.text("status")).isEqualTo("disabled");
            assertThat(read.json().get("version").asInt())
                    .isEqualTo(key.json().get("version").asInt() + 1);
            assertThat(read.text("updatedAt")).isGreaterThan(key.text("updatedAt"));
        }
        realm.verify(other).expect(200);
        assertState(ofOrganization(), 0, 2);
        assertThat(change("disable", ofOrganization())).isZero();

        assertThat(change("restore", ofOrganization())).isEqualTo(2);
        for (Answer key : List.of(bot, user)) {
            realm.verify(key).expect(200);
        }
        assertState(ofOrganization(), 2, 0);
        assertThat(change("restore", ofOrganization())).isZero();
    }

    @Test
    void disablesTheKeysOfAUserInAllOrganizations() {
        String user = realm.members().create(organization, "of-two");
        realm.members().add("globex", user);
        Answer here = realm.createUserKeyOf(organization, user);
        Answer elsewhere = realm.createUserKeyOf("globex", user);
        Answer bot = realm.createBot(organization, "Stays");
        Answer colleague = realm.createUserKeyOf(organization, realm.members().create(organization, "colleague"));
        for (Answer key : List.of(here, elsewhere, bot, colleague)) {
            realm.verify(key).expect(200);
        }

        assertThat(change("disable", ofUser(user))).isEqualTo(2);
        assertThat(realm.verify(here).code()).isEqualTo("disabled_key");
        assertThat(realm.verify(elsewhere).code()).isEqualTo("disabled_key");
        realm.verify(bot).expect(200);
        realm.verify(colleague).expect(200);
        assertState(ofUser(user), 0, 2);

        assertThat(change("restore", ofOrganization()))
                .as("the keys of the organization contain those of the user")
                .isEqualTo(1);
        realm.verify(here).expect(200);
        assertThat(realm.verify(elsewhere).code()).isEqualTo("disabled_key");
        assertThat(change("restore", ofUser(user))).isEqualTo(1);
        realm.verify(elsewhere).expect(200);
    }

    @Test
    void restoresOnlyKeysThatNothingElseDisabled() {
        LeakScanner scanner = new LeakScanner("scanner").register(realm);
        Answer before = realm.createBot(organization, "Disabled before");
        realm.update(before, "{\"enabled\":false}");
        Answer again = realm.createBot(organization, "Enabled and disabled");
        Answer explicit = realm.createBot(organization, "Disabled once more");
        Answer bulk = realm.createBot(organization, "Disabled once more in bulk");
        Answer leaked = realm.createBot(organization, "Leaked");
        Answer deleted = realm.createBot(organization, "Deleted");
        Answer renamed = realm.createBot(organization, "To rename");
        Answer rotated = realm.createBot(organization, "To rotate");
        assertThat(change("disable", ofOrganization())).isEqualTo(7);

        realm.update(again, "{\"enabled\":true}");
        assertState(ofOrganization(), 1, 6);
        realm.update(again, "{\"enabled\":false}");
        realm.update(explicit, "{\"enabled\":false}");
        realm.keys("POST", "/bulk")
                .json(Map.of("action", "disable", "ids", List.of(bulk.text("id"))))
                .expect(200);
        scanner.report(realm, leaked.text("secret")).expect(200);
        Answer fresh = realm.rotate(leaked);
        realm.revoke(deleted);
        realm.update(renamed, "{\"name\":\"Renamed\"}");
        Answer newSecret = realm.rotate(rotated);
        assertThat(realm.verify(newSecret).code()).isEqualTo("disabled_key");

        assertState(ofOrganization(), 0, 2);
        assertThat(change("restore", ofOrganization())).isEqualTo(2);
        for (Answer key : List.of(before, again, explicit, bulk, fresh)) {
            assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
        }
        realm.verify(renamed).expect(200);
        realm.verify(newSecret).expect(200);
    }

    @Test
    void anExpiredKeyStaysExpired() {
        Answer key = realm.createBot(organization, "Expired");
        Sql.update("update ORG_API_KEY set EXPIRES_AT = 1 where ID = ?", key.text("id"));
        assertThat(change("disable", ofOrganization())).isEqualTo(1);
        assertThat(change("restore", ofOrganization())).isEqualTo(1);
        assertThat(realm.verify(key).code()).isEqualTo("expired_key");
    }

    @Test
    void changesThousandsOfKeysInOneTransaction() {
        Answer key = realm.createBot(organization, "Original");
        String same = "REALM_ID, ORGANIZATION_ID, KEY_TYPE, OWNER_ID, NAME, SEARCH_NAME, ENABLED, CREATED_AT,"
                + " CREATED_BY_TYPE, CREATED_BY_ID, CREATED_BY_NAME, UPDATED_AT, IDLE_SINCE, VERSION";
        Sql.updateForEach(
                "insert into ORG_API_KEY (ID, SLOT, " + same + ") select ?, (select max(SLOT) + 1 from ORG_API_KEY), "
                        + same + " from ORG_API_KEY where ID = '" + key.text("id") + "'",
                Stream.generate(() -> UUID.randomUUID().toString()).limit(1_100).toList());
        realm.admin("DELETE", "/admin-events").expect(204);
        assertThat(change("disable", ofOrganization())).isEqualTo(1_101);
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
        assertState(ofOrganization(), 0, 1_101);
        assertThat(change("restore", ofOrganization())).isEqualTo(1_101);
        realm.verify(key).expect(200);
        for (JsonNode event : events()) {
            assertThat(event.at("/details/key_count").asText()).isEqualTo("1101");
            JsonNode keys = Answer.parse(event.get("representation").asText());
            assertThat(keys.get("count").asInt()).isEqualTo(1_101);
            assertThat(keys.get("ids")).hasSize(1_000);
        }
    }

    @Test
    void recordsOneAdminEventForEachOrganization() {
        String user = realm.members().create(organization, "recorded");
        realm.members().add("globex", user);
        String here = realm.createUserKeyOf(organization, user).text("id");
        String elsewhere = realm.createUserKeyOf("globex", user).text("id");
        realm.admin("DELETE", "/admin-events").expect(204);

        change("disable", ofUser(user));
        change("disable", ofUser(user));
        change("restore", ofOrganization());

        List<JsonNode> events = events();
        assertThat(events.stream()
                        .map(event -> event.get("operationType").asText() + " "
                                + event.get("resourcePath").asText() + " "
                                + event.at("/details/action").asText() + " "
                                + event.at("/details/key_count").asText() + " "
                                + event.at("/details/key_ids").asText()))
                .containsExactlyInAnyOrder(
                        "ACTION organizations/" + organizationId + "/api-keys kill_switch_disable 1 " + here,
                        "ACTION organizations/" + realm.organizationId("globex") + "/api-keys kill_switch_disable 1 "
                                + elsewhere,
                        "ACTION organizations/" + organizationId + "/api-keys kill_switch_restore 1 " + here);
        assertThat(events.stream()
                        .map(event -> Answer.parse(event.get("representation").asText())))
                .contains(
                        Answer.parse("{\"organizationId\":\"%s\",\"userId\":\"%s\",\"count\":1,\"ids\":[\"%s\"]}"
                                .formatted(organizationId, user, here)),
                        Answer.parse("{\"organizationId\":\"%s\",\"count\":1,\"ids\":[\"%s\"]}"
                                .formatted(organizationId, here)));
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(event.at("/authDetails/userId").asText()).isEqualTo(realm.userId("h0p-admin")));
    }

    private static List<JsonNode> events() {
        return StreamSupport.stream(
                        realm.admin("GET", "/admin-events?operationTypes=ACTION")
                                .expect(200)
                                .json()
                                .spliterator(),
                        false)
                .toList();
    }

    @Test
    void requiresPermissionToManageTheOrganization() {
        String user = realm.members().create(organization, "viewed");
        Answer key = realm.createUserKeyOf(organization, user);
        for (Map<String, String> owner : List.of(ofOrganization(), ofUser(user))) {
            assertThat(request("h0p-viewer", "disable", owner).expect(403).code())
                    .isEqualTo("forbidden");
            assertThat(stateAs("h0p-viewer", owner).expect(403).code()).isEqualTo("forbidden");
            request("bob", "disable", owner).expect(403);
            stateAs("bob", owner).expect(403);
        }
        realm.verify(key).expect(200);
        change("disable", ofOrganization());
        request("h0p-viewer", "restore", ofOrganization()).expect(403);
        request("h0p-viewer", "restore", ofUser(user)).expect(403);
        assertThat(realm.verify(key).code()).isEqualTo("disabled_key");
    }

    @Test
    void findsNoUnknownOwner() {
        for (String unknown : List.of(UUID.randomUUID().toString(), "nowhere", "x".repeat(300))) {
            assertThat(request("h0p-admin", "disable", Map.of("organizationId", unknown))
                            .expect(404)
                            .code())
                    .isEqualTo("organization_not_found");
            assertThat(request("h0p-admin", "restore", ofUser(unknown))
                            .expect(404)
                            .code())
                    .isEqualTo("user_not_found");
        }
        String keyless = realm.members().create(organization, "keyless");
        assertThat(change("disable", ofUser(keyless))).isZero();
        assertState(ofUser(keyless), 0, 0);
        try (TestRealm other = TestRealm.create()) {
            Answer key = other.createUserKey("acme", "bob");
            request("h0p-admin", "disable", ofUser(other.userId("bob"))).expect(404);
            request("h0p-admin", "disable", Map.of("organizationId", other.organizationId("acme")))
                    .expect(404);
            other.verify(key).expect(200);
        }
    }

    @Test
    void refusesInvalidRequests() {
        assertThat(invalid("{}")).containsExactlyInAnyOrder("action", "organizationId");
        assertThat(invalid("{\"action\":\"disable\"}")).containsExactly("organizationId");
        assertThat(invalid("{\"action\":\"disable\",\"organizationId\":\"\",\"userId\":\" \"}"))
                .containsExactly("organizationId");
        assertThat(invalid("{\"action\":\"disable\",\"organizationId\":\"x\",\"userId\":\"x\"}"))
                .containsExactly("organizationId");
        assertThat(invalid("{\"action\":\"enable\",\"organizationId\":\"x\",\"ids\":[]}"))
                .containsExactlyInAnyOrder("action", "ids");
        assertThat(invalid("{\"action\":\"disable\",\"organizationId\":1}")).containsExactly("organizationId");
        for (String query : List.of("", "?organizationId=x&userId=x", "?userId=")) {
            assertThat(realm.keys("GET", "/kill-switch" + query).expect(400).invalidFields())
                    .containsExactly("organizationId");
        }
    }

    private static List<String> invalid(String json) {
        return realm.keys("POST", "/kill-switch").json(json).expect(400).invalidFields();
    }

    @Test
    void concurrentRequestsDisableEachKeyOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            realm.createBot(organization, "Bot " + i);
        }
        for (String action : List.of("disable", "restore")) {
            Supplier<Answer> request =
                    () -> request("h0p-admin", action, ofOrganization()).send();
            List<Answer> answers = ConcurrentRequests.send(List.of(request, request, request, request));
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(answers.stream()
                            .mapToInt(answer -> answer.json().get("count").asInt())
                            .sum())
                    .isEqualTo(20);
        }
    }

    @Test
    void doesNotDeadlockWithOtherChanges() throws Exception {
        List<Answer> keys = IntStream.range(0, 8)
                .mapToObj(i -> realm.createBot(organization, "Busy " + i))
                .toList();
        for (int round = 0; round < 5; round++) {
            List<Supplier<Answer>> requests = new ArrayList<>();
            for (Answer key : keys) {
                String path = "/" + key.text("id");
                requests.add(() -> realm.keys("POST", path + "/rotate").send());
                requests.add(() ->
                        realm.keys("PUT", path).json("{\"name\":\"Busy\"}").send());
            }
            for (String action : List.of("disable", "restore", "disable")) {
                requests.add(
                        () -> request("h0p-admin", action, ofOrganization()).send());
            }
            requests.add(() -> realm.keys("POST", "")
                    .json(Map.of("organizationId", organizationId, "type", "bot", "name", "New"))
                    .send());
            assertThat(ConcurrentRequests.send(requests))
                    .extracting(Answer::status)
                    .containsOnly(200, 201);
        }
        change("disable", ofOrganization());
        assertState(ofOrganization(), 0, 13);
        assertThat(change("restore", ofOrganization())).isEqualTo(13);
    }

    /** A thief could create keys with a stolen key while an administrator disables all keys. */
    @Test
    void noKeyEscapesThatAnotherKeyCreatesAtTheSameTime() {
        realm.changeSettings("{\"botKeysPerOrganization\":10000}");
        String secret = realm.createBot(organization, "Stolen", "{\"apiKeys\":[\"create\"]}")
                .text("secret");
        Http creation = realm.accountWith(secret, "POST", realm.keysOf(organization))
                .json("{\"type\":\"bot\",\"name\":\"Made\",\"permissions\":{\"apiKeys\":[\"create\"]}}");
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<Set<Integer>>> thieves = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> repeatUntilRefused(creation)))
                    .limit(3)
                    .toList();
            new Lags().await(Duration.ofSeconds(20), () -> enabled() > 3);
            change("disable", ofOrganization());
            thieves.forEach(thief -> assertThat(thief.join()).isSubsetOf(201, 401, 403));
            assertThat(enabled()).isZero();
            change("restore", ofOrganization());
        }
    }

    private static Set<Integer> repeatUntilRefused(Http request) {
        Set<Integer> statuses = new HashSet<>();
        int status;
        do {
            status = request.send().status();
            statuses.add(status);
        } while (status == 201);
        return statuses;
    }

    private int enabled() {
        return state(ofOrganization()).get("enabled").asInt();
    }

    private static void assertState(Map<String, String> owner, int enabled, int restorable) {
        assertThat(state(owner))
                .isEqualTo(Answer.parse("{\"enabled\":" + enabled + ",\"restorable\":" + restorable + "}"));
    }

    private static JsonNode state(Map<String, String> owner) {
        return stateAs("h0p-admin", owner).expect(200).json();
    }

    private static Http stateAs(String user, Map<String, String> owner) {
        Map.Entry<String, String> parameter = owner.entrySet().iterator().next();
        return realm.keysAs(user, "GET", "/kill-switch?" + parameter.getKey() + "=" + parameter.getValue());
    }

    /** Sends a request that succeeds, and returns the number of changed keys. */
    private static int change(String action, Map<String, String> owner) {
        return request("h0p-admin", action, owner)
                .expect(200)
                .json()
                .get("count")
                .asInt();
    }

    private static Http request(String user, String action, Map<String, String> owner) {
        Map.Entry<String, String> field = owner.entrySet().iterator().next();
        return realm.keysAs(user, "POST", "/kill-switch")
                .json(Map.of("action", action, field.getKey(), field.getValue()));
    }
}
