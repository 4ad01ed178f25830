package io.orgkeys.keycloak.it;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests the rotation of keys by administrators, members and the keys themselves. */
@Tag("database")
class RotationIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void acceptsTheOldSecretUntilTheGracePeriodEnds() {
        Answer first = bot("Graceful");
        Answer second = rotate(first, "{\"gracePeriod\":600}").expect(201);
        assertThat(second.text("id")).isEqualTo(first.text("id"));
        assertThat(second.json().get("permissions")).isEqualTo(first.json().get("permissions"));
        assertThat(second.text("createdAt")).isEqualTo(first.text("createdAt"));
        assertThat(second.text("lastFour")).isEqualTo(lastFour(second)).isNotEqualTo(lastFour(first));
        assertValid(first, second);
        TestServer.later(Duration.ofSeconds(601), () -> {
            assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
            assertValid(second);
        });
    }

    @Test
    void invalidatesTheOldSecretImmediatelyWithoutAGracePeriod() {
        Answer first = bot("Graceless");
        Answer second = rotate(first, "{\"gracePeriod\":0}").expect(201);
        assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
        assertValid(second);
    }

    @Test
    void invalidatesTheOldestSecretWhenRotatedAgain() {
        Answer first = bot("Twice");
        Answer second = rotate(first, "").expect(201);
        Answer third = rotate(first, "").expect(201);
        assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
        assertValid(second, third);
    }

    @Test
    void defaultGracePeriodIsOneDay() {
        Answer first = bot("Default");
        rotate(first, "").expect(201);
        TestServer.later(Duration.ofHours(23), () -> assertValid(first));
        TestServer.later(
                Duration.ofHours(25),
                () -> assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key"));
    }

    @Test
    void rejectsAGracePeriodBeyondTheRealmsMaximum() {
        Answer key = bot("Too graceful");
        for (String seconds : new String[] {"-1", "604801", "99999999999999999999", "1.5", "\"1\""}) {
            Answer answer = rotate(key, "{\"gracePeriod\":" + seconds + "}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.invalidFields()).containsExactly("gracePeriod");
        }
        assertValid(key);
    }

    @Test
    void repeatsASelfRotationWhoseAnswerWasLost() {
        Answer first = bot("Unlucky");
        Answer lost = self(first, "POST", "/rotate").expect(201);
        Answer lostToo = self(first, "POST", "/rotate").expect(201);
        assertThat(realm.verify(lost.text("secret"), "").code()).isEqualTo("unknown_key");
        TestServer.later(Duration.ofHours(12), () -> {
            Answer received = self(first, "POST", "/rotate").expect(201);
            assertValid(first, received);
        });
        assertThat(realm.verify(lostToo.text("secret"), "").code()).isEqualTo("unknown_key");
        // repeated rotations do not extend the validity of the old secret
        TestServer.later(
                Duration.ofHours(25),
                () -> assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key"));
    }

    @Test
    void refusesSelfRotationWithTheFormerSecretOnceTheNewOneIsUsed() {
        Answer first = bot("In use");
        Answer second = self(first, "POST", "/rotate").expect(201);
        // even a refused verification proves that the caller has received the new secret
        assertThat(realm.verify(second.text("secret"), "?permission=domains:delete")
                        .status())
                .isEqualTo(403);
        assertConflict(self(first, "POST", "/rotate"));
        assertConflict(realm.accountWith(
                        first.text("secret"), "POST", realm.keysOf("acme") + "/" + first.text("id") + "/rotate")
                .send());
        assertValid(first, second);
        self(second, "POST", "/rotate").expect(201);
    }

    /**
     * The server stores the first use of a secret in the database, because another node may handle the next rotation.
     */
    @Test
    void storesTheFirstUseOfANewSecret() {
        Answer first = bot("Used elsewhere");
        Answer second = self(first, "POST", "/rotate").expect(201);
        assertThat(usedSecrets(second)).isZero();
        Sql.update("update ORG_API_KEY_SECRET set FIRST_USED_AT = 1 where KEY_ID = ?", first.text("id"));
        assertConflict(self(first, "POST", "/rotate"));
        Answer third = self(second, "POST", "/rotate").expect(201);
        assertThat(usedSecrets(third)).as("only the former secret").isEqualTo(1);
        assertValid(third);
        new Lags().await(Duration.ofMinutes(1), () -> usedSecrets(third) == 2);
    }

    private static long usedSecrets(Answer key) {
        return Sql.number(
                "select count(*) from ORG_API_KEY_SECRET where KEY_ID = ? and FIRST_USED_AT is not null",
                key.text("id"));
    }

    @Test
    void refusesSelfRotationWithAFormerSecretAfterAnotherCallersRotation() {
        Answer stolen = bot("Stolen");
        Answer rotated = rotate(stolen, "{\"gracePeriod\":600}").expect(201);
        assertConflict(self(stolen, "POST", "/rotate"));
        Answer lost = self(rotated, "POST", "/rotate").expect(201);
        assertThat(self(stolen, "POST", "/rotate").status()).isEqualTo(401);
        assertValid(rotated, lost);
    }

    private static void assertConflict(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("conflict");
    }

    @Test
    void limitsTheRateOfSelfRotations() {
        Answer key = bot("Restless");
        Answer answer = self(key, "POST", "/rotate").expect(201);
        // the limit allows one additional rotation for each minute that the test takes
        int rotations = 1;
        while (answer.status() == 201 && rotations < 2 * TestServer.SELF_ROTATIONS) {
            key = answer;
            answer = self(key, "POST", "/rotate");
            rotations++;
        }
        assertThat(rotations).isGreaterThan(TestServer.SELF_ROTATIONS);
        Answer last = key;
        Answer limited = answer;
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.code()).isEqualTo("too_many_requests");
        int wait = Integer.parseInt(limited.header("Retry-After"));
        assertThat(wait).isBetween(1, 60);
        assertValid(last);
        // the limit applies only to rotations by the key itself
        Answer other = rotate(last, "{\"gracePeriod\":600}").expect(201);
        TestServer.later(
                Duration.ofSeconds(wait), () -> self(other, "POST", "/rotate").expect(201));
    }

    @Test
    void reactivatesAnExpiredKeyByRotation() {
        Answer expired = realm.keys("POST", "")
                .json("{\"organizationId\":\"" + realm.organizationId("acme")
                        + "\",\"type\":\"user\",\"userId\":\"" + realm.userId("bob")
                        + "\",\"name\":\"Expired\",\"permissions\":{\"stats\":[\"read\"]},\"expiresAt\":\""
                        + java.time.Instant.now().plusSeconds(3600) + "\"}")
                .expect(201);
        String path = realm.keysOf("acme") + "/" + expired.text("id");
        TestServer.later(Duration.ofHours(2), () -> {
            String token = realm.token("bob");
            Answer without = realm.account(token, "POST", path + "/rotate").send();
            assertConflict(without);
            assertThat(without.text("detail")).contains("expiresAt");
            Answer past = realm.account(token, "POST", path + "/rotate")
                    .json("{\"expiresAt\":\"" + java.time.Instant.now() + "\",\"gracePeriod\":-1}")
                    .send();
            assertThat(past.status()).isEqualTo(400);
            assertThat(past.invalidFields()).containsExactlyInAnyOrder("expiresAt", "gracePeriod");
            Answer back = realm.account(token, "POST", path + "/rotate")
                    .json("{\"gracePeriod\":3600,\"expiresAt\":\""
                            + java.time.Instant.now().plus(Duration.ofHours(5)) + "\"}")
                    .expect(201);
            assertThat(back.text("id")).isEqualTo(expired.text("id"));
            assertThat(back.text("status")).isEqualTo("active");
            assertValid(back);
            assertThat(realm.verify(expired.text("secret"), "").code()).isEqualTo("unknown_key");
            // a key cannot extend its own lifetime
            Answer self = realm.accountWith(back.text("secret"), "POST", "/self/rotate")
                    .json("{\"expiresAt\":null}")
                    .send();
            assertThat(self.status()).isEqualTo(400);
            assertThat(self.invalidFields()).containsExactly("expiresAt");
            realm.revoke(back);
        });
    }

    @Test
    void rotatesOnceForTheSameIfMatchVersion() {
        Answer key = bot("Once");
        realm.keys("POST", "/" + key.text("id") + "/rotate")
                .header("If-Match", key.header("ETag"))
                .expect(201);
        Answer again = realm.keys("POST", "/" + key.text("id") + "/rotate")
                .header("If-Match", key.header("ETag"))
                .send();
        assertThat(again.status()).isEqualTo(412);
        assertValid(key);
    }

    @Test
    void aKeyReadsRotatesAndRevokesItself() {
        Answer key = realm.createUserKey("acme", "bob", "{}");
        assertThat(self(key, "GET", "").expect(200).text("id")).isEqualTo(key.text("id"));
        assertThat(self(key, "GET", "").body()).doesNotContain("\"secret\"");
        Answer rotated = self(key, "POST", "/rotate").expect(201);
        assertThat(self(rotated, "GET", "").expect(200).text("lastFour")).isEqualTo(lastFour(rotated));
        self(rotated, "DELETE", "").expect(204);
        Answer gone = self(rotated, "GET", "");
        assertThat(gone.status()).isEqualTo(401);
        assertThat(gone.code()).isEqualTo("unknown_key");
    }

    @Test
    void refusesAMemberAtTheSelfEndpoint() {
        Answer answer = realm.accountAs("bob", "GET", "/self").send();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("missing_key");
    }

    @Test
    void enforcesLifetimesAtCreationUpdateAndRotation() {
        try (TestRealm own = TestRealm.create()) {
            Answer eternal = own.createBot("acme", "Eternal");
            own.changeSettings("{\"defaultLifetime\":{\"bot\":3600},\"maximumLifetime\":{\"bot\":7200}}");
            Answer byDefault = own.createBot("acme", "By default");
            assertThat(lifetime(byDefault)).isEqualTo(Duration.ofHours(1));
            Answer tooLong = own.keys("PUT", "/" + byDefault.text("id"))
                    .json("{\"expiresAt\":null}")
                    .send();
            assertThat(tooLong.status()).isEqualTo(400);
            assertThat(tooLong.invalidFields()).containsExactly("expiresAt");
            Answer rotated = own.rotate(eternal);
            assertThat(lifetime(rotated)).isEqualTo(Duration.ofHours(2));
            TestServer.later(Duration.ofHours(3), () -> {
                assertThat(own.verify(rotated.text("secret"), "").code()).isEqualTo("expired_key");
                assertThat(own.keys("GET", "?status=expired").send().json()).hasSize(2);
                Answer late =
                        own.keys("POST", "/" + eternal.text("id") + "/rotate").send();
                assertThat(late.status()).isEqualTo(409);
                Answer tooLate = rotateWithExpiry(own, eternal, Duration.ofHours(6));
                assertThat(tooLate.status()).isEqualTo(400);
                assertThat(tooLate.invalidFields()).containsExactly("expiresAt");
                Answer back =
                        rotateWithExpiry(own, eternal, Duration.ofHours(4)).expect(201);
                assertThat(own.verify(back.text("secret"), "").status()).isEqualTo(200);
            });
        }
    }

    @Test
    void limitsAFormerSecretToTheMaximumLifetime() {
        try (TestRealm own = TestRealm.create()) {
            maximumLifetime(own, 7200);
            Answer first = own.createBot("acme", "Bounded");
            Answer[] keys = new Answer[3];
            TestServer.later(Duration.ofHours(1), () -> {
                keys[0] = own.rotate(first, "{\"gracePeriod\":604800}");
                expireIn(own, first, Duration.ofSeconds(10_700));
                assertThat(own.verify(first.text("secret"), "").status()).isEqualTo(200);
            });
            TestServer.later(Duration.ofSeconds(7230), () -> {
                assertThat(own.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
                assertThat(own.verify(keys[0].text("secret"), "").status()).isEqualTo(200);
                keys[1] = own.rotate(first, "{\"gracePeriod\":604800}");
            });
            // a lower maximum lifetime takes effect when the expiry is changed the next time
            TestServer.later(Duration.ofSeconds(8000), () -> {
                assertThat(own.verify(keys[0].text("secret"), "").status()).isEqualTo(200);
                maximumLifetime(own, 3600);
                expireIn(own, first, Duration.ofMinutes(150));
                assertThat(own.verify(keys[0].text("secret"), "").code()).isEqualTo("unknown_key");
                assertThat(own.verify(keys[1].text("secret"), "").status()).isEqualTo(200);
            });
        }
    }

    private static void maximumLifetime(TestRealm in, int seconds) {
        in.changeSettings(
                "{\"defaultLifetime\":{\"bot\":" + seconds + "},\"maximumLifetime\":{\"bot\":" + seconds + "}}");
    }

    private static void expireIn(TestRealm in, Answer key, Duration fromNow) {
        in.update(key, "{\"expiresAt\":\"" + java.time.Instant.now().plus(fromNow) + "\"}");
    }

    private static Answer rotateWithExpiry(TestRealm in, Answer key, Duration fromNow) {
        return in.keys("POST", "/" + key.text("id") + "/rotate")
                .json("{\"gracePeriod\":0,\"expiresAt\":\""
                        + java.time.Instant.now().plus(fromNow) + "\"}")
                .send();
    }

    private static Duration lifetime(Answer key) {
        return Duration.between(
                java.time.Instant.parse(key.text("secretIssuedAt")), java.time.Instant.parse(key.text("expiresAt")));
    }

    private static Answer bot(String name) {
        return realm.createBot("acme", name);
    }

    private static Answer rotate(Answer key, String body) {
        return realm.keys("POST", "/" + key.text("id") + "/rotate").json(body).send();
    }

    private static Answer self(Answer key, String method, String path) {
        return realm.accountWith(key.text("secret"), method, "/self" + path).send();
    }

    private static String lastFour(Answer key) {
        String secret = key.text("secret");
        return secret.substring(secret.length() - 4);
    }

    private static void assertValid(Answer... keys) {
        for (Answer key : keys) {
            assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
        }
    }
}
