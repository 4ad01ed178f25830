package io.orgkeys.keycloak.limit;

import java.time.Duration;
import java.time.Instant;

import io.orgkeys.keycloak.model.TooManyRequestsException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SelfRotationLimitTest {

    private static final Instant NOON = Instant.parse("2027-01-31T12:00:00Z");

    private final SelfRotationLimit limit = new SelfRotationLimit(Duration.ofMinutes(1), 3);

    @Test
    void soManyAtOnceAndThenOneForEachInterval() {
        Instant state = take(3, null, NOON);
        assertRefused(state, NOON, 60);
        assertRefused(state, NOON.plusSeconds(59), 1);
        Instant next = limit.take(state, NOON.plusSeconds(60));
        assertRefused(next, NOON.plusSeconds(60), 60);
    }

    @Test
    void aQuietTimeFillsTheBucketAndNoMore() {
        Instant state = take(3, take(3, null, NOON), NOON.plus(Duration.ofDays(1)));
        assertRefused(state, NOON.plus(Duration.ofDays(1)), 60);
    }

    @Test
    void aClockThatIsSetBackEmptiesTheBucketAndNoMore() {
        Instant before = NOON.minus(Duration.ofDays(1));
        Instant state = take(3, null, NOON);
        assertRefused(state, before, 60);
        limit.take(state, NOON.plus(Duration.ofDays(1)));
    }

    private Instant take(int times, @Nullable Instant state, Instant now) {
        Instant taken = limit.take(state, now);
        return times == 1 ? taken : take(times - 1, taken, now);
    }

    private void assertRefused(Instant state, Instant now, long seconds) {
        assertThatThrownBy(() -> limit.take(state, now))
                .isInstanceOfSatisfying(
                        TooManyRequestsException.class,
                        refused -> assertThat(refused.retryAfter().seconds()).isEqualTo(seconds));
    }
}
