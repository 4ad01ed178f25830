package io.orgkeys.keycloak.rest;

import java.time.Clock;
import java.time.Instant;

import io.orgkeys.keycloak.model.FieldErrors;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.service.UsageSeries;
import org.jspecify.annotations.Nullable;

/** The query of a key's usage: {@code unit}, {@code from} and {@code to}, none of them needed. */
record UsageQuery(UsageSeries.Unit unit, Instant from, Instant to) {

    /**
     * What was asked for; without a word the last 30 days, or the last 48 hours in hours.
     *
     * @throws InvalidInputException with everything that is wrong
     */
    static UsageQuery of(@Nullable String unit, @Nullable String from, @Nullable String to, Clock clock) {
        FieldErrors errors = new FieldErrors();
        UsageSeries.Unit wanted =
                KeyList.given(unit).map(text -> unit(text, errors)).orElse(UsageSeries.Unit.DAY);
        Instant end = KeyList.given(to)
                .map(text -> time("to", text, clock.instant(), errors))
                .orElseGet(clock::instant);
        Instant begin = KeyList.given(from)
                .map(text -> time("from", text, end, errors))
                .orElseGet(() -> wanted.defaultFrom(end));
        if (begin.isAfter(end)) {
            errors.add("from", "Must not be later than to.");
        } else if (wanted.points(begin, end) > UsageSeries.MOST_POINTS) {
            errors.add(
                    "from",
                    "Is too early: a series has at most " + UsageSeries.MOST_POINTS + " points, one for each "
                            + wanted.text() + ".");
        }
        errors.throwIfAny();
        return new UsageQuery(wanted, begin, end);
    }

    private static UsageSeries.Unit unit(String text, FieldErrors errors) {
        return UsageSeries.Unit.of(text).orElseGet(() -> {
            errors.add("unit", "Must be hour or day.");
            return UsageSeries.Unit.DAY;
        });
    }

    private static Instant time(String field, String text, Instant otherwise, FieldErrors errors) {
        return Timestamp.parse(text).orElseGet(() -> {
            errors.add(field, Timestamp.FORM);
            return otherwise;
        });
    }
}
