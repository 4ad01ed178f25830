package io.orgkeys.keycloak.rest;

import java.time.Instant;

import jakarta.ws.rs.QueryParam;

import io.orgkeys.keycloak.model.ApiKey;
import io.orgkeys.keycloak.model.InvalidInputException;
import io.orgkeys.keycloak.service.ApiKeyServices;
import io.orgkeys.keycloak.service.UsageSeries;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The query parameters of a key's usage. The default is the last 30 days, or the last 48 hours in hours. */
public record UsageQuery(
        @Parameter(
                description = "What a point of the series stands for: hour or day (UTC). Day unless said otherwise.",
                schema =
                        @Schema(
                                type = SchemaType.STRING,
                                enumeration = {"hour", "day"}))
        @QueryParam("unit")
        @Nullable
        String unit,

        @Parameter(
                description = "When the series begins, as in 2027-01-31T12:00:00Z. 30 days, or 48 hours, before its end"
                        + " unless said.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("from")
        @Nullable
        String from,

        @Parameter(
                description = "When the series ends, as in 2027-01-31T12:00:00Z. Now unless said otherwise.",
                schema = @Schema(type = SchemaType.STRING, format = "date-time"))
        @QueryParam("to")
        @Nullable
        String to) {

    /**
     * The usage of the key over the time that was asked for.
     *
     * @throws InvalidInputException with everything that is wrong
     */
    UsageSeries of(ApiKey key, ApiKeyServices services) {
        QueryValues values = new QueryValues();
        UsageSeries.Unit wanted = values.read("unit", unit, UsageSeries.Unit::of, "Must be hour or day.");
        UsageSeries.Unit point = wanted == null ? UsageSeries.Unit.DAY : wanted;
        Instant end = values.read("to", to, Timestamp::parse, Timestamp.FORM);
        Instant last = end == null ? services.clock().instant() : end;
        Instant begin = values.read("from", from, Timestamp::parse, Timestamp.FORM);
        Instant first = begin == null ? point.defaultFrom(last) : begin;
        if (first.isAfter(last)) {
            values.errors().add("from", "Must not be later than to.");
        } else if (point.points(first, last) > UsageSeries.MOST_POINTS) {
            values.errors()
                    .add(
                            "from",
                            "Is too early: a series has at most " + UsageSeries.MOST_POINTS + " points, one for each "
                                    + point.text() + ".");
        }
        values.errors().throwIfAny();
        return services.usage().of(key, point, first, last);
    }
}
