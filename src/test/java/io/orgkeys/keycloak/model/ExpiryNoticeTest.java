package io.orgkeys.keycloak.model;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExpiryNoticeTest {

    private static final Instant NOW = Instant.parse("2027-01-31T12:00:00Z");

    @Test
    void isDueAWeekAndADayBeforeTheExpiry() {
        Instant expiry = NOW.plus(Duration.ofDays(30));
        Instant week = expiry.minus(Duration.ofDays(7));
        Instant day = expiry.minus(Duration.ofDays(1));
        assertThat(ExpiryNotice.dueAt(expiry, NOW)).isEqualTo(week);
        assertThat(ExpiryNotice.dueAt(expiry, week.minusMillis(1))).isEqualTo(week);
        assertThat(ExpiryNotice.dueAt(expiry, week)).isEqualTo(day);
        assertThat(ExpiryNotice.dueAt(expiry, day.minusMillis(1))).isEqualTo(day);
        assertThat(ExpiryNotice.dueAt(expiry, day)).isNull();
        assertThat(ExpiryNotice.dueAt(expiry, expiry.plusSeconds(1))).isNull();
    }

    @Test
    void skipsNoticesThatWouldBeDueBeforeNow() {
        assertThat(ExpiryNotice.dueAt(NOW.plus(Duration.ofHours(1)), NOW)).isNull();
        assertThat(ExpiryNotice.dueAt(NOW.plus(Duration.ofDays(3)), NOW)).isEqualTo(NOW.plus(Duration.ofDays(2)));
    }

    @Test
    void aKeyWithoutExpiryGetsNoNotice() {
        assertThat(ExpiryNotice.dueAt(null, NOW)).isNull();
    }
}
