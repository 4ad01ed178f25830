package io.orgkeys.keycloak.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RefusalCounts;
import io.orgkeys.keycloak.service.UsageSeries.Point;
import io.orgkeys.keycloak.service.UsageSeries.Unit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsageSeriesTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void includesHoursWithoutUse() {
        UsageSeries series = UsageSeries.of(
                Unit.HOUR,
                NOON.minusSeconds(1),
                NOON.plusSeconds(3_601),
                List.of(new HourOfUsage("key", NOON, 3, 1, RefusalCounts.NONE, null)));
        assertThat(series.points())
                .containsExactly(
                        new Point(NOON.minusSeconds(3_600), 0, 0, RefusalCounts.NONE),
                        new Point(NOON, 3, 1, RefusalCounts.NONE),
                        new Point(NOON.plusSeconds(3_600), 0, 0, RefusalCounts.NONE));
        assertThat(series.from()).isEqualTo(NOON.minusSeconds(3_600));
        assertThat(series.to()).isEqualTo(NOON.plusSeconds(7_200));
    }

    @Test
    void aDayIsTheSumOfItsHours() {
        Instant midnight = Instant.parse("2026-11-24T00:00:00Z");
        UsageSeries series = UsageSeries.of(
                Unit.DAY,
                midnight.plusMillis(1),
                NOON,
                List.of(
                        new HourOfUsage("key", midnight, 1, 1, refused(KeyRefusal.EXPIRED_KEY, 1), null),
                        // two of the refusals have no reason
                        new HourOfUsage("key", midnight.plusSeconds(3_600), 2, 5, disabledAndExpired(), null)));
        assertThat(series.points())
                .containsExactly(new Point(
                        midnight,
                        3,
                        6,
                        new RefusalCounts(Map.of(KeyRefusal.EXPIRED_KEY, 3L, KeyRefusal.DISABLED_KEY, 1L))));
    }

    private static RefusalCounts disabledAndExpired() {
        return refused(KeyRefusal.DISABLED_KEY, 1).plus(refused(KeyRefusal.EXPIRED_KEY, 2));
    }

    private static RefusalCounts refused(KeyRefusal reason, long count) {
        return new RefusalCounts(Map.of(reason, count));
    }

    @Test
    void predictsTheNumberOfPoints() {
        Instant from = NOON.minusSeconds(1);
        Instant to = NOON.plusSeconds(1);
        for (Unit unit : Unit.values()) {
            assertThat(unit.points(from, to))
                    .isEqualTo(
                            UsageSeries.of(unit, from, to, List.of()).points().size());
        }
    }
}
