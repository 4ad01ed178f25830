package io.orgkeys.keycloak.it;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.orgkeys.keycloak.model.ApiKeyType;
import io.orgkeys.keycloak.secret.ApiKeyGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests keys that are in use while the clock is set forward, or back to a time before the keys were created. {@link
 * LostMessagesIT} tests that a cache entry does not live longer when the clock is set back.
 */
class ClockStepIT {

    private static final Duration STEP = Duration.ofHours(2);

    /** A timeout that is much longer than one second, the interval at which this server writes usage. */
    private static final Duration USAGE_TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    static final TestRealm realm = TestRealm.ofClass();

    @Test
    void refusesExpiredKeysThatAreCachedWhenTheClockIsSetForward() {
        Answer ended = createExpiringKey("Ends in an hour", Duration.ofHours(1));
        Answer notYet = createExpiringKey("Ends in three hours", Duration.ofHours(3));
        Answer rotated = realm.createBot("acme", "Rotated");
        realm.rotate(rotated, "{\"gracePeriod\":3600}");
        List.of(ended, notYet, rotated).forEach(key -> realm.verify(key).expect(200));
        TestServer.later(STEP, () -> {
            assertThat(realm.verify(ended).expect(401).code()).isEqualTo("expired_key");
            assertThat(realm.introspect(ended.text("secret")).body()).isEqualTo("{\"active\":false}");
            assertThat(realm.verify(rotated).expect(401).code()).isEqualTo("unknown_key");
            realm.verify(notYet).expect(200);
        });
        // the clock is set back; the keys are valid again, because only the current time matters
        List.of(ended, notYet, rotated).forEach(key -> realm.verify(key).expect(200));
    }

    private static Answer createExpiringKey(String name, Duration life) {
        Answer key = realm.createBot("acme", name);
        realm.update(key, "{\"expiresAt\":\"" + Instant.now().plus(life) + "\"}");
        return key;
    }

    @Test
    void acceptsValidKeysWhenTheClockIsSetBack() {
        Answer key = realm.createBot("acme", "Used before and after");
        Answer cold = realm.createBot("acme", "Used after only");
        Answer revoked = realm.createBot("acme", "Revoked");
        realm.verify(key).expect(200);
        realm.verify(revoked).expect(200);
        awaitWritten(key, 1);
        String lastUse = lastUse(key);
        ApiKeyGenerator generator = new ApiKeyGenerator(new SecureRandom());
        TestServer.later(STEP.negated(), () -> {
            for (int i = 0; i < 20; i++) {
                String unknown = generator.generate("h0p", ApiKeyType.BOT).reveal();
                realm.verify(unknown, "").expect(401);
                realm.verify(key).expect(200);
            }
            realm.verify(cold).expect(200);
            realm.verify(realm.createBot("acme", "Made before the others")).expect(200);
            assertThat(realm.introspect(key.text("secret")).text("active")).isEqualTo("true");
            realm.revoke(revoked);
            realm.verify(revoked).expect(401);
            awaitWritten(key, 22);
            awaitWritten(cold, 1);
            assertThat(lastUse(key)).as("never decreases").isEqualTo(lastUse);
        });
        realm.verify(key).expect(200);
        awaitWritten(key, 23);
        assertThat(Instant.parse(lastUse(key))).isAfter(Instant.parse(lastUse));
    }

    private static void awaitWritten(Answer key, int allowed) {
        // while the clock is set back, earlier uses are in hours of the future, which the query must include
        String query = "/usage?unit=hour&to=" + Instant.now().plus(STEP);
        new Lags()
                .await(
                        USAGE_TIMEOUT,
                        () -> realm.keys("GET", "/" + key.text("id") + query)
                                        .expect(200)
                                        .json()
                                        .path("allowed")
                                        .asInt()
                                == allowed);
    }

    private static String lastUse(Answer key) {
        return realm.read(key).text("lastUsedAt");
    }
}
