package io.orgkeys.keycloak.it;

import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests secrets that are stored under peppers: that keys work as usual, that peppers can be changed, and that write
 * access to the database is not enough to forge a key.
 */
@Tag("database")
class PepperIT {

    private static final String PREFIX = "sk_live_";
    private static final Map<String, byte[]> PEPPERS = Map.of("p1", pepper(1), "p2", pepper(2));

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @BeforeAll
    static void allowImportedPrefix() {
        realm.changeSettings(Map.of("importedPrefixes", List.of(PREFIX)));
    }

    @AfterEach
    void resetPeppers() {
        peppers("none");
    }

    @Test
    void keysWorkUnderAPepperAndTheDatabaseContainsNoPlainHash() {
        peppers("p1");
        Answer bot = realm.createBot("acme", "Peppered");
        Answer user = realm.createUserKey("acme", "bob");
        String imported = PREFIX + UUID.randomUUID();
        String importedId = importKey(imported, 0);
        assertWorks(bot.text("secret"), bot.text("id"));
        assertWorks(user.text("secret"), user.text("id"));
        assertThat(realm.verify(imported, "").code()).isEqualTo("insufficient_permissions");

        Answer rotated = realm.rotate(bot, "{\"gracePeriod\":600}");
        assertWorks(bot.text("secret"), bot.text("id"));
        assertWorks(rotated.text("secret"), bot.text("id"));
        // the key rotates itself: the secret that it sends stays valid during the grace period, older secrets become
        // invalid
        Answer again = realm.accountWith(rotated.text("secret"), "POST", "/self/rotate")
                .expect(201);
        assertWorks(rotated.text("secret"), bot.text("id"));
        assertWorks(again.text("secret"), bot.text("id"));
        assertThat(realm.verify(bot).code()).isEqualTo("unknown_key");

        List<String> hashes = List.of(
                Sha256.of(rotated.text("secret")),
                Sha256.of(again.text("secret")),
                Sha256.of(user.text("secret")),
                Sha256.of(imported));
        assertThat(DatabaseSearch.find(TestServer.database(), hashes)).isEmpty();
        List<String> stored = hashes.stream().map(hash -> hmac("p1", hash)).toList();
        assertThat(DatabaseSearch.find(TestServer.database(), stored))
                .as("proves that the search finds the stored digests")
                .containsOnlyKeys(stored)
                .allSatisfy((hash, places) -> assertThat(places).containsExactly("ORG_API_KEY_SECRET.DIGEST"));
        realm.keys("DELETE", "/" + importedId).expect(204);
    }

    @Test
    void movesSecretsToTheNewestPepperOnlyWhenTheyAreUsed() {
        Answer used = realm.createBot("acme", "Used");
        Answer rotated = realm.rotate(used, "{\"gracePeriod\":600}");
        Answer unused = realm.createBot("acme", "Unused");
        List<String> both = List.of(used.text("secret"), rotated.text("secret"));

        peppers("p1", "none");
        assertThat(both).allSatisfy(secret -> verifyUncached(secret, used));
        assertThat(both).allSatisfy(secret -> awaitStoredUnder("p1", secret, used));
        peppers("p2", "p1", "none");
        assertThat(both).allSatisfy(secret -> verifyUncached(secret, used));
        assertThat(both).allSatisfy(secret -> awaitStoredUnder("p2", secret, used));
        assertThat(rows(unused, "PEPPER is null and DIGEST = ?", Sha256.of(unused.text("secret"))))
                .isEqualTo(1);

        peppers("p2");
        assertThat(both).allSatisfy(secret -> {
            assertWorks(secret, used.text("id"));
            verifyUncached(secret, used);
        });
        assertThat(rows(used, "1 = 1")).isEqualTo(2);
        // the move to another pepper does not change the grace period
        TestServer.later(Duration.ofSeconds(601), () -> {
            assertThat(realm.verify(used).code()).isEqualTo("unknown_key");
            realm.verify(rotated).expect(200);
        });
    }

