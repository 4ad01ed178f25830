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

/**
 * How often a key was used over a time, fit for a chart: a point for each hour or day (UTC), none left out.
 *
 * @param from when the first point begins
 * @param to when the last point ends
 */
public record UsageSeries(Unit unit, Instant from, Instant to, List<Point> points) {

    /** How many points a series may have: 90 days in hours. */
    public static final int MOST_POINTS = 90 * 24;

    /** What a point stands for. */
    public enum Unit {
        HOUR(ChronoUnit.HOURS, 48),
        DAY(ChronoUnit.DAYS, 30);

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

        /** The begin of the series that ends then when nobody says how long it is to be. */
        public Instant defaultFrom(Instant to) {
            return to.minus(defaultPoints, chronoUnit);
        }

        /** When the hour or day of this time begins. */
        Instant begin(Instant time) {
            return time.truncatedTo(chronoUnit);
        }

        Instant next(Instant begin) {
            return begin.plus(1, chronoUnit);
        }

        /** How many points there are between the two. */
        public long points(Instant from, Instant to) {
            return chronoUnit.between(begin(from), end(to));
        }

        /** When the hour or day ends that this time is in; the time itself when one ends just then. */
        Instant end(Instant time) {
            Instant begin = begin(time);
            return begin.equals(time) ? time : next(begin);
        }
    }

    /** What was counted in the hour or day that begins then. */
    public record Point(Instant start, long allowed, long refused) {}

    /** The first and the last hour that a series from and to these times is made of. */
    static UsageSeries of(Unit unit, Instant from, Instant to, List<HourOfUsage> hours) {
        Map<Instant, Point> points = new TreeMap<>();
        for (Instant start = unit.begin(from); start.isBefore(to); start = unit.next(start)) {
            points.put(start, new Point(start, 0, 0));
        }
        hours.forEach(hour -> points.computeIfPresent(
                unit.begin(hour.hour()),
                (start, sum) -> new Point(start, sum.allowed + hour.allowed(), sum.refused + hour.refused())));
        return new UsageSeries(unit, unit.begin(from), unit.end(to), List.copyOf(new ArrayList<>(points.values())));
    }
}
