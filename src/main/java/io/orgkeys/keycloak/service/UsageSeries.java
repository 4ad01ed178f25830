package io.orgkeys.keycloak.service;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.orgkeys.keycloak.model.HourOfUsage;
import io.orgkeys.keycloak.model.RefusalCounts;

/**
 * The usage of a key, with a point for each hour or day (UTC), even if there was no usage.
 *
 * @param from the start of the first point
 * @param to the end of the last point
 */
public record UsageSeries(Unit unit, Instant from, Instant to, List<Point> points) {

    /** The maximum number of points: the hours of 90 days. */
    public static final int MAX_POINTS = 90 * 24;

    /** The period of a point. */
    public enum Unit {
        HOUR(ChronoUnit.HOURS, 48),
        DAY(ChronoUnit.DAYS, 30);

        /** The names of the units in requests. */
        public static final List<String> TEXTS =
                Stream.of(values()).map(Unit::text).toList();

        private final ChronoUnit chronoUnit;
        private final int defaultPoints;

        Unit(ChronoUnit chronoUnit, int defaultPoints) {
            this.chronoUnit = chronoUnit;
            this.defaultPoints = defaultPoints;
        }

        public static Optional<Unit> of(String text) {
            return Stream.of(values()).filter(unit -> unit.text().equals(text)).findFirst();
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the default start of a series with this end. */
        public Instant defaultFrom(Instant to) {
            return to.minus(defaultPoints, chronoUnit);
        }

        Instant begin(Instant time) {
            return time.truncatedTo(chronoUnit);
        }

        Instant next(Instant begin) {
            return begin.plus(1, chronoUnit);
        }

        public long points(Instant from, Instant to) {
            return chronoUnit.between(begin(from), end(to));
        }

        /**
         * Returns the end of the hour or day that contains this time. If an hour or day begins exactly at this time,
         * returns this time.
         */
        Instant end(Instant time) {
            Instant begin = begin(time);
            return begin.equals(time) ? time : next(begin);
        }
    }

    /** The counts of the hour or day that begins at {@code start}. */
    public record Point(Instant start, long allowed, long refused, RefusalCounts refusedBy) {

        private Point plus(HourOfUsage hour) {
            return new Point(
                    start, allowed + hour.allowed(), refused + hour.refused(), refusedBy.plus(hour.refusedBy()));
        }
    }

    static UsageSeries of(Unit unit, Instant from, Instant to, List<HourOfUsage> hours) {
        Map<Instant, Point> points = new TreeMap<>();
        for (Instant start = unit.begin(from); start.isBefore(to); start = unit.next(start)) {
            points.put(start, new Point(start, 0, 0, RefusalCounts.NONE));
        }
        hours.forEach(hour -> points.computeIfPresent(unit.begin(hour.hour()), (start, sum) -> sum.plus(hour)));
        return new UsageSeries(unit, unit.begin(from), unit.end(to), List.copyOf(new ArrayList<>(points.values())));
    }
}