    /** A pepper is missing if an administrator removed it from the configuration too early, or lost it. */
    @Test
    void refusesASecretWhosePepperIsMissing() {
        peppers("p1");
        Answer key = realm.createBot("acme", "Pepper lost");
        Answer other = realm.createBot("acme", "Pepper put back");
        String token = realm.exchange("shortlinks-api", other.text("secret"), Map.of())
                .expect(200)
                .text("access_token");
        assertThat(realm.introspect(token).text("active")).isEqualTo("true");

        peppers("p2");
        assertThat(realm.verify(key).expect(401).code()).isEqualTo("unknown_key");
        assertThat(realm.introspect(key.text("secret")).body()).isEqualTo("{\"active\":false}");
        assertThat(realm.accountWith(key.text("secret"), "GET", "/self").send().status())
                .isEqualTo(401);
        evict(other);
        assertThat(realm.introspect(token).body()).isEqualTo("{\"active\":false}");
        assertThat(realm.read(key).text("status")).isEqualTo("active");
        Answer renewed = realm.rotate(key);
        assertWorks(renewed.text("secret"), key.text("id"));

        peppers("p2", "p1");
        realm.verify(other).expect(200);
    }

    /**
     * An attacker with write access to the database, but without a pepper, inserts the digest of an invented secret.
     */
    @Test
    void refusesADigestThatWasInsertedIntoTheDatabase() {
        peppers("p1");
        Answer victim = realm.createBot("acme", "Victim");
        for (String under : List.of("null", "'p1'", "'none'", "'p2'")) {
            String secret = unusedSecret();
            insertDigest(victim, under, Sha256.of(secret));
            assertThat(realm.verify(secret, "").expect(401).code())
                    .as("under %s", under)
                    .isEqualTo("unknown_key");
        }
        assertThat(rows(victim, "1 = 1")).isEqualTo(5);
        realm.verify(victim).expect(200);

        // while the option peppers contains "none", this attack succeeds
        peppers("p1", "none");
        String secret = unusedSecret();
        insertDigest(victim, "null", Sha256.of(secret));
        realm.verify(secret, "?permission=stats:read").expect(200);
    }

    /** An attacker with a key and write access to the database wants the permissions of another key. */
    @Test
    void refusesADigestThatWasMovedToAnotherKeyOwnerOrRealm() {
        peppers("p1");
        Answer strong = realm.createBot("acme", "Strong");
        Answer moved = realm.createBot("acme", "Moved");
        move(moved, strong);
        assertThat(realm.verify(moved).expect(401).code()).isEqualTo("unknown_key");

        Answer bobs = realm.createUserKey("acme", "bob");
        Sql.update(
                "update ORG_API_KEY set OWNER_ID = ?, SLOT = 99 where ID = ?", realm.userId("alice"), bobs.text("id"));
        assertThat(realm.verify(bobs).expect(401).code()).isEqualTo("unknown_key");

        Answer keyOfThisRealm = realm.createBot("acme", "Abroad");
        try (TestRealm other = TestRealm.create()) {
            move(keyOfThisRealm, other.createBot("acme", "Target"));
            assertThat(other.verify(keyOfThisRealm).expect(401).code()).isEqualTo("unknown_key");
            assertThat(realm.verify(keyOfThisRealm).expect(401).code()).isEqualTo("unknown_key");
        }

        // if secrets are stored without a pepper, this attack succeeds
        peppers("none");
        Answer plain = realm.createBot("acme", "Plain", "{}");
        move(plain, strong);
        realm.verify(plain).expect(200);
    }

    @Test
    void doesNotImportASecretThatExistsUnderAnyPepper() {
        String plain = PREFIX + UUID.randomUUID();
        String old = PREFIX + UUID.randomUUID();
        importKey(plain, 0);
        peppers("p1", "none");
        importKey(old, 0);
        importKey(plain, 1);
        peppers("p2", "p1", "none");
        importKey(plain, 1);
        importKey(old, 1);
        String fresh = PREFIX + UUID.randomUUID();
        String id = importKey(fresh, 0);
        assertThat(Sql.number("select count(*) from ORG_API_KEY_SECRET where KEY_ID = ?", id))
                .as("stored only under the newest pepper")
                .isEqualTo(1);
        assertThat(Sql.number(
                        "select count(*) from ORG_API_KEY_SECRET where KEY_ID = ? and DIGEST = ? and PEPPER = 'p2'",
                        id,
                        hmac("p2", Sha256.of(fresh))))
                .isEqualTo(1);
    }

    @Test
    void doesNotImportASecretThatWasRevokedUnderAnyPepper() {
        peppers("p1");
        String ended = PREFIX + UUID.randomUUID();
        realm.keys("DELETE", "/" + importKey(ended, 0)).expect(204);
        String hash = Sha256.of(ended);
        assertThat(DatabaseSearch.find(TestServer.database(), List.of(hash))).isEmpty();
        assertThat(DatabaseSearch.find(TestServer.database(), List.of(hmac("p1", hash))))
                .containsOnlyKeys(hmac("p1", hash))
                .allSatisfy((digest, places) -> assertThat(places).containsExactly("ORG_API_KEY_TOMBSTONE.DIGEST"));
        importKey(ended, 1);
        peppers("p2", "p1", "none");
        importKey(ended, 1);
        peppers("p2");
        importKey(ended, 0);
    }

