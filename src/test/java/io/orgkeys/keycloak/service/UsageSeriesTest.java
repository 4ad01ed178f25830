package io.orgkeys.keycloak.service;

import java.time.Instant;
import java.util.List;

import io.orgkeys.keycloak.model.HourOfUsage;
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
                List.of(new HourOfUsage("key", NOON, 3, 1, null)));
        assertThat(series.points())
                .containsExactly(
                        new Point(NOON.minusSeconds(3_600), 0, 0),
                        new Point(NOON, 3, 1),
                        new Point(NOON.plusSeconds(3_600), 0, 0));
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
                List.of(new HourOfUsage("key", midnight, 1, 0, null), new HourOfUsage("key", NOON, 2, 5, null)));
        assertThat(series.points()).containsExactly(new Point(midnight, 3, 5));
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
