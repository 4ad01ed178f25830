package io.orgkeys.keycloak.service;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.KeyRefusal;
import io.orgkeys.keycloak.model.RefusalCounts;
import io.orgkeys.keycloak.service.UsageSeries.Point;
import io.orgkeys.keycloak.service.UsageSeries.Unit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks that a series counts each use exactly once, wherever the series begins and ends. */
class UsageSeriesPropertyTest {

    private static final RefusalCounts REFUSED = new RefusalCounts(Map.of(KeyRefusal.EXPIRED_KEY, 1L));
    private static final Instant ZERO = Instant.parse("2026-11-24T00:00:00Z");

    @Property
    void sumsEveryHourWithinTheSeriesOnce(
            @ForAll Unit unit,
            @ForAll @LongRange(max = 10_000_000) long from,
            @ForAll @LongRange(max = 10_000_000) long length,
            @ForAll @Size(max = 50) List<@IntRange(max = 6_000) Integer> used) {
        Instant begin = ZERO.plusSeconds(from);
        Instant end = begin.plusSeconds(length);
        List<HourOfUsage> hours = used.stream()
                .map(hour -> new HourOfUsage("key", ZERO.plus(Duration.ofHours(hour)), hour + 1L, 1, REFUSED, null))
                .toList();
        UsageSeries series = UsageSeries.of(unit, begin, end, hours);
        List<HourOfUsage> within = hours.stream()
                .filter(hour ->
                        !hour.hour().isBefore(unit.begin(begin)) && hour.hour().isBefore(unit.end(end)))
                .toList();
        assertThat(sum(series.points().stream().mapToLong(Point::allowed)))
                .isEqualTo(sum(within.stream().mapToLong(HourOfUsage::allowed)));
        assertThat(sum(series.points().stream().mapToLong(Point::refused))).isEqualTo(within.size());
        assertThat(sum(series.points().stream()
                        .mapToLong(point -> point.refusedBy().byReason().getOrDefault(KeyRefusal.EXPIRED_KEY, 0L))))
                .isEqualTo(within.size());
        assertThat(series.points()).hasSize((int) unit.points(begin, end));
        assertThat(series.points()).extracting(Point::start).isSorted().doesNotHaveDuplicates();
    }

    private static long sum(LongStream numbers) {
        return numbers.sum();
    }
}