    @Test
    void movesTheSameSecretInEachRealm() {
        String secret = PREFIX + UUID.randomUUID();
        try (TestRealm other = TestRealm.create()) {
            other.changeSettings(Map.of("importedPrefixes", List.of(PREFIX)));
            Map<TestRealm, Answer> keys = new LinkedHashMap<>();
            for (TestRealm there : List.of(realm, other)) {
                String id = sendImportOf(there, Sha256.of(secret))
                        .expect(200)
                        .json()
                        .at("/keys/0/id")
                        .asText();
                keys.put(there, there.keys("GET", "/" + id).expect(200));
            }
            peppers("p1", "none");
            keys.forEach((there, key) -> {
                assertFound(there, secret, key);
                awaitStoredUnder("p1", secret, key);
            });
            peppers("p1");
            keys.forEach((there, key) -> {
                // evicts the key from the cache
                there.update(key, "{\"description\":\"Moved\"}");
                assertFound(there, secret, key);
            });
        }
    }

    private static void assertFound(TestRealm there, String secret, Answer key) {
        assertThat(there.keys("POST", "/lookup")
                        .json(Map.of("secret", secret))
                        .expect(200)
                        .text("id"))
                .isEqualTo(key.text("id"));
    }

    @Test
    void refusesToImportAnInvalidHash() {
        peppers("p1");
        for (String wrong : List.of("zz".repeat(32), "abc", "ü", "")) {
            Answer answer = sendImportOf(wrong).expect(200);
            assertThat(answer.json().at("/keys/0/errors").findValuesAsText("field"))
                    .as(answer.body())
                    .containsExactly("sha256");
        }
    }

    /** During a change of peppers, the nodes of a cluster may disagree on which pepper is the newest. */
    @Test
    void detectsADuplicateSecretOfANodeWithAnotherPepperOrder()
            throws SQLException, ExecutionException, InterruptedException {
        peppers("p1", "p2");
        Answer other = realm.createBot("acme", "Of the other node");
        String secret = PREFIX + UUID.randomUUID();
        String before = realm.keys("GET", "/count").send().body();
        Future<Answer> answer;
        try (Connection connection = TestServer.database().connect()) {
            connection.setAutoCommit(false);
            Sql.update(connection, insertSql("'p2'", hmac("p2", Sha256.of(secret))), other.text("id"));
            answer = CompletableFuture.supplyAsync(() -> sendImport(secret));
            assertThat(answer).failsWithin(Duration.ofMillis(1500));
            connection.commit();
        }
        assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(409);
        assertThat(realm.keys("GET", "/count").send().body()).isEqualTo(before);
    }

    @Test
    void rotatesAndRevokesKeysThatAreAboutToMove() {
        Answer rotated = realm.createBot("acme", "Rotated meanwhile");
        Answer revoked = realm.createBot("acme", "Revoked meanwhile");
        Answer last = realm.createBot("acme", "Moves after them");
        peppers("p1", "none");
        for (Answer key : List.of(rotated, revoked)) {
            verifyUncached(key.text("secret"), key);
        }
        Answer renewed = realm.rotate(rotated, "{\"gracePeriod\":0}");
        realm.revoke(revoked);
        verifyUncached(last.text("secret"), last);
        awaitStoredUnder("p1", last.text("secret"), last);
        assertThat(realm.verify(rotated).code()).isEqualTo("unknown_key");
        assertThat(realm.verify(revoked).code()).isEqualTo("unknown_key");
        realm.verify(renewed).expect(200);
        assertThat(rows(rotated, "PEPPER = 'p1'")).isEqualTo(1);
        assertThat(rows(rotated, "1 = 1")).isEqualTo(1);
        KeyRows.assertDeleted(revoked);
    }

    private static void assertWorks(String secret, String id) {
        assertThat(realm.verify(secret, "?permission=stats:read").expect(200).text("keyId"))
                .isEqualTo(id);
        assertThat(realm.introspect(secret).text("jti")).isEqualTo(id);
        assertThat(realm.accountWith(secret, "GET", "/self").expect(200).text("id"))
                .isEqualTo(id);
        assertThat(realm.keys("POST", "/lookup")
                        .json(Map.of("secret", secret))
                        .expect(200)
                        .text("id"))
                .isEqualTo(id);
        realm.exchange("shortlinks-api", secret, Map.of()).expect(200);
    }

