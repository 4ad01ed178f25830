package io.orgkeys.keycloak.feed;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeFeedTest {

    @Test
    void aLostMessageHasNoEffectAfterAMinute() {
        for (int seconds = 1; seconds <= 58; seconds++) {
            Duration ofCache = Duration.ofSeconds(seconds);
            assertThat(ofCache.plus(ChangeFeed.lifespan(ofCache))).isEqualTo(Duration.ofSeconds(59));
        }
    }

    @Test
    void theLifespanIsNeverShorterThanASecond() {
        for (int seconds : new int[] {58, 59, 60, 3_600}) {
            assertThat(ChangeFeed.lifespan(Duration.ofSeconds(seconds))).isEqualTo(Duration.ofSeconds(1));
        }
    }
}
