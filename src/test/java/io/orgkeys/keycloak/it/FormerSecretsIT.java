package io.orgkeys.keycloak.it;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A secret that was revoked, rotated or reported as leaked never becomes valid again. */
@Tag("database")
@SuppressWarnings("NullAway.Init") // @BeforeAll sets the fields
class FormerSecretsIT {

    private static final String PREFIX = "sk_live_";
    private static final String ENDED =
            "This secret was replaced by a rotation, revoked, or reported as public. It cannot become valid again.";

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    static final LeakScanner scanner = new LeakScanner("scanner");

    static String acme;

    @BeforeAll
    static void acceptPrefix() {
        acme = realm.organizationId("acme");
        settings(realm, "disable");
        scanner.register(realm);
    }

    private static void settings(TestRealm there, String leakedKeys) {
        there.changeSettings(Map.of(
                "importedPrefixes",
                List.of(PREFIX),
                "leakedKeys",
                leakedKeys,
                "userKeysPerMember",
                10,
                "botKeysPerOrganization",
                1_000));
    }

    @Test
    void sendingAnImportFileAgainAfterADeletionRevivesNothing() {
        assertEndsForGood(key -> realm.keys("DELETE", "/" + key).expect(204), false);
    }

    @Test
    void sendingAnImportFileAgainAfterARotationRevivesNothing() {
        assertEndsForGood(
                key -> realm.keys("POST", "/" + key + "/rotate")
                        .json("{\"gracePeriod\":0}")
                        .expect(201),
                true);
    }

    @Test
    void sendingAnImportFileAgainAfterTheGracePeriodOfTwoRotationsRevivesNothing() {
        assertEndsForGood(
                key -> {
                    for (int i = 0; i < 2; i++) {
                        realm.keys("POST", "/" + key + "/rotate")
                                .json("{\"gracePeriod\":3600}")
                                .expect(201);
                    }
                },
                true);
    }

    @Test
    void sendingAnImportFileAgainAfterALeakRevivesNothing() {
        settings(realm, "delete");
        try {
            assertEndsForGood(key -> {}, false, true);
        } finally {
            settings(realm, "disable");
        }
    }

    @Test
    void aRevokedKeyEndsWithItsFormerSecret() {
        Answer key = realm.createBot("acme", "Two secrets");
        Answer rotated = realm.rotate(key, "{\"gracePeriod\":3600}");
        realm.revoke(key);
        for (String secret : List.of(key.text("secret"), rotated.text("secret"))) {
            assertThat(importInto(realm, null, bot("Revived", secret)).text("keys.0.code"))
                    .isEqualTo("conflict");
            assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        }
    }

    @Test
    void importsDoNotReviveKeysThatWereDeletedWithTheirOwner() {
        String leaver = realm.members().create("acme", "leaver");
        String removed = realm.members().create("acme", "removed");
        String ofMember = secret();
        String ofUser = secret();
        imported(user("Leaver's", ofMember, leaver));
        imported(user("Removed user's", ofUser, removed));
        realm.members().remove("acme", leaver);
        realm.admin("DELETE", "/users/" + removed).expect(204);
        for (String secret : List.of(ofMember, ofUser)) {
            assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
            assertConflict(bot("Revived", secret), "");
        }
        realm.members().add("acme", leaver);
        assertConflict(user("Leaver's", ofMember, leaver), "");
    }

    @Test
    void importsDoNotReviveKeysOfADeletedOrganizationInAnother() {
        realm.addTo(
                "/organizations",
                "{\"name\":\"initech\",\"alias\":\"initech\",\"domains\":[{\"name\":\"initech.example\"}]}");
        String initech = realm.organizationId("initech");
        String secret = secret();
        Map<String, Object> row = bot("Initech's", secret);
        row.put("organizationId", initech);
        imported(row);
        realm.admin("DELETE", "/organizations/" + initech).expect(204);
        assertConflict(bot("Revived", secret), "");
        Answer lookup = lookup(secret);
        assertThat(lookup.status()).isEqualTo(404);
        assertThat(lookup.code()).isEqualTo("deleted_key");
    }

    @Test
    void aSecretThatEndedInOneRealmCanBeImportedInAnother() {
        String secret = secret();
        String id = imported(bot("Ours", secret));
        realm.keys("DELETE", "/" + id).expect(204);
        try (TestRealm other = TestRealm.create()) {
            settings(other, "disable");
            Map<String, Object> row = bot("Theirs", secret);
            row.put("organizationId", other.organizationId("acme"));
            assertThat(importInto(other, PREFIX, row).text("accepted")).isEqualTo("1");
            assertThat(other.verify(secret, "").code()).isEqualTo("insufficient_permissions");
        }
        // deleting the other realm did not delete the tombstone in this realm
        assertConflict(bot("Revived", secret), "");
    }

    @Test
    void deletingARealmDeletesItsTombstones() {
        String realmId;
        try (TestRealm other = TestRealm.create()) {
            realmId = other.admin("GET", "").expect(200).text("id");
            Answer key = other.createBot("acme", "Gone", "{}");
            other.revoke(key);
            other.createBot("acme", "Still there", "{}");
            assertThat(tombstones(realmId)).isEqualTo(1);
        }
        assertThat(tombstones(realmId)).isZero();
    }

