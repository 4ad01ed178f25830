package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the key list of the admin REST API with its filters and pages. For each filter, the count equals the number of
 * listed keys.
 */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class AdminKeyListIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;
    static String globex;
    static String underscoreId;

    @BeforeAll
    static void createKeys() {
        acme = realm.organizationId("acme");
        globex = realm.organizationId("globex");
        realm.createBot("acme", "beta 100%");
        realm.createBot("acme", "Beta 1000", "{}");
        underscoreId = realm.createBot("acme", "beta_1", "{}").text("id");
        realm.createBot("acme", "betaX1", "{}");
        realm.createBot("acme", "C:\\\\temp", "{}");
        realm.createBot("globex", "Alpha");
        realm.createBot("globex", "alphabet", "{}");
        realm.createBot("globex", "alfa", "{}");
        realm.createUserKey("acme", "alice");
        realm.createUserKey("acme", "dave");
        realm.createUserKey("globex", "carol", "{\"apiKeys\":[\"read\"]}");
        realm.keys("POST", "")
                .json("{\"organizationId\":\"%s\",\"type\":\"bot\",\"name\":\"Off\",\"enabled\":false}".formatted(acme))
                .expect(201);
        for (boolean enabled : List.of(true, false)) {
            realm.keys("POST", "")
                    .json("""
                            {"organizationId":"%s","type":"bot","name":"Short %s","enabled":%s,"expiresAt":"%s"}""".formatted(acme, enabled, enabled, Instant.now().plus(Duration.ofHours(1))))
                    .expect(201);
        }
    }

    @Test
    void listsAllKeysOfTheRealmSortedByName() {
        assertThat(names(list("search=*al*"))).containsExactly("alfa", "Alpha", "alphabet", "Short false");
        assertThat(list(""))
                .hasSize(14)
                .extracting(key -> key.get("organizationId").asText())
                .containsOnly(acme, globex);
        assertThat(count("")).isEqualTo(14);
    }

    @Test
    void filtersByOrganization() {
        assertFinds("organizationId=" + globex, "alfa", "Alpha", "alphabet", "carol");
        assertThat(get("?organizationId=" + acme.replace(acme.charAt(0), 'x')).code())
                .isEqualTo("organization_not_found");
    }

    @Test
    void ignoresAnEmptyOrganizationFilter() {
        List<String> all = ids(get(""));
        assertThat(ids(get("?organizationId="))).isEqualTo(all);
        assertThat(ids(get("?organizationId=%20"))).isEqualTo(all);
        assertThat(count("organizationId=")).isEqualTo(count(""));
    }

    @Test
    void filtersByUser() {
        assertFinds("userId=" + realm.userId("carol"), "carol");
        assertFinds("userId=" + realm.userId("bob"));
        assertFinds("userId=" + acme);
        assertFinds("organizationId=" + acme + "&userId=" + realm.userId("carol"));
    }

    @Test
    void filtersByType() {
        assertFinds("type=user", "alice", "carol", "dave");
        assertFinds("type=bot&organizationId=" + globex, "alfa", "Alpha", "alphabet");
        assertFinds("type=bot&userId=" + realm.userId("carol"));
    }

    @Test
    void filtersByStatus() {
        assertFinds("status=disabled", "Off", "Short false");
        assertFinds("status=suspended", "dave");
        assertFinds("status=expired");
        assertFinds("status=active&search=s", "Short true");
        assertFinds("status=active&type=user", "alice", "carol");
        TestServer.later(Duration.ofHours(2), () -> {
            assertFinds("status=expired", "Short true");
            assertFinds("status=disabled", "Off", "Short false");
            assertFinds("status=active&search=s");
        });
        for (String status : List.of("active", "disabled", "suspended")) {
            assertThat(list("status=" + status))
                    .extracting(key -> key.get("status").asText())
                    .containsOnly(status);
        }
    }

    @Test
    void filtersBySearch() {
        assertFinds("search=ALPHA", "Alpha", "alphabet");
        assertFinds("search=alpha*", "Alpha", "alphabet");
        assertFinds("search=lpha");
        assertFinds("search=*LPHAB*", "alphabet");
        assertFinds("search=b*1", "beta_1", "betaX1", "beta 100%", "Beta 1000");
        assertFinds("search=" + Http.encode("\"ALPHA\""), "Alpha");
        assertFinds("search=" + Http.encode("\"alph*\""));
        assertFinds("search=" + Http.encode("beta 100%"), "beta 100%");
        assertFinds("search=" + Http.encode("*%*"), "beta 100%");
        assertFinds("search=beta_", "beta_1");
        assertFinds("search=" + Http.encode("c:\\t"), "C:\\temp");
        assertFinds("search=" + Http.encode("c:\\%"));
        assertFinds("search=" + underscoreId, "beta_1");
        assertFinds("search=nobody");
        assertThat(count("search=%20")).isEqualTo(14);
    }

    @Test
    void filtersByTheTimesOfCreationAndExpiry() {
        try (TestRealm old = TestRealm.create()) {
            created(old, "January", "2025-01-01T00:00:00Z", "2030-01-01T00:00:00Z");
            created(old, "February", "2025-02-01T00:00:00Z", "2030-02-01T00:00:00Z");
            created(old, "March", "2025-03-01T00:00:00Z", null);
            assertFinds(old, "createdBefore=2025-02-01T00:00:00Z", "January");
            assertFinds(old, "createdAfter=2025-02-01T00:00:00Z", "February", "March");
            assertFinds(old, "createdAfter=2025-01-01T00:00:01Z&createdBefore=2025-03-01T00:00:00Z", "February");
            assertFinds(old, "createdAfter=2025-03-01T00:00:00Z&createdBefore=2025-01-01T00:00:00Z");
            assertFinds(old, "createdBefore=2025-02-01T00:00:00.001Z&type=bot&search=f", "February");
            assertFinds(old, "expiresBefore=2030-02-01T00:00:00Z", "January");
            assertFinds(old, "expiresAfter=2030-02-01T00:00:00Z", "February");
            assertFinds(old, "expiresAfter=1970-01-01T00:00:00Z", "January", "February");
            assertFinds(old, "createdBefore=&createdAfter=%20&sort=", "January", "February", "March");
        }
    }

    @Test
    void filtersByTheLastUse() {
        try (TestRealm used = TestRealm.create()) {
            lastUsed(used, "Long ago", "2025-01-01T00:00:00Z");
            lastUsed(used, "Lately", "2025-02-01T00:00:00Z");
            used.createBot("acme", "Never");
            assertFinds(used, "lastUsedBefore=2025-02-01T00:00:00Z", "Long ago", "Never");
            assertFinds(used, "lastUsedBefore=2025-02-01T00:00:00Z&unused=false", "Long ago");
            assertFinds(used, "lastUsedAfter=2025-02-01T00:00:00Z", "Lately");
            assertFinds(used, "lastUsedAfter=1970-01-01T00:00:00Z", "Long ago", "Lately");
            assertFinds(used, "lastUsedBefore=1970-01-01T00:00:00Z", "Never");
            assertFinds(used, "unused=true", "Never");
            assertFinds(used, "unused=false", "Long ago", "Lately");
            assertFinds(used, "unused=true&lastUsedAfter=2025-01-01T00:00:00Z");
            assertThat(names(list(used, "sort=lastUsedAt"))).containsExactly("Never", "Long ago", "Lately");
            assertThat(names(list(used, "sort=-lastUsedAt"))).containsExactly("Lately", "Long ago", "Never");
            Answer now = used.createBot("acme", "Now");
            used.use(now);
            assertThat(names(list(used, "sort=-lastUsedAt&max=1"))).containsExactly("Now");
            assertThat(list(used, "sort=-lastUsedAt&max=1").get(0).path("lastUsedAt"))
                    .isEqualTo(used.read(now).json().path("lastUsedAt"));
        }
    }

    @Test
    void filtersByPermission() {
        try (TestRealm granted = TestRealm.create()) {
            granted.createBot("acme", "Deletes", "{\"domains\":[\"create\",\"delete\"]}");
            granted.createBot("acme", "Creates", "{\"domains\":[\"create\"],\"files\":[\"read\"]}");
            granted.createBot("acme", "Nothing", "{}");
            assertFinds(granted, "permission=domains:delete", "Deletes");
            assertFinds(granted, "permission=domains:create", "Creates", "Deletes");
            assertFinds(granted, "permission=domains:create&status=active&sort=-name", "Creates", "Deletes");
            assertFinds(granted, "permission=files:read&search=c&type=bot", "Creates");
            assertFinds(granted, "permission=domains:unknown");
        }
    }

    @Test
    void filtersByLeaks() {
        try (TestRealm leaked = TestRealm.create()) {
            Answer key = leaked.createBot("acme", "Leaked");
            leaked.createBot("acme", "Kept");
            Sql.update("update ORG_API_KEY set LEAKED_AT = 1 where ID = ?", key.text("id"));
            assertFinds(leaked, "leaked=true", "Leaked");
            assertFinds(leaked, "leaked=false", "Kept");
        }
    }

    @Test
    void sortsByEachField() {
        try (TestRealm sorted = TestRealm.create()) {
            created(sorted, "b", "2025-01-01T00:00:00Z", null);
            created(sorted, "C", "2025-03-01T00:00:00Z", "2030-02-01T00:00:00Z");
            created(sorted, "a", "2025-02-01T00:00:00Z", "2030-01-01T00:00:00Z");
            for (Map.Entry<String, List<String>> order : Map.of(
                            "name", List.of("a", "b", "C"),
                            "createdAt", List.of("b", "a", "C"),
                            "expiresAt", List.of("a", "C", "b"))
                    .entrySet()) {
                List<String> reversed = new ArrayList<>(order.getValue());
                Collections.reverse(reversed);
                for (String filter : List.of("", "&status=active", "&unused=true")) {
                    assertThat(names(list(sorted, "sort=" + order.getKey() + filter)))
                            .as(order.getKey())
                            .isEqualTo(order.getValue());
                    assertThat(names(list(sorted, "sort=-" + order.getKey() + filter)))
                            .as("-" + order.getKey())
                            .isEqualTo(reversed);
                }
            }
        }
    }

    /**
     * Many keys have the same values, so only their ids give a stable order. With a status, the server reads the keys in
     * batches: each batch begins after the last key of the previous batch.
     */
    @Test
    void pagesOfEachOrderNeitherOverlapNorLeaveAGap() {
        try (TestRealm big = TestRealm.create()) {
            big.changeSettings("{\"botKeysPerOrganization\":300}");
            List<String> created = new ArrayList<>();
            for (int i = 0; i < 205; i++) {
                created.add(big.createBot("acme", "dog", "{}").text("id"));
            }
            // for 100 keys, which are half of the first batch
            List<String> half = created.subList(0, 100);
            Sql.updateForEach("update ORG_API_KEY set EXPIRES_AT = 4000000000000 where ID = ?", half);
            Sql.updateForEach("update ORG_API_KEY_LAST_USE set LAST_USED_AT = 1 where KEY_ID = ?", half);
            for (String sort : List.of("name", "createdAt", "lastUsedAt", "expiresAt")) {
                List<String> ascending = pages(big, "sort=" + sort + "&", 60);
                assertThat(ascending).as(sort).containsExactlyInAnyOrderElementsOf(created);
                assertThat(pages(big, "sort=" + sort + "&status=active&", 60))
                        .as(sort + " in batches")
                        .isEqualTo(ascending);
                List<String> descending = new ArrayList<>(ascending);
                Collections.reverse(descending);
                assertThat(pages(big, "sort=-" + sort + "&", 60)).as("-" + sort).isEqualTo(descending);
                assertThat(pages(big, "sort=-" + sort + "&status=active&", 60))
                        .as("-" + sort + " in batches")
                        .isEqualTo(descending);
            }
        }
    }

    @Test
    void pagesNeitherOverlapNorLeaveAGap() {
        // To filter by status, the server reads the keys in batches and computes the status of each key. The realm has
        // more keys than fit into one batch. Most keys have the same name, so that sorting by name alone would not give
        // a stable order.
        try (TestRealm big = TestRealm.create()) {
            big.changeSettings("{\"botKeysPerOrganization\":300}");
            big.createUserKey("acme", "dave");
            String token = big.token("h0p-admin");
            String organization = big.organizationId("acme");
            for (int i = 0; i < 205; i++) {
                Http.post(big.adminUrl("/api-keys"))
                        .bearer(token)
                        .json(Map.of(
                                "organizationId",
                                organization,
                                "type",
                                "bot",
                                "name",
                                i % 50 == 0 ? "cat " + i : "dog"))
                        .expect(201);
            }
            assertThat(pages(big, "", 60)).hasSize(206).doesNotHaveDuplicates();
            assertThat(count("")).as("in the other realm").isEqualTo(14);
            List<String> active = pages(big, "status=active&", 60);
            assertThat(active).hasSize(205).doesNotHaveDuplicates();
            assertThat(new HashSet<>(pages(big, "", 500))).containsAll(active);
            assertThat(ids(big.keys("GET", "?status=active&first=198&max=5").send()))
                    .isEqualTo(active.subList(198, 203));
            assertThat(ids(big.keys("GET", "").send())).hasSize(100);
            assertThat(ids(big.keys("GET", "?max=0").send())).isEmpty();
            assertThat(big.keys("GET", "/count?status=active").send().json().asInt())
                    .isEqualTo(205);
        }
    }

    @Test
    void reportsAllInvalidQueryParametersAtOnce() {
        assertThat(get("?type=robot&status=gone&first=-1&max=100000")
                        .expect(400)
                        .invalidFields())
                .containsExactlyInAnyOrder("type", "status", "first", "max");
        assertThat(get("?max=abc").expect(400).invalidFields()).containsExactly("max");
        assertThat(get("?max=-1").expect(400).invalidFields()).containsExactly("max");
        assertThat(get("?first=2147483648").expect(400).invalidFields()).containsExactly("first");
        assertThat(get("/count?type=BOT&status=Active").expect(400).invalidFields())
                .containsExactly("type", "status");
        assertThat(get("?createdBefore=2025&createdAfter=x&expiresBefore=1&expiresAfter=-&lastUsedBefore=now"
                                + "&lastUsedAfter=2025-01-01&unused=yes&leaked=1&permission=domains&sort=updatedAt")
                        .expect(400)
                        .invalidFields())
                .containsExactlyInAnyOrder(
                        "createdBefore",
                        "createdAfter",
                        "expiresBefore",
                        "expiresAfter",
                        "lastUsedBefore",
                        "lastUsedAfter",
                        "unused",
                        "leaked",
                        "permission",
                        "sort");
        assertThat(get("?sort=--name").expect(400).errorDetails("sort"))
                .containsExactly(
                        "Must be one of: name, -name, createdAt, -createdAt, lastUsedAt, -lastUsedAt, expiresAt,"
                                + " -expiresAt.");
        assertThat(get("?type=&status=&search=&first=&max=&userId=").status()).isEqualTo(200);
    }

    private static void assertFinds(String query, String... expected) {
        assertFinds(realm, query, expected);
    }

    private static void assertFinds(TestRealm in, String query, String... expected) {
        assertThat(names(list(in, query))).as(query).containsExactlyInAnyOrder(expected);
        String filter = query.replaceFirst("&?sort=[^&]*", "");
        assertThat(in.keys("GET", "/count?" + filter).expect(200).json().asLong())
                .as(query)
                .isEqualTo(expected.length);
    }

    /** Creates a bot key and changes its times in the database. */
    private static void created(TestRealm in, String name, String createdAt, @Nullable String expiresAt) {
        String id = in.createBot("acme", name).text("id");
        Sql.update(
                "update ORG_API_KEY set CREATED_AT = ? where ID = ?",
                Instant.parse(createdAt).toEpochMilli(),
                id);
        if (expiresAt != null) {
            Sql.update(
                    "update ORG_API_KEY set EXPIRES_AT = ? where ID = ?",
                    Instant.parse(expiresAt).toEpochMilli(),
                    id);
        }
    }

    private static void lastUsed(TestRealm in, String name, String lastUsedAt) {
        String id = in.createBot("acme", name).text("id");
        Sql.update(
                "update ORG_API_KEY_LAST_USE set LAST_USED_AT = ? where KEY_ID = ?",
                Instant.parse(lastUsedAt).toEpochMilli(),
                id);
    }

    private static List<String> pages(TestRealm of, String filter, int size) {
        List<String> all = new ArrayList<>();
        List<String> page;
        do {
            page = ids(of.keys("GET", "?" + filter + "first=" + all.size() + "&max=" + size)
                    .expect(200));
            all.addAll(page);
        } while (page.size() == size);
        return all;
    }

    private static Answer get(String path) {
        return realm.keys("GET", path).send();
    }

    private static List<JsonNode> list(String query) {
        return list(realm, query);
    }

    private static List<JsonNode> list(TestRealm in, String query) {
        return StreamSupport.stream(
                        in.keys("GET", "?" + query).expect(200).json().spliterator(), false)
                .toList();
    }

    private static long count(String query) {
        return get("/count?" + query).expect(200).json().asLong();
    }

    /** Returns the names of the bot keys and, for user keys, the user names of their owners. */
    private static List<String> names(List<JsonNode> keys) {
        return keys.stream()
                .map(key -> key.path("username").asText(key.get("name").asText()))
                .toList();
    }

    private static List<String> ids(Answer answer) {
        return StreamSupport.stream(answer.json().spliterator(), false)
                .map(key -> key.get("id").asText())
                .toList();
    }
}
