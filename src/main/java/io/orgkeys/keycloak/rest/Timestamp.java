package io.orgkeys.keycloak.rest;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A time in a request in the format of RFC 3339, such as {@code 2027-01-31T12:00:00Z}. Only the years 1970 to 9999
 * (UTC) are valid, because an earlier time would be a negative NumericDate (RFC 7519 §2), and RFC 3339 has no later
 * years.
 */
final class Timestamp {

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Timestamp() {}

    /** Returns the time, truncated to the milliseconds that the database stores. Empty if the text is invalid. */
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