    @Test
    void tombstonesAreDeletedAfterTheRetention() {
        String secret = secret();
        realm.keys("DELETE", "/" + imported(bot("Old", secret))).expect(204);
        TestServer.later(Duration.ofDays(89), () -> {
            runUpkeep();
            assertConflict(bot("Too early", secret), "");
        });
        TestServer.later(Duration.ofDays(91), () -> {
            runUpkeep();
            assertThat(importInto(realm, PREFIX, bot("Nobody knows any more", secret))
                            .text("accepted"))
                    .isEqualTo("1");
        });
    }

    /**
     * A thief who rotates or revokes other keys in a loop cannot make the server delete the tombstone of a leaked
     * secret.
     */
    @Test
    void deletesTombstonesOfTheShortestLivedSecretsFirst() {
        try (TestRealm crowded = TestRealm.create()) {
            String realmId = crowded.admin("GET", "").expect(200).text("id");
            Answer old = crowded.createBot("acme", "In use for long", "{}");
            TestServer.later(Duration.ofDays(10), () -> {
                for (int i = 0; i < 2; i++) {
                    crowded.rotate(old, "{\"gracePeriod\":0}");
                }
                for (int i = 0; i < 4; i++) {
                    Answer key = crowded.createBot("acme", "Made in a loop", "{}");
                    crowded.revoke(key);
                }
                assertThat(tombstones(realmId)).isEqualTo(6);
                keepAtMost("2");
                try {
                    runUpkeep();
                } finally {
                    keepAtMost(null);
                }
                assertThat(tombstones(realmId)).isEqualTo(2);
                assertThat(crowded.keys("POST", "/lookup")
                                .json(Map.of("secret", old.text("secret")))
                                .expect(200)
                                .text("formerSecret.issuedAt"))
                        .isEqualTo(old.text("secretIssuedAt"));
            });
        }
    }

    private static void keepAtMost(@Nullable String tombstones) {
        Http.request("PUT", TestServer.url("/admin/realms/master/test-options/upkeep"))
                .bearer(TestServer.adminToken())
                .json(tombstones == null ? Map.of() : Map.of("max-tombstones", tombstones))
                .expect(204);
    }

    /**
     * Imports the digest of a secret, makes the secret invalid, and asserts that the server refuses to import the
     * digest again.
     */
    private static void assertEndsForGood(Consumer<String> ends, boolean keyStays) {
        assertEndsForGood(ends, keyStays, false);
    }

    private static void assertEndsForGood(Consumer<String> ends, boolean keyStays, boolean leaks) {
        String secret = secret();
        Map<String, Object> row = bot("Imported", secret);
        String id = imported(row);
        assertThat(realm.verify(secret, "").code()).isEqualTo("insufficient_permissions");
        ends.accept(id);
        if (leaks) {
            scanner.report(realm, secret).expect(200);
        }
        assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        assertConflict(row, keyStays ? id : "");
        assertThat(realm.verify(secret, "").code()).isEqualTo("unknown_key");
        Answer lookup = lookup(secret);
        if (keyStays) {
            assertThat(lookup.expect(200).text("id")).isEqualTo(id);
            assertThat(lookup.text("formerSecret.endsAt")).isNotEmpty();
        } else {
            assertThat(lookup.status()).isEqualTo(404);
            assertThat(lookup.code()).isEqualTo("deleted_key");
            assertThat(lookup.text("detail")).contains(id).doesNotContain(secret);
        }
    }

    private static void assertConflict(Map<String, Object> row, String id) {
        for (boolean dryRun : new boolean[] {true, false}) {
            JsonNode result = realm.keys("POST", "/import")
                    .json(body(dryRun, PREFIX, row))
                    .expect(200)
                    .json()
                    .at("/keys/0");
            assertThat(result.path("code").asText()).isEqualTo("conflict");
            assertThat(result.path("detail").asText()).isEqualTo(ENDED);
            assertThat(result.path("id").asText()).isEqualTo(id);
        }
    }

    private static String imported(Map<String, Object> row) {
        Answer answer = importInto(realm, PREFIX, row);
        assertThat(answer.text("accepted")).as(answer.body()).isEqualTo("1");
        return answer.text("keys.0.id");
    }

    private static Answer importInto(TestRealm there, @Nullable String prefix, Map<String, Object> row) {
        return there.keys("POST", "/import").json(body(false, prefix, row)).expect(200);
    }

    private static Map<String, Object> body(boolean dryRun, @Nullable String prefix, Map<String, Object> row) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("dryRun", dryRun);
        body.put("prefix", prefix);
        body.put("keys", List.of(row));
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

    private static Map<String, Object> user(String name, String secret, String userId) {
        Map<String, Object> row = bot(name, secret);
        row.put("type", "user");
        row.put("userId", userId);
        return row;
    }

    private static Answer lookup(String secret) {
        return realm.keys("POST", "/lookup").json(Map.of("secret", secret)).send();
    }

    private static long tombstones(String realmId) {
        return Sql.number("select count(*) from ORG_API_KEY_TOMBSTONE where REALM_ID = ?", realmId);
    }

    private static void runUpkeep() {
        Http.post(TestServer.url("/realms/master/test-clock/tasks/org-api-keys-upkeep"))
                .expect(204);
    }

    private static String secret() {
        return PREFIX + UUID.randomUUID();
    }
}
