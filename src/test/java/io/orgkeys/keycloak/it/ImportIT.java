package io.orgkeys.keycloak.it;

import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys that another system issued keep working with their secrets after the import. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class ImportIT {

    private static final String PREFIX = "sk_live_";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static String acme;

    @BeforeAll
    static void acceptPrefix() {
        acme = realm.organizationId("acme");
        realm.changeSettings(Map.of("importedPrefixes", List.of(PREFIX), "botKeysPerOrganization", 2_000));
    }

    @Test
    void anImportedKeyKeepsItsSecretAndItsAttributes() {
        String secret = secret();
        String expiry = "2099-12-31T23:59:59.999Z";
        Map<String, Object> row = bot("Old bot", secret);
        row.put("description", "From the old system");
        row.put("permissions", Map.of("stats", List.of("read")));
        row.put("createdAt", "2024-02-03T04:05:06Z");
        row.put("expiresAt", expiry);
        row.put("lastFour", secret.substring(secret.length() - 4));
        JsonNode result = imported(row).get(0);
        assertThat(result.path("status").asText()).isEqualTo("accepted");

        Answer key = realm.keys("GET", "/" + result.path("id").asText()).expect(200);
        assertThat(key.text("name")).isEqualTo("Old bot");
        assertThat(key.text("createdAt")).isEqualTo("2024-02-03T04:05:06Z").isEqualTo(key.text("secretIssuedAt"));
        assertThat(Instant.parse(key.text("updatedAt"))).isAfter("2026-01-01T00:00:00Z");
        assertThat(key.text("createdBy.name")).isEqualTo("h0p-admin");
        assertThat(key.text("expiresAt")).isEqualTo(expiry);
        assertThat(key.text("lastFour")).isEqualTo(secret.substring(secret.length() - 4));
        assertThat(key.text("status")).isEqualTo("active");

        Answer verified = realm.verify(secret, "?permission=stats:read").expect(200);
        assertThat(verified.text("keyId")).isEqualTo(key.text("id"));
        assertThat(realm.verify(secret, "?permission=stats:delete").status()).isEqualTo(403);
        for (Map<String, String> hint : List.of(
                Map.<String, String>of(),
                Map.of("token_type_hint", "api_key"),
                Map.of("token_type_hint", "access_token"),
                Map.of("token_type_hint", "refresh_token"))) {
            assertThat(realm.introspect(secret, hint).text("scope")).isEqualTo("stats:read");
        }
        assertThat(realm.keys("POST", "/lookup")
                        .json(Map.of("secret", secret))
                        .expect(200)
                        .text("id"))
                .isEqualTo(key.text("id"));
        assertThat(realm.accountWith(secret, "GET", "/self").expect(200).text("name"))
                .isEqualTo("Old bot");
    }

    @Test
    void anImportedUserKeyBelongsToItsMemberAndGetsANewSecretWhenRotated() {
        String bob = realm.members().create("acme", "imported-bob");
        String secret = secret();
        Map<String, Object> row = bot("Bob's", secret);
        row.put("type", "user");
        row.put("userId", bob);
        row.put("permissions", Map.of("stats", List.of("read"), "webhooks", List.of("read")));
        String id = imported(row).get(0).path("id").asText();

        Answer verified = realm.verify(secret, "").expect(200);
        assertThat(verified.text("username")).isEqualTo("imported-bob");
        // the member is not entitled to webhooks:read, so the imported permission is not effective
        assertThat(verified.json().path("permissions")).isEqualTo(Answer.parse("{\"stats\":[\"read\"]}"));
        String rotated = realm.keys("POST", "/" + id + "/rotate")
                .json("{\"gracePeriod\":0}")
                .expect(201)
                .text("secret");
        assertThat(rotated).startsWith("h0p_user_");
        assertThat(realm.verify(rotated, "").status()).isEqualTo(200);
        assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        realm.members().remove("acme", bob);
        assertThat(realm.verify(rotated, "").code()).isEqualTo("unknown_key");
    }

    @Test
    void anImportInvalidatesTheNegativeCacheEntryOfTheSecret() {
        String secret = secret();
        assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        imported(bot("Known at last", secret));
        assertThat(realm.verify(secret, "").code()).isEqualTo("insufficient_permissions");
    }

    @Test
    void aDryRunReportsTheResultsAndStoresNothing() {
        String secret = secret();
        String before = realm.keys("GET", "/count").send().body();
        Map<String, Object> nameless = bot("", secret());
        Answer answer = send(body(true, PREFIX, List.of(bot("Tried", secret), nameless)))
                .expect(200);
        assertThat(answer.json()).isEqualTo(Answer.parse("""
                        {"dryRun":true,"accepted":1,"failed":1,"keys":[{"index":0,"status":"accepted"},
                         {"index":1,"status":"failed","code":"invalid_request",
                          "errors":[{"field":"name","detail":"Is required.","code":"required","params":[]}]}]}"""));
        assertThat(realm.keys("GET", "/count").send().body()).isEqualTo(before);
        assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        imported(bot("Tried", secret));
    }

    @Test
    void refusesACreationTimeThatIsOutOfRange() {
        for (String time : List.of(
                "0001-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999Z",
                "1970-01-01T00:30:00+01:00",
                "+12000-01-01T00:00:00Z")) {
            Map<String, Object> row = bot("Of another time", secret());
            row.put("createdAt", time);
            JsonNode failed = send(body(false, PREFIX, List.of(row)))
                    .expect(200)
                    .json()
                    .path("keys")
                    .get(0);
            assertThat(failed.path("errors").findValuesAsText("field")).as(time).containsExactly("createdAt");
        }
        Map<String, Object> oldest = bot("The oldest", secret());
        oldest.put("createdAt", "1970-01-01T00:00:00Z");
        oldest.put("expiresAt", "9999-12-31T23:59:59Z");
        assertThat(imported(oldest).get(0).path("status").asText()).isEqualTo("accepted");
    }

    @Test
    void anInvalidKeyDoesNotPreventTheImportOfOthers() {
        String twice = secret();
        Map<String, Object> wrong = bot("x".repeat(101), "whatever");
        wrong.put("sha256", "00");
        wrong.put("lastFour", "12345");
        wrong.put("permissions", Map.of("stats", List.of("paint"), "wine", List.of("drink")));
        wrong.put("createdAt", Instant.now().plusSeconds(3600).toString());
        wrong.put("expiresAt", "2020-01-01T00:00:00Z");
        wrong.put("secret", twice);
        Map<String, Object> elsewhere = bot("Elsewhere", secret());
        elsewhere.put("organizationId", UUID.randomUUID().toString());
        Map<String, Object> stranger = bot("Stranger's", secret());
        stranger.put("type", "user");
        stranger.put("userId", realm.members().createUser("stranger"));
        Map<String, Object> nowhere = bot("Nowhere", secret());
        nowhere.remove("organizationId");
        Map<String, Object> upperCase = bot("Twice", twice);
        upperCase.put("sha256", Sha256.of(twice).toUpperCase(Locale.ROOT));

        Answer answer = send(body(
                        false, PREFIX, List.of(bot("Once", twice), wrong, elsewhere, stranger, nowhere, upperCase)))
                .expect(200);
        JsonNode keys = answer.json().path("keys");
        assertThat(answer.text("accepted")).isEqualTo("1");
        assertThat(answer.text("failed")).isEqualTo("5");
        assertThat(keys.get(0).path("status").asText()).isEqualTo("accepted");
        assertThat(keys.get(1).path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder(
                        "sha256",
                        "lastFour",
                        "name",
                        "permissions.stats",
                        "permissions.wine",
                        "createdAt",
                        "expiresAt",
                        "secret");
        assertThat(keys.get(2).path("code").asText()).isEqualTo("organization_not_found");
        assertThat(keys.get(3).path("errors").findValuesAsText("field")).containsExactly("userId");
        assertThat(keys.get(4).path("errors").findValuesAsText("field")).containsExactly("organizationId");
        assertThat(keys.get(5).path("code").asText()).isEqualTo("conflict");
        // the answer does not repeat the secret, which the file contains by mistake
        assertThat(answer.body()).doesNotContain(twice);
        assertThat(realm.verify(twice, "").status()).isEqualTo(403);
        // importing the same secret again is a conflict
        assertThat(send(body(false, PREFIX, List.of(bot("Once", twice))))
                        .expect(200)
                        .json()
                        .at("/keys/0/code")
                        .asText())
                .isEqualTo("conflict");
    }

    @Test
    void importingAFileAgainReturnsTheIdsOfTheExistingKeys() {
        List<Map<String, Object>> rows = IntStream.range(0, 5)
                .mapToObj(i -> bot("Lost answer " + i, secret()))
                .toList();
        JsonNode first = send(body(false, PREFIX, rows)).expect(200).json().path("keys");
        for (boolean dryRun : new boolean[] {true, false}) {
            JsonNode again = send(body(dryRun, PREFIX, rows)).expect(200).json().path("keys");
            assertThat(again.findValuesAsText("code")).hasSize(5).containsOnly("conflict");
            assertThat(again.findValuesAsText("id")).isEqualTo(first.findValuesAsText("id"));
        }
        // if two entries have the same secret, the result of the second entry is a conflict with the id of the first
        // key
        Map<String, Object> twice = bot("Twice", secret());
        JsonNode both = send(body(false, PREFIX, List.of(twice, twice)))
                .expect(200)
                .json()
                .path("keys");
        assertThat(both.get(1).path("code").asText()).isEqualTo("conflict");
        assertThat(both.get(1).path("id").asText())
                .isEqualTo(both.get(0).path("id").asText());
    }

    @Test
    void limitsAndLifetimesApplyToImportedKeys() {
        try (TestRealm small = TestRealm.create()) {
            small.changeSettings("""
                            {"botKeysPerOrganization":1,"importedPrefixes":["sk_live_"],
                             "maximumLifetime":{"user":null,"bot":86400}}""");
            String globex = small.organizationId("globex");
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String expiry : List.of("never", "P2D", "PT1H", "PT1H")) {
                Map<String, Object> row = bot("Bot", secret());
                row.put("organizationId", globex);
                if (!expiry.equals("never")) {
                    row.put(
                            "expiresAt",
                            Instant.now().plus(Duration.parse(expiry)).toString());
                }
                rows.add(row);
            }
            JsonNode keys = small.keys("POST", "/import")
                    .json(body(false, PREFIX, rows))
                    .expect(200)
                    .json()
                    .path("keys");
            assertThat(keys.findValuesAsText("status")).containsExactly("failed", "failed", "accepted", "failed");
            assertThat(keys.get(0).path("errors").findValuesAsText("field")).containsExactly("expiresAt");
            assertThat(keys.get(1).path("errors").findValuesAsText("field")).containsExactly("expiresAt");
            assertThat(keys.get(3).path("code").asText()).isEqualTo("limit_reached");
        }
    }

    @Test
    void refusesAnInvalidBodyAsAWhole() {
        Map<String, Object> row = bot("Bot", secret());
        assertThat(send("{}").invalidFields()).containsExactlyInAnyOrder("prefix", "keys");
        assertThat(send(body(false, "sk_test_", List.of(row))).invalidFields()).containsExactly("prefix");
        assertThat(send(body(false, PREFIX, List.of())).invalidFields()).containsExactly("keys");
        assertThat(send(body(false, PREFIX, List.of(row, "row"))).invalidFields())
                .containsExactly("keys");
        assertThat(send(body(
                                false,
                                PREFIX,
                                IntStream.range(0, 1_001).mapToObj(i -> row).toList()))
                        .invalidFields())
                .containsExactly("keys");
        assertThat(send("{\"keys\":\"" + "x".repeat(2 << 20) + "\"}").invalidFields())
                .containsExactly("body");
        assertThat(send("{\"prefix\":null,\"dryRun\":\"yes\",\"keys\":[{}],\"force\":true}")
                        .invalidFields())
                .containsExactlyInAnyOrder("dryRun", "force");
        assertThat(realm.verify(secret(), "").code()).isEqualTo("unknown_key");
    }

    @Test
    void keysOfOurOwnFormatMoveFromOneServerToAnother() {
        String secret;
        try (TestRealm other = TestRealm.create()) {
            secret = other.createBot("acme", "Moves", "{}").text("secret");
        }
        JsonNode moved = send(body(false, null, List.of(bot("Moved", secret))))
                .expect(200)
                .json()
                .path("keys");
        assertThat(moved.get(0).path("status").asText()).isEqualTo("accepted");
        assertThat(realm.verify(secret, "").code()).isEqualTo("insufficient_permissions");
    }

    /** An administrator of one realm must not be able to find out by guessing which secrets exist in other realms. */
    @Test
    void revealsNothingAboutTheDigestsOfAnotherRealm() {
        String secret = secret();
        try (TestRealm other = TestRealm.create()) {
            other.changeSettings(Map.of("importedPrefixes", List.of(PREFIX)));
            Map<String, Object> theirs = bot("Theirs", secret);
            theirs.put("organizationId", other.organizationId("acme"));
            theirs.put("permissions", Map.of("stats", List.of("read")));
            String theirId = importInto(other, theirs);

            assertThat(send(body(true, PREFIX, List.of(bot("Guessed", secret))))
                            .expect(200)
                            .body())
                    .isEqualTo(send(body(true, PREFIX, List.of(bot("Guessed", secret()))))
                            .expect(200)
                            .body());
            Map<String, Object> ours = bot("Ours", secret);
            ours.put("permissions", Map.of("stats", List.of("read")));
            String ourId = importInto(realm, ours);
            assertConflict(realm, bot("Ours again", secret));
            assertConflict(other, theirs);

            // the secret belongs to two independent keys, one in each realm
            assertThat(other.introspect(secret).text("jti")).isEqualTo(theirId);
            assertThat(realm.introspect(secret).text("jti")).isEqualTo(ourId);
            assertThat(lookedUp(other, secret)).isEqualTo(theirId);
            assertThat(lookedUp(realm, secret)).isEqualTo(ourId);
            other.keys("DELETE", "/" + theirId).expect(204);
            assertThat(other.verify(secret, "").code()).isEqualTo("unknown_key");
            assertThat(realm.introspect(secret).text("jti")).isEqualTo(ourId);
            assertConflict(other, theirs);
            realm.keys("DELETE", "/" + ourId).expect(204);
            assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        }
    }

    private static String importInto(TestRealm there, Map<String, Object> row) {
        Answer imported = there.keys("POST", "/import")
                .json(body(false, PREFIX, List.of(row)))
                .expect(200);
        assertThat(imported.text("keys.0.status")).as(imported.body()).isEqualTo("accepted");
        return imported.text("keys.0.id");
    }

    private static void assertConflict(TestRealm there, Map<String, Object> row) {
        assertThat(there.keys("POST", "/import")
                        .json(body(false, PREFIX, List.of(row)))
                        .expect(200)
                        .text("keys.0.code"))
                .isEqualTo("conflict");
    }

    private static String lookedUp(TestRealm there, String secret) {
        return there.keys("POST", "/lookup")
                .json(Map.of("secret", secret))
                .expect(200)
                .text("id");
    }

    @Test
    void aSecretThatIsStoredConcurrentlyIsAConflictAndNothingIsImported() throws Exception {
        String other = realm.createBot("acme", "Raced", "{}").text("id");
        String secret = secret();
        String before = realm.keys("GET", "/count").send().body();
        Future<Answer> answer;
        try (Connection connection = TestServer.database().connect()) {
            connection.setAutoCommit(false);
            Sql.update(
                    connection,
                    "insert into ORG_API_KEY_SECRET (ID, KEY_ID, REALM_ID, DIGEST, LAST_FOUR, ISSUED_AT, RETIRES_AT)"
                            + " select '" + UUID.randomUUID() + "', KEY_ID, REALM_ID, '" + Sha256.of(secret)
                            + "', 'abcd', 1, 2"
                            + " from ORG_API_KEY_SECRET where KEY_ID = ?",
                    other);
            answer = CompletableFuture.supplyAsync(() ->
                    send(body(false, PREFIX, List.of(bot("First", secret()), bot("Raced", secret)))));
            assertThat(answer).failsWithin(Duration.ofMillis(1500));
            connection.commit();
        }
        assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(409);
        assertThat(realm.keys("GET", "/count").send().body()).isEqualTo(before);
    }

    @Test
    void importingAKeyRequiresThePermissionToCreateIt() {
        Map<String, Object> bot = bot("Bot", secret());
        Map<String, Object> user = bot("User's", secret());
        user.put("type", "user");
        user.put("userId", realm.userId("bob"));
        Map<String, ?> body = body(false, PREFIX, List.of(bot, user));
        for (JsonNode result : importAs("h0p-viewer", body).expect(200).json().path("keys")) {
            assertThat(result.path("code").asText()).isEqualTo("forbidden");
        }
        // the answer to a user without admin roles does not reveal which prefixes the realm accepts
        assertThat(importAs("alice", body).expect(403).code()).isEqualTo("forbidden");
        assertThat(importAs("alice", body(false, "other_", List.of(bot)))
                        .expect(403)
                        .body())
                .isEqualTo(importAs("alice", body).body());
        // a caller with the digest of a user key may also know its secret, so importing user keys requires
        // impersonation
        JsonNode managed = importAs("h0p-org-manager", body).expect(200).json().path("keys");
        assertThat(managed.findValuesAsText("status")).containsExactly("accepted", "failed");
        assertThat(managed.get(1).path("code").asText()).isEqualTo("forbidden");
        assertThat(Http.post(realm.adminUrl("/api-keys/import"))
                        .json(body)
                        .send()
                        .status())
                .isEqualTo(401);
        // the answers do not reveal which secrets exist
        for (String stranger : List.of("h0p-viewer", "alice")) {
            assertThat(importAs(stranger, body).body()).doesNotContain("conflict");
        }
    }

    @Test
    void writesAnAdminEventForEachImportedKey() {
        realm.storeEvents("LOGIN");
        Map<String, Object> one = bot("Event one", secret());
        Map<String, Object> two = bot("Event two", secret());
        send(body(true, PREFIX, List.of(bot("Only tried", secret())))).expect(200);
        imported(one, two);
        String events = realm.admin("GET", "/admin-events?operationTypes=CREATE&max=1000")
                .expect(200)
                .body();
        assertThat(events)
                .contains("Event one", "Event two", "\"action\":\"import\"")
                .doesNotContain("Only tried", (String) one.get("sha256"));
    }

    @Test
    void importsAThousandKeysInOneRequest() {
        List<String> secrets = IntStream.range(0, 1_000).mapToObj(i -> secret()).toList();
        List<Map<String, Object>> rows =
                secrets.stream().map(secret -> bot("Many", secret)).toList();
        assertThat(send(body(false, PREFIX, rows)).expect(200).text("accepted")).isEqualTo("1000");
        assertThat(realm.verify(secrets.get(999), "").code()).isEqualTo("insufficient_permissions");
    }

    private static JsonNode imported(Object... rows) {
        Answer answer = send(body(false, PREFIX, List.of(rows))).expect(200);
        assertThat(answer.text("failed")).as(answer.body()).isEqualTo("0");
        return answer.json().path("keys");
    }

    private static Answer send(String body) {
        return realm.keys("POST", "/import").json(body).send();
    }

    private static Answer send(Map<String, ?> body) {
        return realm.keys("POST", "/import").json(body).send();
    }

    private static Answer importAs(String user, Map<String, ?> body) {
        return realm.keysAs(user, "POST", "/import").json(body).send();
    }

    private static Map<String, ?> body(boolean dryRun, @Nullable String prefix, List<?> rows) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("dryRun", dryRun);
        body.put("prefix", prefix);
        body.put("keys", rows);
        return body;
    }

    private static Map<String, Object> bot(String name, String secret) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("organizationId", acme);
        row.put("type", "bot");
        row.put("name", name);
        row.put("sha256", Sha256.of(secret));
        return row;
    }

    /** Returns a secret in the format of another product. */
    private static String secret() {
        return PREFIX + UUID.randomUUID();
    }
}
