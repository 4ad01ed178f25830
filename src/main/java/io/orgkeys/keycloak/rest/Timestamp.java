package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A time in a request, in the form of RFC 3339: {@code 2027-01-31T12:00:00Z}. It lies in the years 1970 to 9999 in UTC: what is
 * earlier is negative as a NumericDate (RFC 7519 §2), and what is later is no RFC 3339 any more.
 */
final class Timestamp {

    /** For people whose text is no timestamp. */
    static final String FORM = "Must be a time such as 2027-01-31T12:00:00Z, in the years 1970 to 9999.";

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Timestamp() {}

    /** The time, cut to milliseconds as it is stored; empty when the text is none. */
    static Optional<Instant> parse(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return time.isBefore(Instant.EPOCH) || !time.isBefore(END)
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(time.toEpochMilli()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
