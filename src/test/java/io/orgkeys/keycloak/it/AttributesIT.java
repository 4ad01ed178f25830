package io.orgkeys.keycloak.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Administrators attach attributes to keys, and resource servers read the attributes of each key that they verify. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AttributesIT {

    private static final String PLAN = "{\"plan\":[\"pro\"],\"region\":[\"eu\",\"Ü 鍵\"]}";

    private static final String FORM = "plan=pro&region=eu&region=%C3%9C+%E9%8D%B5";

    private static final String MANAGER = "{\"apiKeys\":[\"create\",\"read\",\"update\"],\"stats\":[\"read\"]}";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void letMembersSetOneAttribute() {
        acme = realm.organizationId("acme");
        realm.changeSettings("{\"memberAttributes\":[\"externalId\"],\"userKeysPerMember\":10}");
    }

    @Test
    void aKeyKeepsItsAttributesUntilAnUpdateReplacesThem() {
        Answer key = create("Kept", PLAN);
        assertAttributes(key, PLAN);
        for (String change : List.of("{\"name\":\"Renamed\"}", "{\"attributes\":null}")) {
            assertAttributes(realm.update(key, change), PLAN);
        }
        assertAttributes(realm.update(key, realm.read(key).body()), PLAN);
        assertAttributes(realm.rotate(key), PLAN);
        assertAttributes(realm.read(key), PLAN);
        assertAttributes(
                update(key, "{\"region\":[\"Ü 鍵\",\"eu\"],\"tier\":[\" 1 \",\"1\"]}"),
                "{\"region\":[\"Ü 鍵\",\"eu\"],\"tier\":[\"1\"]}");
        assertAttributes(
                update(key, "{\"tier\":[\"2\"],\"Tier\":[\"2\"],\"plan\":[]}"), "{\"Tier\":[\"2\"],\"tier\":[\"2\"]}");
        assertAttributes(update(key, "{}"), "{}");
        assertAttributes(realm.createBot("acme", "Without"), "{}");
    }

    @Test
    void everyVerificationReturnsTheAttributes() throws Exception {
        Answer key = create("Verified", PLAN);
        Answer verified = realm.verify(key).expect(200);
        assertAttributes(verified, PLAN);
        assertThat(verified.header("X-Auth-Attributes")).isEqualTo(FORM);
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("none");
        assertAttributes(realm.introspect(key.text("secret")), PLAN);

        Answer exchanged = realm.exchange("shortlinks-api", key.text("secret"), Map.of());
        assertThat(exchanged.claims().getJSONObjectClaim("api_key"))
                .containsEntry("attributes", Map.of("plan", List.of("pro"), "region", List.of("eu", "Ü 鍵")));
        String token = exchanged.text("access_token");

        update(key, "{\"plan\":[\"free\"]}");
        Answer changed = realm.verify(key).expect(200);
        assertThat(changed.header("X-Auth-Attributes")).isEqualTo("plan=free");
        assertAttributes(changed, "{\"plan\":[\"free\"]}");
        assertAttributes(realm.introspect(key.text("secret")), "{\"plan\":[\"free\"]}");
        assertThat(realm.introspect(token).json().at("/api_key/attributes"))
                .as("the introspection of a token returns the current attributes")
                .isEqualTo(Answer.parse("{\"plan\":[\"free\"]}"));
        update(key, "{}");
        assertThat(realm.verify(key).expect(200).headers().allValues("X-Auth-Attributes"))
                .as("sent even when empty, so that a gateway overwrites a forged header")
                .containsExactly("");
    }

    @Test
    void theHeaderContainsOnlyWholeAttributesThatFit() {
        Answer key = create(
                "Long", "{\"a\":[\"1\",\"2\"],\"long\":[\"%s\",\"short\"],\"z\":[\"1\"]}".formatted("鍵".repeat(200)));
        Answer verified = realm.verify(key).expect(200);
        assertThat(verified.header("X-Auth-Attributes")).isEqualTo("a=1&a=2&z=1");
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("attributes");
        assertThat(verified.header("X-Auth-Permissions")).isEqualTo("stats:read");
        assertThat(verified.json().at("/attributes/long")).hasSize(2);
    }

    @Test
    void aMemberCannotDisplaceAttributesOfTheAdministratorFromTheHeader() {
        Answer key = create(
                "Displaced",
                "{\"externalId\":[\"%s\"],\"plan\":[\"free\"],\"quota\":[\"%s\"]}"
                        .formatted("x".repeat(250), "鍵".repeat(90)));
        Answer verified = realm.verify(key).expect(200);
        assertThat(verified.header("X-Auth-Attributes"))
                .startsWith("plan=free&quota=")
                .doesNotContain("externalId");
        assertThat(verified.header("X-Auth-Truncated")).isEqualTo("attributes");
    }

    @Test
    void reportsEveryInvalidAttribute() {
        String secret = create("Leaky", "{}").text("secret");
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("control", List.of("a\r\nX-Auth-Subject: root"));
        attributes.put("bidi", List.of("a\u202eb"));
        attributes.put("blank", List.of(" "));
        attributes.put("invisible", List.of("\u200b"));
        attributes.put("secret", List.of("x " + secret));
        attributes.put(secret.replace("h0p_", "a-h0p_"), List.of("x"));
        attributes.put("long", List.of("x".repeat(256)));
        attributes.put(
                "many", IntStream.range(0, 11).boxed().map(String::valueOf).toList());
        attributes.put("text", "pro");
        attributes.put("number", List.of(1));
        attributes.put("missing", null);
        attributes.put("1st", List.of("x"));
        Answer refused = realm.keys("POST", "").json(bot("Invalid", attributes)).expect(400);
        assertThat(refused.body()).doesNotContain(secret.substring(10, 30));
        assertThat(refused.invalidFields().stream().distinct())
                .containsExactlyInAnyOrder(
                        "attributes.control",
                        "attributes.bidi",
                        "attributes.blank",
                        "attributes.invisible",
                        "attributes.secret",
                        "attributes.a-h0p_bot_" + secret.substring(8, 10) + "...",
                        "attributes.long",
                        "attributes.many",
                        "attributes.text",
                        "attributes.number",
                        "attributes.missing",
                        "attributes.1st");
        assertThat(realm.keys("POST", "")
                        .json(
                                "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Half\",\"attributes\":{\"a\":[\"\\ud800\"]}}"
                                        .formatted(acme))
                        .expect(400)
                        .invalidFields())
                .containsExactly("attributes.a");
        for (Object form : List.of("plan", List.of("plan"), 1)) {
            assertThat(realm.keys("POST", "")
                            .json(bot("Form", form))
                            .expect(400)
                            .invalidFields())
                    .containsExactly("attributes");
        }
        assertThat(realm.keys("POST", "")
                        .json(bot("Many", names(21)))
                        .expect(400)
                        .invalidFields())
                .containsExactly("attributes");
        assertThat(realm.keys("POST", "")
                        .json(bot("Most", names(20)))
                        .expect(201)
                        .json()
                        .get("attributes"))
                .hasSize(20);
    }

    private static Map<String, List<String>> names(int count) {
        return IntStream.range(0, count)
                .boxed()
                .collect(Collectors.toMap(i -> "name" + i, i -> List.of("x".repeat(255), "y")));
    }

    @Test
    void membersAndKeysSetOnlyTheAttributesThatTheRealmAllows() {
        assertThat(realm.accountAs("bob", "GET", "/organizations")
                        .expect(200)
                        .json()
                        .at("/0/settings/memberAttributes"))
                .isEqualTo(Answer.parse("[\"externalId\"]"));
        String keys = realm.keysOf("acme");
        Answer own = realm.accountAs("bob", "POST", keys)
                .json("{\"type\":\"user\",\"name\":\"Own\",\"attributes\":{\"externalId\":[\"7\"]}}")
                .expect(201);
        assertForbidden(
                realm.accountAs("bob", "POST", keys)
                        .json("{\"type\":\"user\",\"name\":\"Own\",\"attributes\":{\"plan\":[\"pro\"]}}")
                        .send(),
                "plan");
        update(own, "{\"plan\":[\"free\"],\"externalId\":[\"8\"]}");
        String path = keys + "/" + own.text("id");
        // the whole key, as it was read
        realm.accountAs("bob", "PUT", path)
                .json(realm.accountAs("bob", "GET", path).expect(200).body())
                .expect(200);
        assertAttributes(
                realm.accountAs("bob", "PUT", path)
                        .json("{\"attributes\":{\"plan\":[\"free\"],\"externalId\":[\"9\"]}}")
                        .expect(200),
                "{\"externalId\":[\"9\"],\"plan\":[\"free\"]}");
        for (String attributes : List.of(
                "{}",
                "{\"externalId\":[\"9\"]}",
                "{\"plan\":[\"pro\"]}",
                "{\"plan\":[\"free\",\"pro\"]}",
                "{\"plan\":[\"free\"],\"Plan\":[\"pro\"]}")) {
            Answer refused = realm.accountAs("bob", "PUT", path)
                    .json("{\"attributes\":" + attributes + "}")
                    .send();
            assertForbidden(refused, attributes.contains("Plan") ? "Plan" : "plan");
        }
        assertAttributes(realm.read(own), "{\"externalId\":[\"9\"],\"plan\":[\"free\"]}");
    }

    @Test
    void aKeyCannotSetAttributesThatOnlyAdministratorsCanSet() {
        String secret = realm.createBot("acme", "Manager", MANAGER).text("secret");
        String keys = realm.keysOf("acme");
        assertForbidden(
                realm.accountWith(secret, "POST", keys)
                        .json("{\"type\":\"bot\",\"name\":\"Child\",\"attributes\":{\"plan\":[\"pro\"]}}")
                        .send(),
                "plan");
        Answer child = realm.accountWith(secret, "POST", keys)
                .json("{\"type\":\"bot\",\"name\":\"Child\",\"attributes\":{\"externalId\":[\"1\"]}}")
                .expect(201);
        assertForbidden(
                realm.accountWith(secret, "PUT", keys + "/" + child.text("id"))
                        .json("{\"attributes\":{\"externalId\":[\"1\"],\"plan\":[\"pro\"]}}")
                        .send(),
                "plan");
        assertAttributes(
                realm.accountWith(child.text("secret"), "GET", "/self").expect(200), "{\"externalId\":[\"1\"]}");
    }

    private static void assertForbidden(Answer refused, String name) {
        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
        assertThat(refused.text("detail"))
                .isEqualTo("Only an administrator can change these attributes: " + name + ".");
    }

    @Test
    void findsKeysByTheirAttributes() {
        String longest = "x".repeat(255);
        create("A", "{\"seat\":[\"pro\"],\"note\":[\"two words\",\"100%\"]}");
        create("B", "{\"seat\":[\"pro\",\"Grüße鍵\"],\"note\":[\"a_b\"],\"quote\":[\"say \\\"hi\\\"\"]}");
        create("C", "{\"seat\":[\"Pro\"],\"Seat\":[\"pro\"],\"long\":[\"" + longest + "\"]}");
        assertFound("seat:pro", "A", "B");
        assertFound("seat:Pro", "C");
        assertFound("seat:pr");
        assertFound("seat:pro seat2:pro");
        assertFound("seat:pro note:a_b", "B");
        assertFound("seat:pro note:\"two words\"", "A");
        assertFound("note:100%", "A");
        assertFound("note:1%");
        assertFound("note:axb");
        assertFound("seat:Grüße鍵", "B");
        assertFound("quote:\"say \\\"hi\\\"\"", "B");
        assertFound("long:" + longest, "C");
        assertFound("long:" + longest + "x");
        assertFound("seat:\uD83D\uDD11");
        assertFound("seat:pro' note:x");
        for (String invalid : List.of("seat", "seat:", "seat:\"pro", "seat:pro seat:Pro", "seat:a\\")) {
            assertThat(realm.keys("GET", "?q=" + Http.encode(invalid))
                            .expect(400)
                            .invalidFields())
                    .containsExactly("q");
        }
    }

    /** Asserts that the list, the count, the CSV file and the list of a member have exactly these keys. */
    private static void assertFound(String q, String... names) {
        String query = "?q=" + Http.encode(q);
        assertThat(names(realm.keys("GET", query).expect(200))).as(q).containsExactly(names);
        assertThat(names(realm.keys("GET", query + "&sort=-createdAt&max=10&status=active")
                        .expect(200)))
                .as(q)
                .containsExactlyInAnyOrder(names);
        assertThat(realm.keys("GET", "/count" + query).expect(200).body()).isEqualTo(String.valueOf(names.length));
        assertThat(realm.keys("GET", query)
                        .header("Accept", "text/csv")
                        .expect(200)
                        .body()
                        .lines())
                .hasSize(names.length + 1);
        assertThat(names(realm.accountAs("alice", "GET", realm.keysOf("acme") + query)
                        .expect(200)))
                .as(q)
                .containsExactly(names);
    }

    private static List<String> names(Answer list) {
        return StreamSupport.stream(list.json().spliterator(), false)
                .map(key -> key.get("name").asText())
                .toList();
    }

    @Test
    void anImportSetsAttributes() {
        Map<String, Object> row = bot("Imported", Map.of("plan", List.of("pro")));
        row.put("sha256", "ab".repeat(32));
        Map<String, Object> body = new HashMap<>(Map.of("keys", List.of(row)));
        body.put("prefix", null);
        String id = realm.keys("POST", "/import")
                .json(body)
                .expect(200)
                .json()
                .at("/keys/0/id")
                .asText();
        assertAttributes(realm.keys("GET", "/" + id).expect(200), "{\"plan\":[\"pro\"]}");
    }

    @Test
    void theDeletionOfAKeyDeletesItsAttributes() {
        Answer key = create("Deleted", PLAN);
        String count = "select count(*) from ORG_API_KEY_ATTRIBUTE where KEY_ID = ?";
        assertThat(Sql.number(count, key.text("id"))).isEqualTo(3);
        realm.revoke(key);
        assertThat(Sql.number(count, key.text("id"))).isZero();
    }

    private static Answer create(String name, String attributes) {
        return realm.keys("POST", "")
                .json(
                        "{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"%s\",\"permissions\":{\"stats\":[\"read\"]},\"attributes\":%s}"
                                .formatted(acme, name, attributes))
                .expect(201);
    }

    private static Map<String, Object> bot(String name, Object attributes) {
        return new HashMap<>(Map.of("organizationId", acme, "type", "bot", "name", name, "attributes", attributes));
    }

    private static Answer update(Answer key, String attributes) {
        return realm.update(key, "{\"attributes\":" + attributes + "}");
    }

    private static void assertAttributes(Answer answer, String attributes) {
        assertThat(answer.json().get("attributes")).isEqualTo(Answer.parse(attributes));
    }
}
