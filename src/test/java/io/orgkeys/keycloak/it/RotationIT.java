package io.orgkeys.keycloak.it;

import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A new secret for the same key, by whoever may. */
@Tag("database")
class RotationIT {

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void theOldSecretWorksUntilTheGracePeriodEnds() {
        Answer first = bot("Graceful");
        Answer second = rotate(first, "{\"gracePeriod\":600}").expect(201);
        assertThat(second.text("id")).isEqualTo(first.text("id"));
        assertThat(second.json().get("permissions")).isEqualTo(first.json().get("permissions"));
        assertThat(second.text("createdAt")).isEqualTo(first.text("createdAt"));
        assertThat(second.text("lastFour")).isEqualTo(lastFour(second)).isNotEqualTo(lastFour(first));
        assertGood(first, second);
        TestServer.later(Duration.ofSeconds(601), () -> {
            assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
            assertGood(second);
        });
    }

    @Test
    void withoutGraceTheOldSecretEndsAtOnce() {
        Answer first = bot("Graceless");
        Answer second = rotate(first, "{\"gracePeriod\":0}").expect(201);
        assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
        assertGood(second);
    }

    @Test
    void rotatingAgainEndsTheOldestAtOnce() {
        Answer first = bot("Twice");
        Answer second = rotate(first, "").expect(201);
        Answer third = rotate(first, "").expect(201);
        assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key");
        assertGood(second, third);
    }

    @Test
    void theDefaultGraceIsADay() {
        Answer first = bot("Default");
        rotate(first, "").expect(201);
        TestServer.later(Duration.ofHours(23), () -> assertGood(first));
        TestServer.later(
                Duration.ofHours(25),
                () -> assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key"));
    }

    @Test
    void theRealmsMaximumGraceIsHeld() {
        Answer key = bot("Too graceful");
        for (String seconds : new String[] {"-1", "604801", "99999999999999999999", "1.5", "\"1\""}) {
            Answer answer = rotate(key, "{\"gracePeriod\":" + seconds + "}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.wrongFields()).containsExactly("gracePeriod");
        }
        assertGood(key);
    }

    @Test
    void aKeyThatMissedTheAnswerAsksAgainWithItsOldSecret() {
        Answer first = bot("Unlucky");
        Answer lost = self(first, "POST", "/rotate").expect(201);
        Answer lostToo = self(first, "POST", "/rotate").expect(201);
        Answer received = self(first, "POST", "/rotate").expect(201);
        assertGood(first, received);
        assertThat(realm.verify(lost.text("secret"), "").code()).isEqualTo("unknown_key");
        assertThat(realm.verify(lostToo.text("secret"), "").code()).isEqualTo("unknown_key");
        // asking again does not keep the old secret alive for longer
        TestServer.later(
                Duration.ofHours(12), () -> self(first, "POST", "/rotate").expect(201));
        TestServer.later(
                Duration.ofHours(25),
                () -> assertThat(realm.verify(first.text("secret"), "").code()).isEqualTo("unknown_key"));
    }

    @Test
    void whoeverNamesTheVersionRotatesOnce() {
        Answer key = bot("Once");
        realm.keys("POST", "/" + key.text("id") + "/rotate")
                .header("If-Match", key.header("ETag"))
                .send()
                .expect(201);
        Answer again = realm.keys("POST", "/" + key.text("id") + "/rotate")
                .header("If-Match", key.header("ETag"))
                .send();
        assertThat(again.status()).isEqualTo(412);
        assertGood(key);
    }

    @Test
    void anyKeyMayLookAtRotateAndRevokeItself() {
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
    void aMemberHasNoSelf() {
        Answer answer = realm.accountAs("bob", "GET", "/self").send();
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("missing_key");
    }

    @Test
    void lifetimesAreHeldAtCreationUpdateAndRotation() {
        try (TestRealm own = TestRealm.create()) {
            Answer eternal = own.createBot("acme", "Eternal", "{\"stats\":[\"read\"]}");
            own.keys("PUT", "/settings")
                    .json("{\"defaultLifetime\":{\"bot\":3600},\"maximumLifetime\":{\"bot\":7200}}")
                    .send()
                    .expect(200);
            Answer byDefault = own.createBot("acme", "By default", "{\"stats\":[\"read\"]}");
            assertThat(lifetime(byDefault)).isEqualTo(Duration.ofHours(1));
            Answer tooLong = own.keys("PUT", "/" + byDefault.text("id"))
                    .json("{\"expiresAt\":null}")
                    .send();
            assertThat(tooLong.status()).isEqualTo(400);
            assertThat(tooLong.wrongFields()).containsExactly("expiresAt");
            Answer rotated = own.keys("POST", "/" + eternal.text("id") + "/rotate")
                    .send()
                    .expect(201);
            assertThat(lifetime(rotated)).isEqualTo(Duration.ofHours(2));
            TestServer.later(Duration.ofHours(3), () -> {
                assertThat(own.verify(rotated.text("secret"), "").code()).isEqualTo("expired_key");
                assertThat(own.keys("GET", "?status=expired").send().json()).hasSize(2);
                Answer late =
                        own.keys("POST", "/" + eternal.text("id") + "/rotate").send();
                assertThat(late.status()).isEqualTo(409);
            });
        }
    }

    private static Duration lifetime(Answer key) {
        return Duration.between(
                java.time.Instant.parse(key.text("secretIssuedAt")), java.time.Instant.parse(key.text("expiresAt")));
    }

    private static Answer bot(String name) {
        return realm.createBot("acme", name, "{\"stats\":[\"read\"]}");
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

    private static void assertGood(Answer... keys) {
        for (Answer key : keys) {
            assertThat(realm.verify(key.text("secret"), "").status()).isEqualTo(200);
        }
    }
}