    /** Verifies a secret after evicting its key from the cache. */
    private static void verifyUncached(String secret, Answer key) {
        evict(key);
        realm.verify(secret, "?permission=stats:read").expect(200);
    }

    /** Updates the key, which evicts it from the cache. */
    private static void evict(Answer key) {
        realm.update(key, Map.of("description", UUID.randomUUID().toString()));
    }

    private static void awaitStoredUnder(String pepper, String secret, Answer key) {
        new Lags()
                .await(
                        Duration.ofSeconds(20),
                        () -> rows(
                                        key,
                                        "PEPPER = ? and DIGEST = ? and SEAL is not null",
                                        pepper,
                                        hmac(pepper, Sha256.of(secret)))
                                == 1);
    }

    /** Returns the number of the key's secrets that match the SQL condition. */
    private static long rows(Answer key, String condition, String... parameters) {
        return Sql.number(
                "select count(*) from ORG_API_KEY_SECRET where KEY_ID = '" + key.text("id") + "' and " + condition,
                (Object[]) parameters);
    }

    /** Returns a well-formed secret that no key has. */
    private static String unusedSecret() {
        Answer key = realm.createBot("acme", "Unused", "{}");
        realm.revoke(key);
        return key.text("secret");
    }

    private static void insertDigest(Answer key, String pepper, String digest) {
        assertThat(Sql.update(insertSql(pepper, digest), key.text("id"))).isEqualTo(1);
    }

    /**
     * Returns the SQL that inserts another secret for a key. Under a pepper, a secret has a seal, which binds its
     * digest to the key and the owner. The SQL copies the seal of the key's existing secret.
     */
    private static String insertSql(String pepper, String digest) {
        return "insert into ORG_API_KEY_SECRET (ID, KEY_ID, REALM_ID, LAST_FOUR, ISSUED_AT, RETIRES_AT, PEPPER, SEAL, DIGEST)"
                + " select '" + UUID.randomUUID() + "', KEY_ID, REALM_ID, 'abcd', 1, 4102444800000, " + pepper
                + (pepper.equals("null") ? ", null, '" : ", SEAL, '") + digest
                + "' from ORG_API_KEY_SECRET where KEY_ID = ? and RETIRES_AT is null";
    }

    /** Deletes the secrets of the key {@code to}, and moves the secret of the key {@code from} to it. */
    private static void move(Answer from, Answer to) {
        assertThat(Sql.update("delete from ORG_API_KEY_SECRET where KEY_ID = ?", to.text("id")))
                .isPositive();
        assertThat(Sql.update(
                        "update ORG_API_KEY_SECRET set KEY_ID = ? where KEY_ID = ?", to.text("id"), from.text("id")))
                .isEqualTo(1);
    }

    /** Returns the id of the new key, or an empty string if the import refused it. */
    private static String importKey(String secret, int failed) {
        Answer answer = sendImport(secret).expect(200);
        assertThat(answer.text("failed")).as(answer.body()).isEqualTo(Integer.toString(failed));
        return answer.json().at("/keys/0/id").asText();
    }

    private static Answer sendImport(String secret) {
        return sendImportOf(Sha256.of(secret));
    }

    private static Answer sendImportOf(String sha256) {
        return sendImportOf(realm, sha256);
    }

    private static Answer sendImportOf(TestRealm there, String sha256) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("organizationId", there.organizationId("acme"));
        row.put("type", "bot");
        row.put("name", "Imported");
        row.put("sha256", sha256);
        return there.keys("POST", "/import")
                .json(Map.of("prefix", PREFIX, "keys", List.of(row)))
                .send();
    }

    /** Configures the peppers of the running server. The first pepper is the newest. */
    private static void peppers(String... ids) {
        Map<String, String> options = new HashMap<>();
        options.put("peppers", String.join(",", ids));
        PEPPERS.forEach(
                (id, value) -> options.put("pepper-" + id, Base64.getEncoder().encodeToString(value)));
        Http.request("PUT", TestServer.url("/admin/realms/master/test-options/store"))
                .bearer(TestServer.adminToken())
                .json(options)
                .expect(204);
    }

    /** Computes the digest that is stored for a SHA-256 hash, independently of the code under test. */
    private static String hmac(String id, String sha256) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(PEPPERS.get(id), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(HexFormat.of().parseHex(sha256)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pepper(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
